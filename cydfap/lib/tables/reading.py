"""The one way in: a file of any kind becomes a Table, or is refused."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from .cells import SEPARATOR, CellChecks, may_need_care
from .delimited import find_delimiter, records
from .encoding import find_writing
from .table import Note, NoteCode, Refusal, Row, Table, TableProblem
from .workbook import read_workbook
from .workbook_check import is_zip, refuse_old_or_encrypted

LIMIT = 200_000_000
WIDEST = 2_000

# How other kinds of file begin, and their names for whoever took one for a table.
BEGINNINGS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"{\\rtf": "RTF",
    b"<": "XML or HTML",
    b"{": "JSON",
}

Records = Iterator[tuple[int, list[str]]]


def read_table(
    path: Path, *, delimiter: str | None = None, encoding: str | None = None, limit: int = LIMIT
) -> Table:
    """Read CSV (any usual encoding and delimiter), XLSX or ODS; TableProblem if it is none.

    The first row that is not blank has the headings, a lone title above them apart. `limit` is
    in bytes. delimiter and encoding overrule what would be found.
    """
    size = path.stat().st_size
    if size == 0:
        raise TableProblem(Refusal.EMPTY)
    if size > limit:
        raise TableProblem(Refusal.TOO_LARGE, str(size))
    with path.open("rb") as file:
        start = file.read(1 << 12)
    if is_zip(start):
        sheet, others = read_workbook(path)
        table = _table(enumerate(sheet, start=1), "", "")
        if others:
            table.notes.append(Note(NoteCode.OTHER_SHEETS, 0, "", "; ".join(others)))
        return table
    refuse_old_or_encrypted(path, start)
    _refuse_other_kinds(start)
    writing = find_writing(path, encoding)
    hinted = False
    if delimiter is None:
        delimiter, hinted = find_delimiter(path, writing)
    found = records(path, writing, delimiter, hinted)
    return _table(enumerate(found, start=1), writing.encoding, delimiter)


def _refuse_other_kinds(start: bytes) -> None:
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    for beginning, kind in BEGINNINGS.items():
        if bare.startswith(beginning):
            raise TableProblem(Refusal.NOT_A_TABLE, kind)


def _table(numbered: Records, encoding: str, delimiter: str) -> Table:
    notes: list[Note] = []
    number, cells, rest = _heading_row(numbered, notes)
    headings = CellChecks([], notes).check(number, [cell.strip() for cell in cells])
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > WIDEST:
        raise TableProblem(Refusal.TOO_WIDE, str(len(headings)))
    checks = CellChecks(headings, notes)
    for place, heading in enumerate(headings):
        if heading and heading in headings[:place]:
            checks.note(NoteCode.DUPLICATE_HEADING, number, place, heading)
    return Table(headings, _rows(rest, len(headings), checks), encoding, delimiter, notes)


def _heading_row(numbered: Records, notes: list[Note]) -> tuple[int, list[str], Records]:
    """The number and cells of the row of headings, and the records after it."""
    first = _next_filled(numbered)
    if first is None:
        raise TableProblem(Refusal.EMPTY)
    second = _next_filled(numbered)
    if second and len(first[1]) > 1 and _filled(first[1]) == 1 and _filled(second[1]) > 1:
        title = next(cell for cell in first[1] if cell.strip())
        notes.append(Note(NoteCode.TITLE_ROW, first[0], "", title.strip()))
        first, second = second, None
    return *first, chain([second], numbered) if second else numbered


def _next_filled(numbered: Records) -> tuple[int, list[str]] | None:
    return next(((number, cells) for number, cells in numbered if _filled(cells)), None)


def _filled(cells: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _rows(numbered: Records, width: int, checks: CellChecks) -> Iterator[Row]:
    for number, cells in numbered:
        if len(cells) != width:
            cells = _fitted(cells, width, number, checks)
        joined = SEPARATOR + SEPARATOR.join(cells)
        if may_need_care(joined):
            cells = checks.check(number, cells)
        if any(map(str.strip, cells)):
            yield Row(number, cells)


def _fitted(cells: list[str], width: int, number: int, checks: CellChecks) -> list[str]:
    """As many cells as headings; what is filled beyond them stays, with a note."""
    if len(cells) < width:
        return cells + [""] * (width - len(cells))
    beyond = [place for place in range(width, len(cells)) if cells[place].strip()]
    if not beyond:
        return cells[:width]
    checks.note(NoteCode.EXTRA_CELLS, number, beyond[0], cells[beyond[0]])
    return cells
