"""bge-small-zh-v1.5, fine-tuned, on one core: the model that lies here, run by onnxruntime."""

from index.bge.model import Model

__all__ = ["Model"]
