"""The numbers of a release, memory-mapped, what they stand for, and how often each is there."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cydfap.directory.enums import Sector, Status
from cydfap.lib.geography import on_globe, unmercator

from .columns import COUNTED
from .dated import Dated
from .tree import mapped

Array = NDArray[Any]
Counts = dict[str, dict[str, int]]

# The facets a page shows, the field of Filters each sets, and the column it counts.
FACETS = {
    "layer": ("layers", "layers"),
    "sector": ("sectors", "sectors"),
    "area": ("areas", "area"),
    "status": ("statuses", "status"),
}


class Numbers:
    """A release's columns of numbers by name. Rows with a place come first.

    Most entries have one row. `is_shared` says which rows have others of their entry beside them;
    it is None where none has.
    """

    def __init__(
        self, folder: Path, layers: list[str], areas: list[dict[str, Any]], dated: Dated
    ) -> None:
        names = [
            *COUNTED, "kind", "entry", "first-row", "shared-rows", "x", "y", "layers-sets",
            "layers-bits", "sectors-sets", "by-en", "by-cy", "rank-en", "rank-cy", "ids",
            "id-entry",
        ]  # fmt: skip
        self.columns = {name: mapped(folder / f"{name}.npy") for name in names}
        self.rows = len(self["entry"])
        self.entries = len(self["first-row"])
        self.placed = len(self["x"])
        self.layers, self.areas = layers, [area["code"] for area in areas]
        self.dated = dated
        self.parts = parts_of(areas)
        # The areas with others in them.
        self.wholes = {code: some for code, some in self.parts.items() if len(some) > 1}
        self.columns["shared-entry"] = self["entry"][self["shared-rows"]].astype(np.int64)
        shared = np.zeros(self.rows, bool)
        shared[self["shared-rows"]] = True
        self.is_shared = shared if len(self["shared-rows"]) else None
        self.values = {
            "layer": layers,
            "sector": list(Sector.values),
            "area": self.areas,
            "status": list(Status.values),
        }
        self.members = {
            facet: members(self[f"{FACETS[facet][1]}-sets"], len(self.values[facet]))
            for facet in ("layer", "sector")
        }

    def __getitem__(self, name: str) -> Array:
        return self.columns[name]

    @cached_property
    def shared(self) -> Array:
        """The rows that are not all of their entry, ascending."""
        return np.sort(self["shared-rows"])

    def apart(self, rows: Array) -> tuple[Array, Array]:
        """The rows that are all of their entry, and the others."""
        if self.is_shared is None:
            return rows, rows[:0]
        shared = self.is_shared[rows]
        return rows[~shared], rows[shared]

    def one_each(self, rows: Array) -> Array:
        """Each entry's first among some rows."""
        if self.is_shared is None:
            return rows
        alone, shared = self.apart(rows)
        shared = np.sort(shared)
        entry = self["entry"][shared]
        first = np.empty(self.entries, np.int64)
        first[entry[::-1]] = shared[::-1]
        return np.concatenate((alone, shared[first[entry] == shared]))

    def by_row(self, answers: Array) -> Array:
        """What is known of entries, few of which are not 0, as a column of rows."""
        if self.is_shared is None:
            return answers
        column = np.zeros(self.rows, answers.dtype)
        some = np.flatnonzero(answers > 0)
        column[self["first-row"][some]] = answers[some]
        column[self["shared-rows"]] = answers[self["shared-entry"]]
        return column

    def in_days(self, first: int, last: int) -> Array:
        """The rows whose own days touch those from `first` to `last`; none without days."""
        passing = np.zeros(self.entries, bool)
        passing[self.dated.touching(first, last)] = True
        return self.by_row(passing)

    @cached_property
    def globe(self) -> tuple[Array, Array, Array]:
        """Where the rows with a place are on a globe of radius 1, to half a metre."""
        lon, lat = unmercator(self["x"], self["y"])
        x, y, z = (axis.astype(np.float32) for axis in on_globe(lat, lon))
        return x, y, z

    @cached_property
    def everything(self) -> Counts:
        """The facets of all entries."""
        return self.facets(list(FACETS), np.arange(self.rows))

    def facets(self, facets: list[str], rows: Array) -> Counts:
        """How many entries among some rows have each value of the facets."""
        alone, shared = self.apart(rows)
        return self.told({facet: self.tally(facet, alone)[0] for facet in facets}, shared)

    def tally(self, facet: str, rows: Array, group: Any = 0, groups: int = 1) -> Array:
        """How many rows have each value of a facet: (group, value). `group` is each row's."""
        members = self.members.get(facet)
        size = len(self.values[facet] if members is None else members)
        codes = self[FACETS[facet][1]][rows]
        # What has no code comes last.
        if groups > 1:
            codes = np.minimum(codes, size) + group * (size + 1)
        found = np.bincount(codes, minlength=groups * (size + 1))[: groups * (size + 1)]
        found = found.reshape(groups, size + 1)[:, :size]
        return found if members is None else found @ members

    def told(self, alone: dict[str, Array], shared: Array) -> Counts:
        """The facets, from how often each value is there in rows that are all of their entry, and
        from the other rows."""
        each = self.one_each(shared)
        counts: Counts = {}
        for facet, found in alone.items():
            if facet == "area":
                counts[facet] = self._areas(found, shared)
            else:
                total = found + self.tally(facet, each)[0]
                counts[facet] = dict(zip(self.values[facet], total.tolist(), strict=True))
        return counts

    def _areas(self, alone: Array, shared: Array) -> dict[str, int]:
        """One with sites in two areas counts in both, and once in what holds both."""
        size = len(self.areas)
        codes = self["area"][shared]
        shared, codes = shared[codes < size], codes[codes < size]
        pairs = np.unique(self["entry"][shared].astype(np.int64) * (size + 1) + codes)
        entries, at = np.divmod(pairs, size + 1)
        found = alone + np.bincount(at, minlength=size)
        counts = {self.areas[k]: int(found[k]) for k in np.flatnonzero(found)}
        for code, parts in self.wholes.items():
            n = int(alone[parts].sum())
            if len(at):
                n += len(np.unique(entries[np.isin(at, parts)]))
            if n:
                counts[code] = n
        return counts


def members(sets: Array, values: int) -> Array:
    """Which values each set has: (set, value), 1 or 0."""
    found: Array = (sets[:, None] >> np.arange(values, dtype=np.uint64)) & np.uint64(1)
    return found.astype(np.int64)


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
