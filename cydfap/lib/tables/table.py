"""What a table is to those who read one: headings, numbered rows, notes, refusals."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Refusal(StrEnum):
    """Why a file is not read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"  # detail: its size in bytes
    NUL_BYTES = "nul-bytes"
    NOT_A_TABLE = "not-a-table"  # detail: what it seems to be
    TOO_WIDE = "too-wide"  # detail: how many columns
    ENCRYPTED = "encrypted"  # it asks for a password
    OLD_EXCEL = "old-excel"  # .xls of 1997: save as .xlsx
    DAMAGED = "damaged"  # detail: what the reader said
    BOMB = "bomb"  # small outside, vast inside; detail: which limit
    UNCLOSED_QUOTE = "unclosed-quote"  # everything after the row would be one cell
    CELL_TOO_LONG = "cell-too-long"


class TableProblem(Exception):
    """The file is refused. `code` says why, `row` where, if that is known; `detail` is raw."""

    def __init__(self, code: Refusal, detail: str = "", row: int | None = None) -> None:
        super().__init__(code, detail, row)
        self.code = code
        self.detail = detail
        self.row = row


class NoteCode(StrEnum):
    """What a reader of the table should be told, though it was read."""

    LOST_LETTER = "lost-letter"  # a question mark where ŵ or ŷ was; detail: the cell
    MIXED_ENCODING = "mixed-encoding"  # the cell was not written like the others; detail: the cell
    DOUBLED = "doubled"  # CaffÃ© for Caffé; detail: what the cell was, most likely
    FORMULA = "formula"  # kept as plain text; detail: the cell
    EXTRA_CELLS = "extra-cells"  # more cells than headings; detail: the first beyond them
    DUPLICATE_HEADING = "duplicate-heading"
    TITLE_ROW = "title-row"  # passed over to reach the headings; detail: the title
    OTHER_SHEETS = "other-sheets"  # not read; detail: their names


class Note(NamedTuple):
    """row as a spreadsheet counts it, 0 for the whole file; column by its heading, or ""."""

    code: NoteCode
    row: int
    column: str
    detail: str


class Row(NamedTuple):
    """number as a spreadsheet counts it; at least as many cells as there are headings."""

    number: int
    cells: list[str]


@dataclass
class Table:
    """Rows can be read once, and read the file as they go; notes grow as they do.

    Blank rows are left out but counted. Of each code the first thousand notes are kept. Reading
    rows may still raise TableProblem (an unclosed quote shows only at the end).
    """

    headings: list[str]
    rows: Iterator[Row]
    encoding: str  # "" for workbooks
    delimiter: str  # "" for workbooks
    notes: list[Note] = field(default_factory=list)
