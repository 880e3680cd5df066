"""Filters as masks over the rows of a release, and what they leave, counted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cydfap.directory.enums import Sector, Status

from .columns import KINDS, NO_CODE
from .filters import Filters
from .index import MATCHES, Index
from .numbers import FACETS, Counts, Numbers
from .tiles import Columns
from .tiles import Filter as TileFilter

Array = NDArray[Any]
LOWEST = np.uint8(255)


class Passing:
    """The rows that pass; None where all do."""

    def __init__(self, masks: list[Array | None]) -> None:
        some = [mask for mask in masks if mask is not None]
        self.mask: Array | None = reduce(np.logical_and, some) if some else None

    @cached_property
    def rows(self) -> Array | None:
        return None if self.mask is None else np.flatnonzero(self.mask)


class Choice:
    """The rows that pass some filters, box and language aside."""

    def __init__(self, numbers: Numbers, index: Index, filters: Filters) -> None:
        self.numbers = numbers
        self.score: Array | None = None
        masks: dict[str, Array | None] = {}
        for field, passing in FIELD_MASKS.items():
            asked = getattr(filters, field)
            masks[field] = passing(numbers, asked) if asked else None
        if filters.days:
            masks["days"] = numbers.in_days(*filters.days)
        if filters.q:
            self.score = numbers.by_row(index.answers(filters.q))
            masks["q"] = self.score > 0
        self.passing = Passing(list(masks.values()))
        # For each facet, what passes all other filters: a legend can say what ticking would give.
        self.without = {
            facet: self.passing if masks[field] is None
            else Passing([mask for other, mask in masks.items() if other != field])
            for facet, (field, _) in FACETS.items()
        }  # fmt: skip
        self._orders: dict[str, Array] = {}
        self._tile_filter: TileFilter | None = None
        self.from_afar: Any = None

    def matches(self, rows: Array) -> list[str]:
        """How each row was found, as `EntryRecord.match` says."""
        if self.score is None:
            return [""] * len(rows)
        return [MATCHES.get(how, "") for how in self.score[rows].tolist()]

    @property
    def sites(self) -> int:
        """How many rows with a place pass."""
        rows = self.passing.rows
        placed = self.numbers.placed
        return placed if rows is None else int(np.searchsorted(rows, placed))

    @cached_property
    def counts(self) -> Counts:
        def facets(passing: Passing, facets: list[str]) -> Counts:
            if passing.rows is None:
                return {facet: self.numbers.everything[facet] for facet in facets}
            return self.numbers.facets(facets, passing.rows)

        return count(self, facets)

    def best(self, lang: str, rows: Array, wanted: int) -> Array:
        """Of rows of different entries the `wanted` that come first in `order`, in that order."""
        if self.score is None:
            return self._by_name(lang, rows, wanted)
        score = self.score[rows]
        found = rows[:0]
        for how in np.flatnonzero(np.bincount(score))[::-1]:
            if len(found) == wanted:
                break
            alike = self._by_name(lang, rows[score == how], wanted - len(found))
            found = np.concatenate((found, alike))
        return found

    def _by_name(self, lang: str, rows: Array, wanted: int) -> Array:
        rank = self.numbers[f"rank-{lang}"][rows]
        if wanted < len(rows):
            # Names are spread evenly, about: among these few are those wanted, and some more.
            few = np.flatnonzero(rank < 4 * wanted * self.numbers.entries // len(rows))
            if len(few) < wanted:
                few = np.flatnonzero(rank <= np.partition(rank, wanted - 1)[wanted - 1])
            rows, rank = rows[few], rank[few]
        return rows[np.argsort(rank)[:wanted]]

    def order(self, lang: str) -> Array:
        """The first rows of the entries that pass, best first; ties and no question: by name."""
        if lang not in self._orders:
            numbers, rows = self.numbers, self.passing.rows
            order = numbers[f"by-{lang}"]
            if rows is not None:
                passing = np.zeros(numbers.rows, bool)
                passing[numbers["first-row"][numbers["entry"][rows]]] = True
                order = order[passing[order]]
            if self.score is not None:
                order = order[np.argsort(LOWEST - self.score[order], kind="stable")]
            self._orders[lang] = order
        return self._orders[lang]

    def tile_filter(self, columns: Columns) -> TileFilter:
        """Made once: `columns` are always those of the choice's own release."""
        if self._tile_filter is None:
            mask = None if self.passing.mask is None else self.passing.mask[: len(columns)]
            self._tile_filter = TileFilter(columns, mask)
        return self._tile_filter

    @cached_property
    def nbytes(self) -> int:
        """About how much memory it may come to hold."""
        several = {id(passing): passing.mask for passing in self.without.values()}
        several[id(self.passing)] = self.passing.mask
        masks = [mask for mask in several.values() if mask is not None]
        listed = sum(int(np.count_nonzero(mask)) for mask in masks)
        passing = 0 if self.passing.mask is None else int(np.count_nonzero(self.passing.mask))
        # A view from afar lists them once more, the tiles' filter once and once a layer.
        tiles = 4 * (len(self.numbers.layers) + 2)
        return self.numbers.rows * (len(masks) + 1) + listed * 16 + passing * (tiles + 8)


def in_sets(name: str, known: Callable[[Numbers], list[str]]) -> Callable[[Numbers, Any], Array]:
    def passing(numbers: Numbers, asked: tuple[str, ...]) -> Array:
        values = known(numbers)
        bits = np.uint64(sum(1 << values.index(v) for v in asked if v in values))
        result: Array = ((numbers[f"{name}-sets"] & bits) != 0)[numbers[name]]
        return result

    return passing


def coded(name: str, values: list[str]) -> Callable[[Numbers, Any], Array]:
    def passing(numbers: Numbers, asked: tuple[str, ...]) -> Array:
        wanted = np.zeros(256, bool)
        wanted[[values.index(v) for v in asked if v in values]] = True
        return wanted[numbers[name]]

    return passing


def in_areas(numbers: Numbers, asked: tuple[str, ...]) -> Array:
    wanted = np.zeros(NO_CODE + 1, bool)
    for code in asked:
        wanted[numbers.parts.get(code, [])] = True
    return wanted[numbers["area"]]


FIELD_MASKS: dict[str, Callable[[Numbers, Any], Array]] = {
    "layers": in_sets("layers", lambda numbers: numbers.layers),
    "sectors": in_sets("sectors", lambda numbers: list(Sector.values)),
    "areas": in_areas,
    "statuses": coded("status", list(Status.values)),
    "kinds": coded("kind", KINDS),
}


def count(choice: Choice, facets_of: Callable[[Passing, list[str]], Counts]) -> Counts:
    """All facets, each with all filters but its own: those that count the same rows at once."""
    counted: Counts = {}
    for facet, passing in choice.without.items():
        if facet not in counted:
            alike = [other for other in FACETS if choice.without[other] is passing]
            counted |= facets_of(passing, alike)
    return {facet: counted[facet] for facet in FACETS}
