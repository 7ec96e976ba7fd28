"""Files of cases: .csv, .xlsx, .jsonl and .docx come in; the first three go out."""

from cases.files.case_file import CaseFile, Cell, RejectedRow, RowFault
from cases.files.reading import read_case_file
from cases.files.taken_ids import TakenIds
from cases.files.understanding import Progress
from cases.files.writing import write_case_file, write_rejected

__all__ = [
    "CaseFile",
    "Cell",
    "Progress",
    "RejectedRow",
    "RowFault",
    "TakenIds",
    "read_case_file",
    "write_case_file",
    "write_rejected",
]
