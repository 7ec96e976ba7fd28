"""Index: from text to hits."""
