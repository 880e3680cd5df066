"""CSV and its kin, record by record."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from .encoding import Writing
from .table import Refusal, TableProblem

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 1 << 16
HINT = re.compile(r'"?sep=(.)"?\r?\n?')  # a first line by which Excel is told the delimiter


def open_text(path: Path, writing: Writing) -> io.TextIOWrapper:
    """The file as text with its line ends untouched, as `csv` wants it."""
    return io.TextIOWrapper(
        path.open("rb"), encoding=writing.encoding, errors=writing.errors, newline=""
    )


def find_delimiter(path: Path, writing: Writing) -> tuple[str, bool]:
    """The delimiter, and whether a `sep=` line names it."""
    with open_text(path, writing) as text:
        first = text.readline(20)
        if hint := HINT.fullmatch(first):
            return hint[1], True
        sample = first + text.read(SAMPLE)
    whole = len(sample) < SAMPLE
    scores = {delimiter: _likeness(sample, whole, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return (best if scores[best] > (0, 0) else ","), False


def _likeness(sample: str, whole: bool, delimiter: str) -> tuple[float, int]:
    """How many rows are as wide as the first, and how wide; (0, 0) if that is one column."""
    try:
        rows = [row for row in csv.reader(io.StringIO(sample, ""), delimiter=delimiter) if row]
    except csv.Error:
        return 0, 0
    if not whole and len(rows) > 1:
        rows.pop()  # the sample ends in the middle of it
    if not rows or len(rows[0]) < 2:
        return 0, 0
    width = len(rows[0])
    return sum(len(row) == width for row in rows) / len(rows), width


def records(path: Path, writing: Writing, delimiter: str, hinted: bool) -> Iterator[list[str]]:
    """Every record, blank ones too. TableProblem for a quote or a cell without an end."""
    with open_text(path, writing) as text:
        if hinted:
            text.readline()
        reader = csv.reader(text, delimiter=delimiter)
        number = 0
        try:
            for number, record in enumerate(  # noqa: B007
                _watched(reader) if writing.odd_quotes else reader, start=1
            ):
                yield record
        except csv.Error as problem:
            raise TableProblem(Refusal.CELL_TOO_LONG, str(problem), number + 1) from problem


class _CountsLines(Protocol):
    """What csv.reader returns; its type has no public name."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...


def _watched(reader: _CountsLines) -> Iterator[list[str]]:
    """The records of a file with an odd quote.

    An inch mark within a cell is harmless. But if the last record takes in several lines, a quote
    was opened that nobody closed, and rows are lost in it.
    """
    number = lines = before = 0
    for record in reader:
        number += 1
        lines, before = reader.line_num - before, reader.line_num
        yield record
    if lines > 1:
        raise TableProblem(Refusal.UNCLOSED_QUOTE, row=number)
