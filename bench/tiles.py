"""Tiles: one request after another, ours and PostGIS's, each made and gzipped from cold filters."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from mapbox_vector_tile import decode

from cydfap.release import archive, mvt
from cydfap.release.reading import Filters, Release
from cydfap.release.tiles import WORLD, Filter, Rectangle

from . import mix, postgis
from .mix import Asked
from .place import Place
from .table import Row, at_most, figure, said

LIMIT = 0.05
MOST_BYTES = 40_000
ASKED = 400
TOWN = 200_000


def measure(place: Place, size: int, connection: Any) -> list[Row]:
    """`connection` is to a PostGIS that holds the same entries."""
    entries, release = place.entries(size), place.release(size)
    asked = mix.tiles(entries, ASKED)
    said(f"tiles, {size}: {mix.told(asked)}")
    ours, made = timed(asked, lambda one: release.tile(one.z, one.x, one.y, one.filters))
    theirs, peer_made = timed(asked, lambda one: mvt.squeeze(postgis.tile(connection, one)))
    rows = [compared(f"tile, the whole mix, {p}", size, p, ours, theirs, LIMIT) for p in PARTS]
    kinds = np.array([one.kind for one in asked])
    for kind in mix.SHARES:
        some = kinds == kind
        rows += [compared(f"– {kind}, {p}", size, p, ours[some], theirs[some], None) for p in PARTS]
    rows.append(sizes(size, release, made, peer_made))
    rows.append(same_numbers(size, release, asked, made))
    rows += conserved(size, release, entries)
    return rows


PARTS = {"p50": 50, "p99": 99}


def compared(what: str, size: int, part: str, ours: Any, theirs: Any, limit: float | None) -> Row:
    return at_most(
        what,
        size,
        float(np.percentile(ours, PARTS[part])),
        float(np.percentile(theirs, PARTS[part])),
        limit if size >= 1_000_000 else None,
        "ms",
        "PostGIS",
    )


def timed(asked: list[Asked], make: Callable[[Asked], bytes]) -> tuple[Any, list[bytes]]:
    """Milliseconds and bytes of each. The first tile is made once before, to wake what sleeps."""
    make(asked[0]._replace(filters=Filters()))
    spent, made = [], []
    for one in asked:
        began = time.perf_counter()
        made.append(make(one))
        spent.append((time.perf_counter() - began) * 1000)
    return np.array(spent), made


def largest(release: Release) -> int:
    """Bytes of the largest of all unfiltered tiles of all zooms."""
    atlas = release.atlas
    zooms = range(atlas.tree.last_zoom + 1)
    return max(len(tile) for z in zooms for _, tile in archive._zoom(atlas, z))


def sizes(size: int, release: Release, made: list[bytes], theirs: list[bytes]) -> Row:
    most = max(largest(release), *map(len, made))
    return Row(
        "largest of all tiles with names, gzipped, all zooms",
        size,
        figure(most / 1000, "KB"),
        f"PostGIS, in the mix: {figure(max(map(len, theirs)) / 1000, 'KB')}",
        bound="≤ 40 KB",
        met=most <= MOST_BYTES,
    )


def in_one_town(place: Place) -> Row:
    release = place.release(TOWN, "town")
    most = largest(release)
    return Row(
        f"largest tile, all entries in one town (last zoom {release.atlas.tree.last_zoom})",
        TOWN,
        figure(most / 1000, "KB"),
        bound="≤ 40 KB",
        met=most <= MOST_BYTES,
    )


def same_numbers(size: int, release: Release, asked: list[Asked], made: list[bytes]) -> Row:
    """What an independent reader finds in the tiles is what the marks say."""
    wrong = 0
    for one, tile in zip(asked[:100], made, strict=False):
        marks = release.atlas.tile(one.z, one.x, one.y, passing(release, one.filters))
        said = features(tile)
        wrong += sum(f["n"] for f in said) != int(marks.n.sum()) or len(said) != len(marks.n)
    return Row(
        "tiles whose sites, read by mapbox-vector-tile, are not those of their marks",
        size,
        f"{wrong} of {min(100, len(asked))}",
        bound="0",
        met=wrong == 0,
    )


def features(tile: bytes) -> list[dict[str, Any]]:
    if not tile:
        return []
    return [f["properties"] for f in decode(gzip.decompress(tile))["marks"]["features"]]


def conserved(size: int, release: Release, entries: Any) -> list[Row]:
    """Add up every tile of every zoom: all sites that pass, and of each layer, once each."""
    wrong, tiles, filters = 0, 0, kinds_of_filters(entries)
    for one in filters:
        some = passing(release, one)
        whole = release.atlas.everything if some is None else some
        for z in range(release.atlas.tree.last_zoom + 1):
            n, layers, count = added_up(release.atlas, z, some)
            tiles += count
            wrong += n != len(whole) or not np.array_equal(layers, whole.before[:, -1])
    zooms = release.atlas.tree.last_zoom + 1
    return [
        Row(
            f"zooms whose tiles do not add up, {len(filters)} filters × {zooms} zooms, "
            f"{tiles:,} tiles, each layer's too",
            size,
            str(wrong),
            bound="0",
            met=wrong == 0,
        )
    ]


def kinds_of_filters(entries: Any) -> list[Filters]:
    number = len(entries)
    return [
        Filters(),
        Filters(layers=("layer-1",), sectors=("housing",)),
        Filters(q=entries.towns[int(entries.town[number // 2])][0], statuses=("active",)),
    ]


def passing(release: Release, filters: Filters) -> Filter | None:
    return release.choice(filters).tile_filter(release.atlas.columns) if filters else None


def added_up(atlas: Any, z: int, some: Filter | None) -> tuple[int, Any, int]:
    """Sites, sites by layer, and tiles. Tiles that hold no site have no mark."""
    side = WORLD >> z
    rows = slice(None) if some is None else some.rows
    across, down = (v[rows].astype(np.int64) >> 32 - z for v in (atlas.columns.x, atlas.columns.y))
    places = np.unique(across << 32 | down).tolist()
    n, layers = 0, np.zeros(atlas.columns.layer_count, np.int64)
    for key in places:
        x, y = key >> 32, key & 0xFFFFFFFF
        part = Rectangle(x * side, y * side, x * side + side - 1, y * side + side - 1)
        marks = atlas.within(part, z, some)
        n += int(marks.n.sum())
        layers += marks.layers.sum(axis=0).astype(np.int64)
    return n, layers, len(places)
