"""Single cells: formulas made harmless, and the marks that a wrong encoding leaves."""

import re
from collections import Counter

from .doubled import PAIR, undoubled
from .table import Note, NoteCode

SEPARATOR = "\x1f"
STRAY = "\ufdd0"  # never in a text; put before a letter that had to be read another way
KEPT = 1000

# What a spreadsheet would run when it opens a CSV file.
TRIGGERS = "=+-@\t\r"
NUMBER_OR_PHONE = re.compile(
    r"[+-][0-9(][0-9() .,/-]*(?:[eE][+-]?[0-9]+)?(?: ?(?:x|ext\.?) ?[0-9]+)?"
)
FIRST_SIGNS = ("=", "'", "+", "-", "@")
FORMULA = re.compile(r"=.|[+@-][^\s].*[(|!]", re.DOTALL)

# Each begins with a plain character: the search then goes from one of those to the next.
WORD_WITH_HOLE = re.compile(r"\?(?:(?<=[^\W\d_]\?)(?=[^\W\d_])|(?<=\b[A-Z]\?)(?!\w))")
SIGN_FIRST = re.compile("\x1f(?:[=@']|[+-](?![0-9() .,/-]*(?:\x1f|$)))")
ADDRESS = re.compile(r"://|\bwww\.|\w\?\w+=")


def _is_dangerous(text: str) -> bool:
    first = text.lstrip("'")[:1]
    return first != "" and first in TRIGGERS and not NUMBER_OR_PHONE.fullmatch(text)


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs: an apostrophe before =, @, + and the like.

    Numbers and telephone numbers (-3.5, +44 ...) stay as they are. `unguarded` undoes it exactly.
    """
    return f"'{text}" if _is_dangerous(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _is_dangerous(text[1:]) else text


def may_need_care(joined: str) -> bool:
    """Whether any cell of a row (joined, and begun, by SEPARATOR) needs `CellChecks.check`.

    This runs for every row, so it asks only what can be asked at the speed of a memory scan.
    """
    return (
        ("?" in joined and bool(WORD_WITH_HOLE.search(joined)))
        or "\ufffd" in joined
        or STRAY in joined
        or bool(SIGN_FIRST.search(joined))
        or (not joined.isascii() and bool(PAIR.search(joined)))
    )


class CellChecks:
    """Looks at suspicious cells, and writes notes of what it finds."""

    def __init__(self, headings: list[str], notes: list[Note]) -> None:
        self._headings = headings
        self._notes = notes
        self._counts: Counter[NoteCode] = Counter()

    def check(self, number: int, cells: list[str]) -> list[str]:
        """The row's cells, without guards and marks."""
        for place, cell in enumerate(cells):
            if cell.startswith(FIRST_SIGNS):
                cells[place] = cell = self._without_guard(number, place, cell)
            if "?" in cell or "\ufffd" in cell or STRAY in cell:
                cells[place] = cell = self._without_mark(number, place, cell)
            if likely := undoubled(cell):
                self.note(NoteCode.DOUBLED, number, place, likely)
        return cells

    def note(self, code: NoteCode, number: int, place: int, detail: str) -> None:
        """Keep a note of a cell, unless there are a thousand of its kind already."""
        self._counts[code] += 1
        if self._counts[code] <= KEPT:
            heading = self._headings[place] if place < len(self._headings) else ""
            self._notes.append(Note(code, number, heading, detail[:200]))

    def _without_guard(self, number: int, place: int, cell: str) -> str:
        cell = unguarded(cell)
        if FORMULA.match(cell) and not NUMBER_OR_PHONE.fullmatch(cell):
            self.note(NoteCode.FORMULA, number, place, cell)
        return cell

    def _without_mark(self, number: int, place: int, cell: str) -> str:
        if STRAY in cell:
            cell = cell.replace(STRAY, "")
            self.note(NoteCode.MIXED_ENCODING, number, place, cell)
        if _has_lost_letter(cell):
            self.note(NoteCode.LOST_LETTER, number, place, cell)
        return cell


def _has_lost_letter(cell: str) -> bool:
    if "\ufffd" in cell:
        return True
    return "?" in cell and bool(WORD_WITH_HOLE.search(cell)) and not ADDRESS.search(cell)
