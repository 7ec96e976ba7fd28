"""Which row of one import has an id first, whatever file it stands in."""

from pathlib import Path

from cases.files.raw_rows import RawRow


class TakenIds:
    """The ids of one import; give the same one to every file of it."""

    def __init__(self) -> None:
        """Start with every id free."""
        self._first: dict[str, tuple[Path, RawRow]] = {}

    def take(self, case_id: str, path: Path, row: RawRow) -> str | None:
        """Take an id for a row.

        Returns:
            None if it was free; else where the row stands that has it, in words: `第 2 行`, or
            `一.csv 第 2 行` if that is another file.
        """
        earlier_path, earlier = self._first.setdefault(case_id, (path, row))
        if earlier is row:
            return None
        if earlier_path == path:
            return earlier.where
        is_told_by_name = earlier_path.name != path.name
        return f" {earlier_path.name if is_told_by_name else earlier_path} {earlier.where}"
