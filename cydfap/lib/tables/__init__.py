"""Tables as spreadsheets write them: CSV of any encoding and delimiter, XLSX, ODS."""

from .cells import guarded, unguarded
from .reading import LIMIT, read_table
from .table import Note, NoteCode, Refusal, Row, Table, TableProblem
from .workbook_check import cells_within

__all__ = [
    "LIMIT",
    "Note",
    "NoteCode",
    "Refusal",
    "Row",
    "Table",
    "TableProblem",
    "cells_within",
    "guarded",
    "read_table",
    "unguarded",
]
