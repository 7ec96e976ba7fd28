"""How residents asked for things and how these were told, which ships with the program."""

from index.examples.table import Examples, Turned, examples_of

__all__ = ["Examples", "Turned", "examples_of"]
