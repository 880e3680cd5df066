"""Filters as masks over the rows of a release, and what they leave, counted."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property, reduce
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cydfap.directory.enums import Kind, Sector, Status

from .columns import COUNTED, NO_CODE
from .filters import Filters
from .index import Index
from .tiles import Columns
from .tiles import Filter as TileFilter
from .tree import mapped

Array = NDArray[Any]
MOST_CHOICES = 200
Counts = dict[str, dict[str, int]]

# The facets a page shows, the field of Filters each sets, and the column it counts.
FACETS = {
    "layer": ("layers", "layers"),
    "sector": ("sectors", "sectors"),
    "area": ("areas", "area"),
    "status": ("statuses", "status"),
}


class Numbers:
    """The numbers of a release, memory-mapped, and what they stand for."""

    def __init__(self, folder: Path, layers: list[str], areas: list[dict[str, Any]]) -> None:
        names = [
            *COUNTED, *(f"z-{name}" for name in COUNTED), "kind", "entry", "first-row",
            "shared-rows", "x", "y", "z-key", "z-rows", "z-x", "z-y", "layers-sets", "layers-bits",
            "sectors-sets", "by-en", "by-cy", "rank-en", "rank-cy", "ids", "id-entry",
        ]  # fmt: skip
        self.columns = {name: mapped(folder / f"{name}.npy") for name in names}
        self.rows = len(self["entry"])
        self.entries = len(self["first-row"])
        self.placed = len(self["x"])
        self.layers, self.areas = layers, [area["code"] for area in areas]
        self.parts = parts_of(areas)
        # The areas with others in them.
        self.wholes = {code: some for code, some in self.parts.items() if len(some) > 1}
        self.columns["shared-entry"] = self["entry"][self["shared-rows"]].astype(np.int64)
        shared = np.zeros(self.rows, bool)
        shared[self["shared-rows"]] = True
        self.is_shared = shared if len(self["shared-rows"]) else None

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    def one_each(self, rows: Array) -> Array:
        """Where in `rows` to look to see each entry once."""
        if self.is_shared is None:
            return np.arange(len(rows))
        shared = self.is_shared[rows]
        several = np.flatnonzero(shared)
        _, first = np.unique(self["entry"][rows[several]], return_index=True)
        return np.concatenate((np.flatnonzero(~shared), several[first]))

    def by_row(self, answers: Array) -> Array:
        """What is known of entries, few of which are not 0, as a column of rows."""
        if self.is_shared is None:
            return answers
        column = np.zeros(self.rows, answers.dtype)
        some = np.flatnonzero(answers > 0)
        column[self["first-row"][some]] = answers[some]
        column[self["shared-rows"]] = answers[self["shared-entry"]]
        return column

    @cached_property
    def everything(self) -> Counts:
        """The facets of all entries."""
        rows = np.arange(self.rows)
        codes = {column: self[column] for _, column in FACETS.values()}
        return tally(self, list(FACETS), rows, codes)

    @cached_property
    def extent(self) -> tuple[int, int, int, int]:
        """West, north, east, south of all points, in world units; inside out if there is none."""
        if not self.placed:
            return (1, 1, 0, 0)
        x, y = self["x"], self["y"]
        return int(x.min()), int(y.min()), int(x.max()), int(y.max())


def parts_of(areas: list[dict[str, Any]]) -> dict[str, Array]:
    """For each area's code the places of all areas within it, itself included."""
    place = {area["code"]: at for at, area in enumerate(areas)}
    parts: dict[str, set[int]] = {code: {at} for code, at in place.items()}
    for area in areas:
        around, seen = list(area["within"]), {area["code"]}
        while around:
            code = around.pop()
            if code in seen or code not in place:
                continue
            seen.add(code)
            parts[code].add(place[area["code"]])
            around += areas[place[code]]["within"]
    return {code: np.array(sorted(some)) for code, some in parts.items()}


class Choice:
    """The rows that pass some filters, box and language aside. Masks are None where all pass."""

    def __init__(self, numbers: Numbers, index: Index, filters: Filters) -> None:
        self.numbers = numbers
        self.score: Array | None = None
        masks: dict[str, Array | None] = {}
        for field, passing in FIELD_MASKS.items():
            asked = getattr(filters, field)
            masks[field] = passing(numbers, asked) if asked else None
        if filters.q:
            self.score = numbers.by_row(index.answers(filters.q))
            masks["q"] = self.score > 0
        self.mask = both(list(masks.values()))
        # For each facet, what passes all other filters: a legend can say what ticking would give.
        self.without = {
            facet: self.mask if masks[field] is None
            else both([mask for other, mask in masks.items() if other != field])
            for facet, (field, _) in FACETS.items()
        }  # fmt: skip
        self._orders: dict[str, Array] = {}
        self.from_afar: Any = None

    @cached_property
    def rows(self) -> Array:
        return np.arange(self.numbers.rows) if self.mask is None else np.flatnonzero(self.mask)

    @cached_property
    def counts(self) -> Counts:
        return count(self, np.arange(self.numbers.rows), "")

    def order(self, lang: str) -> Array:
        """The first rows of the entries that pass, best first; ties and no question: by name."""
        if lang not in self._orders:
            numbers = self.numbers
            order = numbers[f"by-{lang}"]
            if self.mask is not None:
                passing = np.zeros(numbers.rows, bool)
                passing[numbers["first-row"][numbers["entry"][self.rows]]] = True
                order = order[passing[order]]
            if self.score is not None:
                order = order[np.argsort(255 - self.score[order], kind="stable")]
            self._orders[lang] = order
        return self._orders[lang]

    def tile_filter(self, columns: Columns) -> TileFilter:
        return self._tile_filter(columns)

    @cached_property
    def _tile_filter(self) -> Callable[[Columns], TileFilter]:
        made: list[TileFilter] = []

        def once(columns: Columns) -> TileFilter:
            if not made:
                mask = None if self.mask is None else self.mask[: len(columns)]
                made.append(TileFilter(columns, mask))
            return made[0]

        return once

    @cached_property
    def nbytes(self) -> int:
        """About how much memory it may come to hold."""
        if self.mask is None:
            return 0
        passing = int(np.count_nonzero(self.mask))
        return self.numbers.rows * 4 + passing * (12 + 4 * (len(self.numbers.layers) + 1))


def both(masks: list[Array | None]) -> Array | None:
    some = [mask for mask in masks if mask is not None]
    return reduce(np.logical_and, some) if some else None


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
    "kinds": coded("kind", list(Kind.values)),
}


def count(choice: Choice, rows: Array, prefix: str, at: Array | None = None) -> Counts:
    """The facets of some rows, each with all filters but its own.

    The rows' codes are `numbers[prefix + column][at]`, or all of that column without `at`.
    """
    numbers = choice.numbers
    columns = {column: numbers[prefix + column] for _, column in FACETS.values()}
    if at is not None:
        columns = {name: codes[at] for name, codes in columns.items()}
    counted: Counts = {}
    for facet in FACETS:
        if facet in counted:
            continue
        mask = choice.without[facet]
        alike = [other for other in FACETS if choice.without[other] is mask]
        if mask is None and not prefix:
            counted |= {other: numbers.everything[other] for other in alike}
            continue
        kept = np.arange(len(rows)) if mask is None else np.flatnonzero(mask[rows])
        some = {name: codes[kept] for name, codes in columns.items()}
        counted |= tally(numbers, alike, rows[kept], some)
    return {facet: counted[facet] for facet in FACETS}


def tally(numbers: Numbers, facets: list[str], rows: Array, columns: dict[str, Array]) -> Counts:
    """How many entries among rows have each value of the facets. `columns` hold the rows' codes."""
    each = numbers.one_each(rows) if numbers.is_shared is not None else slice(None)
    counted: Counts = {}
    for facet in facets:
        codes = columns[FACETS[facet][1]]
        if facet == "area":
            counted[facet] = tally_areas(numbers, rows, codes)
        elif facet == "status":
            found = np.bincount(codes[each], minlength=len(Status.values))
            counted[facet] = {value: int(found[k]) for k, value in enumerate(Status.values)}
        else:
            counted[facet] = tally_sets(numbers, facet, codes[each])
    return counted


def tally_sets(numbers: Numbers, facet: str, codes: Array) -> dict[str, int]:
    bits = numbers[f"{FACETS[facet][1]}-sets"]
    found = np.bincount(codes, minlength=len(bits))
    values = numbers.layers if facet == "layer" else list(Sector.values)
    return {
        value: int(found[(bits >> np.uint64(k)) & np.uint64(1) != 0].sum())
        for k, value in enumerate(values)
    }


def tally_areas(numbers: Numbers, rows: Array, codes: Array) -> dict[str, int]:
    """Entries by area; one with sites in two areas counts in both, and once in what holds both."""
    size = len(numbers.areas)
    pairs = np.empty(0, np.int64)
    if numbers.is_shared is not None:
        shared = numbers.is_shared[rows] & (codes < size)
        entry = numbers["entry"][rows[shared]].astype(np.int64)
        pairs = np.unique(entry * (size + 1) + codes[shared])
        codes = codes[~numbers.is_shared[rows]]
    entries, at = np.divmod(pairs, size + 1)
    found = np.bincount(codes, minlength=size)[:size]
    alone = found + np.bincount(at, minlength=size)[:size]
    counts = {numbers.areas[k]: int(alone[k]) for k in np.flatnonzero(alone)}
    for code, parts in numbers.wholes.items():
        n = int(found[parts].sum()) + len(np.unique(entries[np.isin(at, parts)]))
        if n:
            counts[code] = n
    return counts


class Recent:
    """The choices asked for lately, up to so many bytes. Safe for threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.kept: OrderedDict[Filters, Choice] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, filters: Filters, make: Callable[[], Choice]) -> Choice:
        with self.lock:
            if found := self.kept.get(filters):
                self.kept.move_to_end(filters)
                return found
        made = make()
        with self.lock:
            self.kept[filters] = made
            while len(self.kept) > 1 and (
                len(self.kept) > MOST_CHOICES
                or sum(choice.nbytes for choice in self.kept.values()) > self.limit
            ):
                self.kept.popitem(last=False)
        return made
