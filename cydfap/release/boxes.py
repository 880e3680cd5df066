"""What lies in a box: a few slices of the Z-order of all points."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cydfap.lib.geography import Box

from .choices import Choice, Counts, count
from .tiles import Rectangle
from .tree import ranges

Array = NDArray[Any]

LOWEST = 255


class View:
    """What of a choice lies in a box. `at` are places in the Z-order; None: all points do."""

    def __init__(self, choice: Choice, at: Array | None) -> None:
        self.choice, self.numbers, self.at = choice, choice.numbers, at
        every = self.numbers["z-rows"]
        self.rows = every if at is None else every[at]

    @cached_property
    def passing(self) -> Array:
        mask = self.choice.mask
        return self.rows if mask is None else self.rows[mask[self.rows]]

    @cached_property
    def each(self) -> Array:
        """A row an entry."""
        return self.passing[self.numbers.one_each(self.passing)]

    @cached_property
    def counts(self) -> Counts:
        return count(self.choice, self.rows, "z-", self.at)

    def page(self, lang: str, skipped: int, size: int) -> tuple[Array, int, int]:
        """(rows of a page, entries in all, sites in all)"""
        rows = self.each
        place = self.numbers[f"rank-{lang}"][rows].astype(np.int64)
        if self.choice.score is not None:
            place += (LOWEST - self.choice.score[rows].astype(np.int64)) << 32
        end = skipped + size
        if end < len(rows):
            best = np.argpartition(place, end)[:end]
            rows, place = rows[best], place[best]
        order = np.argsort(place)[skipped:end]
        return rows[order], len(self.each), len(self.passing)


def view_of(choice: Choice, box: Box) -> View:
    """A box that holds all points is looked into once a choice: people often look from afar."""
    numbers = choice.numbers
    rectangle = Rectangle.of_box(box)
    west, north, east, south = numbers.extent
    if (
        rectangle.west <= west <= east <= rectangle.east
        and rectangle.north <= north <= south <= rectangle.south
    ):
        choice.from_afar = view = choice.from_afar or View(choice, None)
        return view
    first, last = rectangle.cells()
    low = np.searchsorted(numbers["z-key"], first)
    high = np.searchsorted(numbers["z-key"], last, "right")
    at = ranges(low, high - low)
    return View(choice, at[rectangle.holds(numbers["z-x"][at], numbers["z-y"][at])])
