"""The built-in library: cases written from published reports, delivered with the program."""

from importlib import resources
from pathlib import Path

from cases.case import Case
from cases.errors import UnreadableFileError
from cases.files.json_lines import read_json_lines
from cases.files.understanding import understand


def built_in_library() -> tuple[Case, ...]:
    """Read every case of `cases/data/*.jsonl`, file by file in the order of their names.

    Raises:
        UnreadableFileError: A file of the library is damaged; the program should be reinstalled.
    """
    folder = resources.files("cases") / "data"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".jsonl"))
    cases: list[Case] = []
    for name in names:
        path = Path(name)
        case_file = understand(read_json_lines(path, (folder / name).read_bytes()), path)
        if case_file.rejected:
            raise UnreadableFileError(path, f"{case_file.faults[0]}；请重新安装妙招")
        cases += case_file.cases
    return tuple(cases)
