"""What lies in a box. Rows stand in the order of the cluster tree, neighbours near each other, so a
box holds most of its rows in whole blocks, which are counted beforehand."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cydfap.lib.geography import Box, Point

from .choices import Choice, Passing, count
from .nearest import nearest
from .numbers import FACETS, Counts, Numbers
from .tiles import Rectangle
from .tree import ranges

Array = NDArray[Any]

# The smallest block is 2 to the power of this; for a million rows it is 2^8.
SMALLEST_BITS = 3
BLOCKS_AT_ONCE = 256


class Blocks:
    """The rows with a place in blocks of neighbours: where each lies and what stands before it."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        placed = numbers.placed
        # The rows on a box's rim are looked at one by one, so the more rows, the larger the blocks,
        # and the more of them.
        self.bits = max(SMALLEST_BITS, placed.bit_length() // 2 - 2)
        first = np.arange(0, placed, 1 << self.bits)
        self.number = len(first)
        self.west, self.east, self.north, self.south = (
            side.reduceat(numbers[axis], first) if len(first) else first
            for axis in ("x", "y")
            for side in (np.minimum, np.maximum)
        )

    @cached_property
    def before(self) -> dict[str, Array]:
        """For each facet, (block, value): how many rows before a block are all of their entry and
        have the value. One line more than there are blocks."""
        found = {facet: [self.tallied(facet, first) for first in self._some] for facet in FACETS}
        return {facet: sums(np.concatenate(lines)) for facet, lines in found.items()}

    @property
    def _some(self) -> range:
        return range(0, max(1, self.number), BLOCKS_AT_ONCE)

    def tallied(self, facet: str, first: int) -> Array:
        """The same within each of some blocks."""
        end = min(self.number, first + BLOCKS_AT_ONCE)
        rows = np.arange(first << self.bits, min(end << self.bits, self.numbers.placed))
        alone, _ = self.numbers.apart(rows)
        return self.numbers.tally(facet, alone, (alone >> self.bits) - first, end - first)

    def view(self, choice: Choice, box: Box) -> View:
        """A box that holds all points is looked into once a choice: people often look from afar."""
        part = Rectangle.of_box(box)
        outside = (self.west > part.east) | (self.east < part.west)
        outside |= (self.north > part.south) | (self.south < part.north)
        inside = (self.west >= part.west) & (self.east <= part.east)
        inside &= (self.north >= part.north) & (self.south <= part.south)
        if inside.all():
            choice.from_afar = view = choice.from_afar or View(self, choice, part, inside, outside)
            return view
        return View(self, choice, part, inside, ~(inside | outside))


class View:
    """What of a choice lies in a box: all of the blocks `inside`, some of those on its `rim`."""

    def __init__(
        self, blocks: Blocks, choice: Choice, part: Rectangle, inside: Array, rim: Array
    ) -> None:
        self.blocks, self.choice, self.part = blocks, choice, part
        self.numbers = choice.numbers
        self.inside, self.rim = runs(inside), runs(rim)

    def rows(self, among: Array | None) -> Array:
        """Those in the box, of some ascending rows or of all."""
        whole, rim = self._of_runs(among, self.inside), self._of_runs(among, self.rim)
        return np.concatenate((whole, rim[self._holds(rim)]))

    def _holds(self, rows: Array) -> Array:
        return self.part.holds(self.numbers["x"][rows], self.numbers["y"][rows])

    def _of_runs(self, among: Array | None, runs: Array) -> Array:
        """The same in runs of blocks."""
        first, end = np.minimum(runs << self.blocks.bits, self.numbers.placed)
        if among is None:
            return ranges(first, end - first)
        first, end = np.searchsorted(among, (first, end))
        found: Array = among[ranges(first, end - first)]
        return found

    @cached_property
    def passing(self) -> Array:
        return self.rows(self.choice.passing.rows)

    @cached_property
    def each(self) -> Array:
        """A row an entry."""
        return self.numbers.one_each(self.passing)

    @cached_property
    def on_rim(self) -> Array:
        """Of all rows, those of the rim's blocks that lie in the box."""
        rim = self._of_runs(None, self.rim)
        return rim[self._holds(rim)]

    @cached_property
    def shared(self) -> Array:
        """Of all rows, those in the box that are not all of their entry."""
        return self.rows(self.numbers.shared)

    @cached_property
    def sites(self) -> int:
        if self.choice.passing.mask is not None:
            return len(self.passing)
        first, end = np.minimum(self.inside << self.blocks.bits, self.numbers.placed)
        return int((end - first).sum()) + len(self.on_rim)

    @cached_property
    def total(self) -> int:
        if self.choice.passing.mask is not None:
            return len(self.each)
        return self.sites - len(self.shared) + len(self.numbers.one_each(self.shared))

    @cached_property
    def counts(self) -> Counts:
        return count(self.choice, self._facets)

    def _facets(self, passing: Passing, facets: list[str]) -> Counts:
        if passing.mask is not None:
            return self.numbers.facets(facets, self.rows(passing.rows))
        first, end = self.inside
        rim, _ = self.numbers.apart(self.on_rim)
        found = {}
        for facet in facets:
            before = self.blocks.before[facet]
            whole = before[end].sum(0, np.int64) - before[first].sum(0, np.int64)
            found[facet] = whole + self.numbers.tally(facet, rim)[0]
        return self.numbers.told(found, self.shared)

    def page(self, lang: str, skipped: int, size: int, near: Point | None = None) -> Array:
        """The rows of a page; the nearest to `near` first, if it is given."""
        end = skipped + size
        if near:
            return nearest(self.numbers, self.passing, near, lang, end)[skipped:]
        rows = self._soonest(lang, end)
        if rows is None:
            rows = self.each
        return self.choice.best(lang, rows, end)[skipped:]

    def _soonest(self, lang: str, wanted: int) -> Array | None:
        """Rows with the first `wanted` in alphabetical order among them, found by going through all
        names; None where that would be longer than sorting what lies in the box."""
        if self.choice.passing.mask is not None or not self.sites:
            return None
        ahead = 4 * wanted * self.numbers.rows // self.sites
        if ahead > self.sites // 4:
            return None
        rows = self.numbers[f"by-{lang}"][:ahead]
        rows, _ = self.numbers.apart(rows[rows < self.numbers.placed])
        rows = rows[self._holds(rows)]
        if len(rows) < wanted:
            return None
        return np.concatenate((rows[:wanted], self.numbers.one_each(self.shared)))


def sums(lines: Array) -> Array:
    """What stands before each line, and after the last."""
    before = np.zeros((len(lines) + 1, lines.shape[1]), np.uint32)
    np.cumsum(lines, axis=0, out=before[1:])
    return before


def runs(mask: Array) -> Array:
    """(first, end) of the runs of True."""
    edges = np.diff(mask.view(np.int8), prepend=0, append=0)
    return np.array((np.flatnonzero(edges > 0), np.flatnonzero(edges < 0)))
