"""What is asked, without what people put around it."""

from index.reduction.reducer import QueryReducer, Weights, load_weights

__all__ = ["QueryReducer", "Weights", "load_weights"]
