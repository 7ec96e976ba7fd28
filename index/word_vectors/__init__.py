"""Vectors of words, which ship with the program: what each adds to the meaning of a text."""

from index.word_vectors.table import NAME, WordVectors, word_vectors

__all__ = ["NAME", "WordVectors", "word_vectors"]
