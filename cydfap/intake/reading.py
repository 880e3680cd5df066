"""A table, some thousands of rows at a time, as columns of clean text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from cydfap.lib.tables import Row

from .headings import Columns
from .problems import Problem

ROWS_AT_ONCE = 20_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff\ufdd0]")


@dataclass
class Batch:
    """Some rows of a file. `cells`: field → its text in each row; `values`: what the database
    will hold.

    All lists are as long as `numbers` (the rows' numbers, as a spreadsheet counts).
    """

    numbers: list[int]
    cells: dict[str, list[str]]
    columns: Columns
    values: dict[str, list[Any]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def warn(self, index: int, name: str, code: str, /, **details: Any) -> None:
        """Something to see about one row; it goes in all the same."""
        heading = self.columns.headings.get(name, name)
        self.problems.append(Problem(self.numbers[index], heading, code, details))

    def refuse(self, index: int, name: str, code: str, /, **details: Any) -> None:
        """This row stays out, and this is why."""
        self.warn(index, name, code, **details)
        self.refused.add(index)


def batches(rows: Iterable[Row], columns: Columns, size: int = ROWS_AT_ONCE) -> Iterator[Batch]:
    """The rows as batches of at most `size`."""
    source = iter(rows)
    while some := list(islice(source, size)):
        lines = [row.cells for row in some]
        cells = {name: [line[at].strip() for line in lines] for name, at in columns.fields.items()}
        batch = Batch([row.number for row in some], cells, columns)
        for name in cells:
            clean(batch, name)
        yield batch


def clean(batch: Batch, name: str) -> None:
    """Take control characters out. One search through the whole column; single cells only if it
    finds any.
    """
    column = batch.cells[name]
    if CONTROL.search("\n".join(column)):
        for index, text in enumerate(column):
            if CONTROL.search(text):
                column[index] = CONTROL.sub("", text).strip()
                batch.warn(index, name, "control-characters")
