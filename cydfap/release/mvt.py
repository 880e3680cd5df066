"""Marks as Mapbox Vector Tiles: one layer "marks", extent 4096, no buffer.

Properties: `id` the public id of the marker's entry, `n` how many sites. A single site (n = 1) has
its names `en` and `cy` (those there are) and `l`, a bit a layer; a cluster has `l0`, `l1`, … sites
by layer, where there are any, and `s` = 1 if all its sites are at one point.

Everything is laid out for many tiles at once as tables of numbers and texts, a row a mark, so that
a whole release can be encoded without a loop over its marks.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from isal import igzip_lib
from numpy.typing import NDArray

from .tiles import Columns, Marks, Text
from .tree import ranges

Array = NDArray[Any]

EXTENT_BITS = 12
MOST_BYTES = 40_000
# Nobody reads more than this of a name on a map; and less where a tile would be too big.
NAME_BYTES = 120
# Nor of a cluster's layers there: only as many of the commonest.
FEWER = ((60, 64), (30, 64), (15, 64), (15, 16), (15, 8), (15, 4), (15, 2))
ELLIPSIS = np.frombuffer("…".encode(), np.uint8)

KEYS = ("id", "n", "s", "en", "cy", "l")
ID, N, S, EN, CY, L = range(len(KEYS))

# Tags of the MVT schema: field number << 3 | wire type.
LAYER, NAME, FEATURE, KEY, VALUE, EXTENT, VERSION = 0x1A, 0x0A, 0x12, 0x1A, 0x22, 0x28, 0x78
TAGS, TYPE, GEOMETRY, POINT, MOVE_TO = 0x12, 0x18, 0x22, 1, 9
STRING, UINT = 0x0A, 0x28

# The least numbers that take 2, 3, … bytes as a varint; and how many numbers are few: those are
# looked up one by one, more are compared in as many passes as the largest has bytes.
LONGER = np.array([1 << 7 * k for k in range(1, 9)], np.int64)
FEW = 2000

LAYER_NAME = "marks"
HEAD = bytes((NAME, len(LAYER_NAME))) + LAYER_NAME.encode()
ONE = bytes((VALUE, 2, UINT, 1))  # the first of every tile's values
TAIL = bytes((EXTENT, 0x80, 0x20, VERSION, 2))


def gzipped_tile(marks: Marks, columns: Columns, z: int) -> bytes:
    """One gzipped tile, b"" if it has no marks.

    In a tile that would be above MOST_BYTES names are cut short; where that is not enough, as
    hundreds of its clusters have dozens of layers each, they tell only of the commonest.
    """
    if not len(marks.row):
        return b""
    packed = squeeze(encode(marks, columns, z))
    for name_bytes, layers in FEWER:
        if len(packed) <= MOST_BYTES:
            break
        packed = squeeze(encode(commonest(marks, layers), columns, z, name_bytes=name_bytes))
    return packed


def commonest(marks: Marks, most: int) -> Marks:
    """The same with no more layers told of each than that; of two as common the first."""
    if marks.layers.shape[1] <= most:
        return marks
    order = np.argsort(-marks.layers.astype(np.int64), axis=1, kind="stable")
    layers = marks.layers.copy()
    np.put_along_axis(layers, order[:, most:], 0, axis=1)
    return marks._replace(layers=layers)


def squeeze(tile: bytes) -> bytes:
    """Gzip: the same bytes for the same tile."""
    packed: bytes = igzip_lib.compress(tile, 1, igzip_lib.COMP_GZIP)
    return packed


def encode(marks: Marks, columns: Columns, z: int, *, name_bytes: int = NAME_BYTES) -> bytes:
    """One tile as it is before gzip. It must have marks."""
    bounds = np.array([0, len(marks.row)])
    return encode_all(marks, columns, z, bounds, name_bytes=name_bytes)[0]


def encode_all(
    marks: Marks, columns: Columns, z: int, bounds: Array, *, name_bytes: int = NAME_BYTES
) -> list[bytes]:
    """Many tiles of zoom z: tile t has the marks bounds[t]:bounds[t + 1], at least one."""
    single = marks.n == 1
    singles_before = np.concatenate(([0], np.cumsum(single)))[bounds]
    used = np.ones(len(bounds) - 1, np.int64)
    parts: list[list[bytes]] = []
    for some, limits in ((single, singles_before), (~single, bounds - singles_before)):
        mine = marks.take(some)
        if not len(mine.row):
            parts += [[b""] * len(used)] * 2
            continue
        properties = _properties(mine, columns, name_bytes)
        base, used = _places(properties.count, limits, used)
        parts.append(_features(mine, columns, z, properties, base).cut(limits))
        parts.append(lay_out(properties.values, len(mine.row)).cut(limits))
    keys = _keys(columns.layer_count)
    tiles = []
    for pins, pin_values, clusters, cluster_values in zip(*parts, strict=True):
        layer = b"".join((HEAD, pins, clusters, keys, ONE, pin_values, cluster_values, TAIL))
        tiles.append(bytes((LAYER, *varint(len(layer)))) + layer)
    return tiles


class Piece(NamedTuple):
    """A text in each row of a table: data[start:start + size]; size 0 for none."""

    data: Array
    start: Array
    size: Array

    @classmethod
    def of(cls, text: Text, rows: Array) -> Piece:
        start = text.offsets[rows].astype(np.int64)
        return cls(text.data, start, text.offsets[rows + 1] - start)

    def shortened(self, most: int) -> tuple[Piece, Piece]:
        """At most so many bytes, ending where a character does, and the ellipsis of those cut."""
        long = np.flatnonzero(self.size > most)
        size = self.size.copy()
        size[long] = most
        while len(long):
            # A byte 10xxxxxx goes on with the character before it.
            long = long[self.data[self.start[long] + size[long]] & 0xC0 == 0x80]
            size[long] -= 1
        cut = np.where(size < self.size, len(ELLIPSIS), 0)
        return Piece(self.data, self.start, size), Piece(ELLIPSIS, np.zeros_like(size), cut)


class Cell(NamedTuple):
    """A column of a table: a varint or a text in the rows where there is one."""

    content: Array | int | Piece
    there: Array | bool = True


class Block(NamedTuple):
    """The bytes of a table's rows, one after another; row i ends at ends[i]."""

    data: Array
    ends: Array

    def cut(self, bounds: Array) -> list[bytes]:
        """The bytes of the rows bounds[t]:bounds[t + 1], for each t."""
        data = self.data.tobytes()
        at = np.concatenate(([0], self.ends))[bounds].tolist()
        return [data[a:b] for a, b in pairwise(at)]


def lay_out(cells: list[Cell], rows: int) -> Block:
    """The table's bytes, row by row, its cells from left to right."""
    table, there = _filled(cells, rows)
    numbers = table[there]
    size = varint_size(numbers)
    room = np.zeros(table.shape, np.int64)
    room[there] = size
    for k, (content, _) in enumerate(cells):
        if isinstance(content, Piece):
            room[:, k] = content.size
    ends = np.cumsum(room.ravel()).reshape(table.shape)
    at = ends - room
    data = np.empty(int(ends[-1, -1]) if ends.size else 0, np.uint8)
    _write_varints(data, at[there], numbers, size)
    for k, (content, _) in enumerate(cells):
        if isinstance(content, Piece):  # written over the byte that was kept for it above
            data[ranges(at[:, k], content.size)] = content.data[ranges(content.start, content.size)]
    return Block(data, ends[:, -1] if ends.size else np.zeros(0, np.int64))


def _filled(cells: list[Cell], rows: int) -> tuple[Array, Array]:
    """The table's numbers, 0 for a text, and where there is anything."""
    table = np.empty((rows, len(cells)), np.int64)
    there = np.empty((rows, len(cells)), bool)
    # What all rows have in common at once: a tile of a dozen marks is quick by few calls.
    table[:] = [content if isinstance(content, int) else 0 for content, _ in cells]
    there[:] = [here is True for _, here in cells]
    for k, (content, here) in enumerate(cells):
        if isinstance(content, Piece):
            there[:, k] = content.size > 0
            continue
        if not isinstance(content, int):
            table[:, k] = content
        if not isinstance(here, bool):
            there[:, k] = here
    return table, there


def _write_varints(data: Array, at: Array, numbers: Array, size: Array) -> None:
    data[at] = (numbers & 0x7F) | np.where(size > 1, 0x80, 0)
    k = 1
    while len(more := np.flatnonzero(size > k)):
        at, numbers, size = at[more], numbers[more], size[more]
        data[at + k] = (numbers >> 7 * k & 0x7F) | np.where(size > k + 1, 0x80, 0)
        k += 1


def varint_size(numbers: Array) -> Array:
    if len(numbers) < FEW:
        return LONGER.searchsorted(numbers, "right") + 1
    size = np.ones(len(numbers), np.int64)
    most = int(numbers.max()) if len(numbers) else 0
    bits = 7
    while most >> bits:
        size += numbers >> bits > 0
        bits += 7
    return size


def varints(numbers: Array) -> bytes:
    """Numbers one after another."""
    size = varint_size(numbers)
    ends = np.cumsum(size)
    data = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    _write_varints(data, ends - size, numbers, size)
    return data.tobytes()


def varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


class _Properties:
    """Collects the values of some marks, and which key points to which of them."""

    def __init__(self, marks: int) -> None:
        self.values: list[Cell] = []
        self.tags: list[tuple[int, Array | None, Array | bool]] = []
        self.count = np.zeros(marks, np.int64)

    def one(self, key: int, there: Array | bool = True) -> None:
        self.tags.append((key, None, there))

    def number(self, key: int, number: Array, there: Array | bool = True) -> None:
        message = 1 + varint_size(number)
        self._point(key, there)
        self.values += [Cell(v, there) for v in (VALUE, message, UINT, number)]

    def text(self, key: int, text: Piece, dots: Piece | None = None) -> None:
        there = text.size > 0
        length = text.size + (0 if dots is None else dots.size)
        message = 1 + varint_size(length) + length
        self._point(key, there)
        self.values += [Cell(v, there) for v in (VALUE, message, STRING, length)] + [Cell(text)]
        if dots is not None and dots.size.any():
            self.values.append(Cell(dots))

    def _point(self, key: int, there: Array | bool) -> None:
        self.tags.append((key, self.count, there))
        self.count = self.count + there


def _properties(marks: Marks, columns: Columns, name_bytes: int) -> _Properties:
    """Of marks that are all single sites, or all clusters."""
    found = _Properties(len(marks.row))
    found.text(ID, Piece.of(columns.ids, marks.row))
    if len(marks.row) and marks.n[0] == 1:
        found.one(N)
        found.text(EN, *Piece.of(columns.names_en, marks.row).shortened(name_bytes))
        found.text(CY, *Piece.of(columns.names_cy, marks.row).shortened(name_bytes))
        found.number(L, columns.layers[marks.row].astype(np.int64))
        return found
    found.number(N, marks.n)
    if marks.one_point.any():
        found.one(S, marks.one_point)
    for k in np.flatnonzero(marks.layers.any(axis=0)).tolist():
        found.number(len(KEYS) + k, marks.layers[:, k].astype(np.int64), marks.layers[:, k] > 0)
    return found


def _places(count: Array, bounds: Array, used: Array) -> tuple[Array, Array]:
    """Where in its tile's table each mark's values begin, and how many the tiles then have."""
    total = np.concatenate(([0], np.cumsum(count)))
    at = total[bounds]
    return total[:-1] + np.repeat(used - at[:-1], np.diff(bounds)), used + np.diff(at)


def _features(
    marks: Marks, columns: Columns, z: int, properties: _Properties, base: Array
) -> Block:
    tags: list[Cell] = []
    tag_bytes = np.zeros(len(marks.row), np.int64)
    for key, place, there in properties.tags:
        value = np.zeros_like(base) if place is None else base + place
        tags += [Cell(key, there), Cell(value, there)]
        tag_bytes += (1 + varint_size(value)) * there
    east, south = (_zigzag(v[marks.row], z) for v in (columns.x, columns.y))
    place_bytes = 1 + varint_size(east) + varint_size(south)
    feature_bytes = 5 + varint_size(tag_bytes) + tag_bytes + place_bytes
    cells = [Cell(FEATURE), Cell(feature_bytes), Cell(TAGS), Cell(tag_bytes), *tags]
    cells += [Cell(v) for v in (TYPE, POINT, GEOMETRY, place_bytes, MOVE_TO, east, south)]
    return lay_out(cells, len(marks.row))


def _zigzag(world: Array, z: int) -> Array:
    """From world units to units of the tile of zoom z, as MVT writes a move from 0."""
    inside = world.astype(np.int64) & ((1 << 32 - z) - 1)
    return inside << EXTENT_BITS >> 32 - z << 1


def _keys(layers: int) -> bytes:
    return b"".join(bytes((KEY, len(key))) + key.encode() for key in fields(layers))


def fields(layers: int) -> dict[str, str]:
    """The properties a mark may have, with their types as TileJSON has it, in the tiles' order."""
    texts = ("id", "en", "cy")
    keys = [*KEYS, *(f"l{k}" for k in range(layers))]
    return {key: "String" if key in texts else "Number" for key in keys}
