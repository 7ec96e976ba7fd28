"""How the tables came to be, step by step; applied at start by `cases.sql.schema`.

A new step is a file in `versions/` that names its predecessor as `down_revision`, beside the same
change in `cases.sql.tables`. A step that was once released is never edited.
"""
