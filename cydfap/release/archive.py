"""The unfiltered tiles of a release as one PMTiles v3 file, for those who host them elsewhere."""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pmtiles.tile import Compression, TileType, serialize_header

from cydfap.lib.geography import unmercator

from . import mvt
from .tiles import Atlas, Columns
from .tree import Level, ranges

Array = NDArray[Any]

# Enough to work on whole columns, little enough to stay in the processor's cache: four times as
# many take a third longer.
MARKS_AT_ONCE = 5_000
COPIED_AT_ONCE = 1 << 20

# As PMTiles says: header and root directory are in the first 16 KiB of the file.
HEADER_BYTES = 127
LONGEST_ROOT = 16_384 - HEADER_BYTES
FIRST_LEAF = 4_096


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
    ids: list[int] = []
    sizes: list[int] = []
    try:
        with tempfile.TemporaryFile(dir=path.parent) as tiles, part.open("wb") as file:
            for z in range(atlas.tree.last_zoom + 1):
                for tile_id, tile in _zoom(atlas, z):
                    tiles.write(tile)
                    ids.append(tile_id)
                    sizes.append(len(tile))
            about = _metadata(atlas, name, attribution)
            file.write(_front(_header(atlas), np.array(ids), np.array(sizes), about))
            tiles.seek(0)
            shutil.copyfileobj(tiles, file, COPIED_AT_ONCE)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return len(ids)


def _front(header: dict[str, Any], ids: Array, sizes: Array, about: dict[str, Any]) -> bytes:
    """All that stands before the tiles: header, root directory, metadata, leaf directories.

    No two tiles are the same, for each has the id of an entry in it."""
    offsets = np.cumsum(sizes) - sizes
    root, leaves = _directory(ids, offsets, sizes, 1), b""
    entries = FIRST_LEAF
    while len(root) >= LONGEST_ROOT:
        starts = np.arange(0, len(ids), entries)
        some = [slice(at, at + entries) for at in starts]
        made = [_directory(ids[s], offsets[s], sizes[s], 1) for s in some]
        lengths = np.array([len(leaf) for leaf in made])
        root = _directory(ids[starts], np.cumsum(lengths) - lengths, lengths, 0)
        leaves = b"".join(made)
        entries *= 2
    told = gzip.compress(json.dumps(about).encode(), mtime=0)
    places = {"root": len(root), "metadata": len(told), "leaf_directory": len(leaves)}
    at = HEADER_BYTES
    for part, length in (places | {"tile_data": int(sizes.sum())}).items():
        header |= {f"{part}_offset": at, f"{part}_length": length}
        at += length
    header |= {f"{what}_count": len(ids) for what in ("addressed_tiles", "tile_entries")}
    header |= {"tile_contents_count": len(ids), "clustered": True}
    packed: bytes = serialize_header(header)  # type: ignore[arg-type]
    return packed + root + told + leaves


def _directory(ids: Array, offsets: Array, sizes: Array, run: int) -> bytes:
    """Of tiles (run 1) or of leaf directories (run 0)."""
    follows = np.zeros(len(ids), bool)
    follows[1:] = offsets[1:] == offsets[:-1] + sizes[:-1]
    numbers = (np.diff(ids, prepend=0), np.full(len(ids), run), sizes)
    columns = (*numbers, np.where(follows, 0, offsets + 1))
    count = mvt.varint(len(ids))
    return gzip.compress(count + b"".join(map(mvt.varints, columns)), mtime=0)


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
        "version": 3,
        "min_zoom": 0,
        "max_zoom": atlas.tree.last_zoom,
        "internal_compression": Compression.GZIP,
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
