"""What stands where: the marks of a tile or a box, for any filter, from the cluster tree.

A mark is a cluster, a stack or a single site. Its place is always that of a real site that passes
the filter. All columns here are in tree order (`Tree.order`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cydfap.directory.models.layer import MOST_LAYERS
from cydfap.lib.geography import Box, mercator, morton, unmercator

from .tree import Level, Tree, near_pairs, ranges

Array = NDArray[Any]

WORLD = 1 << 32
# Marks that a filter brings nearer to each other than this share of the radius are joined.
JOIN_SHARE = 2 / 3
DEEPEST_ZOOM = 24


@dataclass(frozen=True)
class Text:
    """Strings as one block: string i is data[offsets[i]:offsets[i + 1]], UTF-8."""

    offsets: Array
    data: Array

    @classmethod
    def of(cls, strings: Any) -> Text:
        """From a pyarrow string array (no copy; null is empty) or an (offsets, bytes) pair."""
        if isinstance(strings, tuple):
            offsets, data = strings
            return cls(np.asarray(offsets), np.frombuffer(data, np.uint8))
        array = strings.combine_chunks() if hasattr(strings, "combine_chunks") else strings
        wide = str(array.type).startswith("large")
        _, offsets, data = array.buffers()
        ints = (
            np.frombuffer(offsets, np.int64 if wide else np.int32) if offsets else np.zeros(1, int)
        )
        return cls(
            ints[array.offset : array.offset + len(array) + 1],
            np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8),
        )

    def __getitem__(self, i: int) -> str:
        return bytes(self.data[int(self.offsets[i]) : int(self.offsets[i + 1])]).decode()


@dataclass(frozen=True)
class Columns:
    """What a tile needs of each site, in tree order.

    x and y in world units (uint32), `layers` a uint64 with bit k set for layer k, and the public id
    and the two names of the site's entry (an empty name is a missing one).
    """

    x: Array
    y: Array
    layers: Array
    layer_count: int
    ids: Text
    names_en: Text
    names_cy: Text

    def __post_init__(self) -> None:
        if self.layer_count > MOST_LAYERS:
            raise ValueError(f"at most {MOST_LAYERS} layers fit a tile, not {self.layer_count}")

    def __len__(self) -> int:
        return len(self.x)


class Filter:
    """The sites that pass a filter: their rows, and how many of each layer come before each.

    `rows` is None when all pass. Build one a filter and release and keep it; it costs 4 bytes a
    passing row and as much again a layer.
    """

    def __init__(self, columns: Columns, mask: Array | None = None) -> None:
        """`mask` is a bool a row in tree order; None lets all pass."""
        self.rows = None if mask is None else np.flatnonzero(mask).astype(np.uint32)
        layers = columns.layers if self.rows is None else columns.layers[self.rows]
        self.before = np.zeros((columns.layer_count, len(layers) + 1), np.uint32)
        for k, before in enumerate(self.before):
            np.cumsum((layers >> np.uint64(k)) & np.uint64(1), out=before[1:])

    def __len__(self) -> int:
        """How many sites pass."""
        return self.before.shape[1] - 1 if self.rows is None else len(self.rows)

    @property
    def nbytes(self) -> int:
        return self.before.nbytes + (0 if self.rows is None else self.rows.nbytes)


class Marks(NamedTuple):
    """Marks as columns: the marker's row, sites, sites by layer (mark, layer), all at one point?"""

    row: Array
    n: Array
    layers: Array
    one_point: Array

    def take(self, which: Array) -> Marks:
        return Marks(*(column[which] for column in self))


class Mark(NamedTuple):
    """One mark for a map drawn on the server. `layers` is {layer: sites}, only those it has."""

    lon: float
    lat: float
    n: int
    layers: dict[int, int]
    row: int
    id: str
    name_en: str
    name_cy: str
    one_point: bool


class Rectangle(NamedTuple):
    """A part of the world in world units, ends included."""

    west: int
    north: int
    east: int
    south: int

    @classmethod
    def of_tile(cls, z: int, x: int, y: int) -> Rectangle:
        """ValueError where there is no such tile."""
        if not (0 <= z <= DEEPEST_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
            raise ValueError(f"there is no tile {z}/{x}/{y}")
        side = WORLD >> z
        return cls(x * side, y * side, x * side + side - 1, y * side + side - 1)

    @classmethod
    def of_box(cls, box: Box) -> Rectangle:
        x, y = mercator(np.array([box.west, box.east]), np.array([box.north, box.south]))
        return cls(int(x[0]), int(y[0]), int(x[1]), int(y[1]))

    def grown(self, by: float) -> Rectangle:
        by, end = int(np.ceil(by)), WORLD - 1
        west, north = max(0, self.west - by), max(0, self.north - by)
        return Rectangle(west, north, min(end, self.east + by), min(end, self.south + by))

    def holds(self, x: Array, y: Array) -> Array:
        return (x >= self.west) & (x <= self.east) & (y >= self.north) & (y <= self.south)

    def cells(self) -> tuple[Array, Array]:
        """Morton keys (first, last) of the few square cells that cover it, in Morton order."""
        longer = max(self.east - self.west, self.south - self.north) + 1
        bits = max(0, (longer - 1).bit_length() - 2)
        across = np.arange(self.west >> bits, (self.east >> bits) + 1)
        down = np.arange(self.north >> bits, (self.south >> bits) + 1)
        x, y = np.meshgrid(across, down)
        first = np.sort(morton(*((v.ravel() << bits).astype(np.uint32) for v in (x, y))))
        return first, first + np.uint64(4**bits - 1)


@dataclass(frozen=True)
class Atlas:
    """Tree and columns of one release: answers for any tile and box."""

    tree: Tree
    columns: Columns

    @cached_property
    def everything(self) -> Filter:
        return Filter(self.columns)

    def tile(self, z: int, x: int, y: int, passing: Filter | None = None) -> Marks:
        """The marks of one tile; each mark of a zoom is in exactly one tile.

        ValueError where there is no such tile.
        """
        return self.within(Rectangle.of_tile(z, x, y), z, passing)

    def marks_in(self, box: Box, zoom: int, passing: Filter | None = None) -> list[Mark]:
        """The marks in a box: the same as those of the tiles of that zoom."""
        return self._described(self.within(Rectangle.of_box(box), zoom, passing))

    def within(self, part: Rectangle, z: int, passing: Filter | None = None) -> Marks:
        level = self.tree.level(z)
        if passing is None or passing.rows is None:
            marks = self._near(level, part, self.everything)
        else:
            # A filter moves a marker by up to twice the reach, and what joins whom depends on the
            # marks around: with this much looked at, neighbouring tiles agree on every mark.
            near = JOIN_SHARE * level.reach if z < self.tree.last_zoom else 0.0
            ring = part.grown(2 * level.reach + 4 * near)
            marks = self._near(level, ring, passing)
            for _ in range(2 if near else 0):
                marks = self._joined(marks, near)
        return marks.take(part.holds(self.columns.x[marks.row], self.columns.y[marks.row]))

    def clusters(self, level: Level, which: Array) -> Marks:
        """Clusters of a level by their place in it, unfiltered."""
        start, end = level.start[which], level.end[which]
        return self._marks(start, start, end, end - 1, self.everything)

    def _near(self, level: Level, part: Rectangle, passing: Filter) -> Marks:
        """The clusters whose unfiltered marker is in the part or a little around it."""
        first, last = part.cells()
        low = np.searchsorted(level.key, first)
        high = np.searchsorted(level.key, last, "right")
        which = ranges(low, high - low)
        if passing.rows is None:
            return self.clusters(level, which)
        start, end = level.start[which], level.end[which]
        start = np.searchsorted(passing.rows, start)
        end = np.searchsorted(passing.rows, end)
        some = end > start
        start, end = start[some], end[some]
        return self._marks(passing.rows[start], start, end, passing.rows[end - 1], passing)

    def _marks(self, row: Array, start: Array, end: Array, last: Array, passing: Filter) -> Marks:
        x, y = self.columns.x, self.columns.y
        layers = (passing.before[:, end] - passing.before[:, start]).T
        one_point = (x[row] == x[last]) & (y[row] == y[last])
        return Marks(row.astype(np.int64), (end - start).astype(np.int64), layers, one_point)

    def _joined(self, marks: Marks, nearer_than: float) -> Marks:
        """Each pair of marks that are one another's nearest becomes one, at the heavier's place.

        Ties go to the mark that comes first: marks come in the Morton order of their clusters, so
        they fall alike in every tile.
        """
        x, y = (v[marks.row].astype(np.int64) for v in (self.columns.x, self.columns.y))
        i, j, distance = near_pairs(x, y, nearer_than)
        if not len(i):
            return marks
        one, other = np.concatenate((i, j)), np.concatenate((j, i))
        order = np.lexsort((other, np.concatenate((distance, distance)), one))
        one, other = one[order], other[order]
        first = np.diff(one, prepend=-1) != 0
        nearest = np.full(len(x), -1)
        nearest[one[first]] = other[first]
        i = np.flatnonzero((nearest >= 0) & (nearest[nearest] == np.arange(len(x))))
        i = i[i < nearest[i]]
        j = nearest[i]
        i, j = np.where(marks.n[i] >= marks.n[j], i, j), np.where(marks.n[i] >= marks.n[j], j, i)
        return _merged(marks, i, j)

    def _described(self, marks: Marks) -> list[Mark]:
        columns = self.columns
        lon, lat = unmercator(columns.x[marks.row], columns.y[marks.row])
        found = []
        for at, row in enumerate(marks.row.tolist()):
            layers = marks.layers[at]
            found.append(
                Mark(
                    lon=float(lon[at]),
                    lat=float(lat[at]),
                    n=int(marks.n[at]),
                    layers={int(k): int(layers[k]) for k in np.flatnonzero(layers)},
                    row=row,
                    id=columns.ids[row],
                    name_en=columns.names_en[row],
                    name_cy=columns.names_cy[row],
                    one_point=bool(marks.one_point[at]),
                )
            )
        return found


def _merged(marks: Marks, heavy: Array, light: Array) -> Marks:
    n, layers, one_point = marks.n.copy(), marks.layers.copy(), marks.one_point.copy()
    n[heavy] += n[light]
    layers[heavy] += layers[light]
    one_point[heavy] = False
    stays = np.ones(len(n), bool)
    stays[light] = False
    return Marks(marks.row, n, layers, one_point).take(stays)
