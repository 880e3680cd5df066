"""The unfiltered tiles of a release as one PMTiles v3 file, for those who host them elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pmtiles.tile import Compression, TileType
from pmtiles.writer import Writer

from cydfap.lib.geography import unmercator

from . import mvt
from .tiles import Atlas, Columns
from .tree import Level, ranges

Array = NDArray[Any]

# Enough to work on whole columns, little enough to stay in the processor's cache.
MARKS_AT_ONCE = 20_000


class EmptyMap(ValueError):
    """There is no site to draw, and PMTiles has no way to say so."""


def write(path: Path, atlas: Atlas, *, name: str, attribution: str = "") -> int:
    """Write every tile from zoom 0 to the last one; returns how many there are.

    The file appears whole or not at all. `attribution` is shown on maps and may be HTML. EmptyMap
    if there are no sites.
    """
    if not len(atlas.columns):
        raise EmptyMap("The map has no sites.")
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            writer: Any = Writer(file)  # type: ignore[no-untyped-call]
            for z in range(atlas.tree.last_zoom + 1):
                for tile_id, tile in _zoom(atlas, z):
                    writer.write_tile(tile_id, tile)
            writer.finalize(_header(atlas), _metadata(atlas, name, attribution))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return int(writer.addressed_tiles)


def _zoom(atlas: Atlas, z: int) -> Iterator[tuple[int, bytes]]:
    """(PMTiles id, gzipped tile) of every tile with marks, by id."""
    level = atlas.tree.level(z)
    ids, first, size = _tiles(level, atlas.columns)
    batch = np.cumsum(size) // MARKS_AT_ONCE
    for some in np.split(np.arange(len(ids)), np.flatnonzero(np.diff(batch)) + 1):
        marks = atlas.clusters(level, ranges(first[some], size[some]))
        bounds = np.concatenate(([0], np.cumsum(size[some])))
        tiles = mvt.encode_all(marks, atlas.columns, z, bounds)
        for k, (tile_id, tile) in enumerate(zip(ids[some].tolist(), tiles, strict=True)):
            packed = mvt.squeeze(tile)
            if len(packed) > mvt.MOST_BYTES:
                mine = marks.take(np.arange(bounds[k], bounds[k + 1]))
                packed = mvt.gzipped_tile(mine, atlas.columns, z)
            yield tile_id, packed


def _tiles(level: Level, columns: Columns) -> tuple[Array, Array, Array]:
    """The level's tiles in the order of their ids: (ids, first cluster, clusters)."""
    tile = level.key >> np.uint64(64 - 2 * level.z) if level.z else np.zeros_like(level.key)
    first = np.flatnonzero(np.diff(tile, prepend=~tile[:1]))
    size = np.diff(first, append=len(tile))
    marker = level.start[first]
    ids = tile_ids(level.z, columns.x[marker], columns.y[marker])
    order = np.argsort(ids)
    return ids[order], first[order], size[order]


def tile_ids(z: int, x: Array, y: Array) -> Array:
    """PMTiles ids of the tiles that points are in: Hilbert's curve, zoom after zoom."""
    x, y = (v.astype(np.int64) >> 32 - z for v in (x, y))
    found = np.full(len(x), ((1 << 2 * z) - 1) // 3, np.int64)
    for bit in range(z - 1, -1, -1):
        side = 1 << bit
        right, down = x & side, y & side
        found += (3 * right ^ down) << bit
        flip = (down == 0) & (right != 0)
        x, y = np.where(flip, side - 1 - x, x), np.where(flip, side - 1 - y, y)
        x, y = np.where(down == 0, y, x), np.where(down == 0, x, y)
        x, y = x & side - 1, y & side - 1
    return found


def _header(atlas: Atlas) -> dict[str, Any]:
    columns = atlas.columns
    x = np.array([columns.x.min(), columns.x.max()])
    y = np.array([columns.y.max(), columns.y.min()])
    (west, east), (south, north) = (np.rint(v * 1e7).astype(int).tolist() for v in unmercator(x, y))
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": 0,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _metadata(atlas: Atlas, name: str, attribution: str) -> dict[str, Any]:
    fields = mvt.fields(atlas.columns.layer_count)
    last = atlas.tree.last_zoom
    layer = {"id": mvt.LAYER_NAME, "fields": fields, "minzoom": 0, "maxzoom": last}
    return {"name": name, "attribution": attribution, "type": "overlay", "vector_layers": [layer]}
