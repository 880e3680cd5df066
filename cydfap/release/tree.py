"""The cluster tree: nested Poisson-disc thinning, made once a release.

From the deepest zoom up, the heaviest stacks that stand no nearer than R pixels are kept and each
of the others joins the nearest kept one. Rows are then put in the tree's depth-first order, so
every cluster of every zoom is one slice of rows and its marker is the slice's first row.

Distances are in world units: the whole web-mercator square is 2**32 units wide.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cydfap.lib.geography import morton

Array = NDArray[Any]

# Pixels are MapLibre's: at zoom z the world is 512 * 2**z of them wide.
TILE_PX = 512
DENSEST = 1_000
FIRST_LAST_ZOOM, DEEPEST_LAST_ZOOM = 14, 20
# Thinning starts well below the last zoom: were everything within a few metres compared with
# everything at once, twenty thousand points in one building would need all the memory there is.
THINNING_STARTS = 24
CROWD = 64
PAIRS_AT_ONCE = 2_000_000


class Level(NamedTuple):
    """The clusters of one zoom, in Morton order of their markers.

    Cluster i is the rows start[i]:end[i] and its marker is row start[i]. `reach` is the distance in
    world units that markers keep from each other; 0 says that the clusters are stacks, one a point.
    """

    z: int
    key: Array
    start: Array
    end: Array
    reach: float


@dataclass(frozen=True)
class Tree:
    """`order[i]` is the row, as given to `build`, that stands at place i; `levels[z]` is zoom z."""

    order: Array
    levels: list[Level]
    radius_px: float

    @property
    def last_zoom(self) -> int:
        return len(self.levels) - 1

    def level(self, z: int) -> Level:
        """The level for any zoom: beyond the last one, the last."""
        return self.levels[min(z, self.last_zoom)]

    def save(self, folder: Path) -> None:
        """Write tree.json and tree-*.npy into an existing folder."""
        np.save(folder / "tree-order.npy", self.order)
        for name in ("key", "start", "end"):
            np.save(
                folder / f"tree-{name}.npy", np.concatenate([getattr(v, name) for v in self.levels])
            )
        about = {
            "radius_px": self.radius_px,
            "levels": [{"clusters": len(v.key), "reach": v.reach} for v in self.levels],
        }
        (folder / "tree.json").write_text(json.dumps(about), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Tree:
        """Read what `save` wrote; the arrays stay on disk, memory-mapped."""
        about = json.loads((folder / "tree.json").read_text(encoding="utf-8"))
        order, key, start, end = (
            mapped(folder / f"tree-{name}.npy") for name in ("order", "key", "start", "end")
        )
        levels, at = [], 0
        for z, level in enumerate(about["levels"]):
            part = slice(at, at + level["clusters"])
            levels.append(Level(z, key[part], start[part], end[part], level["reach"]))
            at = part.stop
        return cls(order, levels, about["radius_px"])


def mapped(path: Path) -> Array:
    """A .npy file as a plain read-only array on its memory map (np.memmap is slow to slice)."""
    return np.asarray(np.load(path, mmap_mode="r")).view(np.ndarray)


def radius_for(sites: int) -> float:
    """How far apart markers stand, in pixels. A small forum wants nearly all as their own pins and
    has small clusters, whose rings are narrower: below this they would touch."""
    return 38.0 if sites <= 600 else 42.0


def hash_ids(ids: Sequence[str]) -> Array:
    """64-bit hashes of public ids, the same on every machine and in every release."""
    digests = b"".join([blake2b(i.encode(), digest_size=8).digest() for i in ids])
    return np.frombuffer(digests, dtype=">u8").astype(np.uint64)


def build(x: Array, y: Array, ids: Sequence[str] | Array, *, radius_px: float = 42.0) -> Tree:
    """Cluster points given in world units (uint32); `ids` are public ids or their uint64 hashes.

    Ties are broken by the hash of the id, so a new entry does not reshuffle ties elsewhere.
    ValueError if the lengths differ or `radius_px` is not within 20 to 64.
    """
    if not len(x) == len(y) == len(ids):
        raise ValueError(f"x, y and ids differ in length: {len(x)}, {len(y)}, {len(ids)}")
    if not 20 <= radius_px <= 64:
        raise ValueError(f"radius_px must be from 20 to 64, not {radius_px}")
    hashes = ids if isinstance(ids, np.ndarray) else hash_ids(ids)
    stacks = _stacks(x, y, hashes)
    climb = _climb(stacks, radius_px)
    start = _descend(stacks, climb)
    order = np.empty(len(x), np.uint32)
    order[ranges(start, stacks.weight)] = stacks.rows
    return Tree(order, _levels(stacks, climb, start, radius_px), radius_px)


def reach(z: int, radius_px: float) -> float:
    """`radius_px` pixels of zoom z in world units."""
    return radius_px * 2.0 ** (23 - z)


class _Stacks(NamedTuple):
    """Co-located rows as one, in Morton order; `rows` are all rows, stack by stack."""

    rows: Array
    key: Array
    x: Array
    y: Array
    weight: Array
    rank: Array


class _Step(NamedTuple):
    """Who joined whom at one zoom, and what the two weighed before."""

    child: Array
    parent: Array
    distance: Array
    child_weight: Array
    parent_weight: Array


class _Climb(NamedTuple):
    steps: list[_Step]
    kept: dict[int, tuple[Array, Array]]  # zoom: (stacks, weights)


def _stacks(x: Array, y: Array, hashes: Array) -> _Stacks:
    key = morton(x, y)
    rows = np.lexsort((hashes, key))
    key = key[rows]
    first = np.flatnonzero(np.diff(key, prepend=~key[:1]))
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(hashes[rows[first]], kind="stable")] = np.arange(len(first))
    return _Stacks(
        rows=rows,
        key=key[first],
        x=x[rows[first]].astype(np.int64),
        y=y[rows[first]].astype(np.int64),
        weight=np.diff(first, append=len(rows)),
        rank=rank,
    )


def _climb(stacks: _Stacks, radius_px: float) -> _Climb:
    weight = stacks.weight.copy()
    alive = np.arange(len(weight), dtype=np.int64)
    steps, kept = [], {}
    for z in range(_first_zoom(stacks.key, radius_px), -1, -1):
        stays, child, parent, distance = _thin(stacks, alive, weight, reach(z, radius_px))
        steps.append(_Step(child, parent, distance, weight[child], weight[parent]))
        np.add.at(weight, parent, weight[child])
        alive = alive[stays]
        kept[z] = alive.astype(np.uint32), weight[alive].astype(np.uint32)
    return _Climb(steps, kept)


def _first_zoom(key: Array, radius_px: float) -> int:
    z = THINNING_STARTS
    while reach(z + 1, radius_px) >= 2 and _densest(key, z + 4) > CROWD:
        z += 1
    return z


def _thin(
    stacks: _Stacks, alive: Array, weight: Array, nearer_than: float
) -> tuple[Array, Array, Array, Array]:
    """(mask of `alive` that stay, who joins, whom, squared distance); the last three are stacks."""
    i, j, distance = near_pairs(stacks.x[alive], stacks.y[alive], nearer_than)
    w, rank = weight[alive], stacks.rank[alive]
    swap = (w[i] < w[j]) | ((w[i] == w[j]) & (rank[i] > rank[j]))
    heavy, light = np.where(swap, j, i), np.where(swap, i, j)
    stays = _greedy(heavy, light, len(alive))
    # A stack that goes may stand nearest to a kept one lighter than itself: look both ways.
    down, up = stays[heavy] & ~stays[light], stays[light] & ~stays[heavy]
    child = np.concatenate((light[down], heavy[up]))
    parent = np.concatenate((heavy[down], light[up]))
    distance = np.concatenate((distance[down], distance[up]))
    order = np.lexsort((rank[parent], distance, child))
    child, parent, distance = child[order], parent[order], distance[order]
    nearest = np.diff(child, prepend=-1) != 0
    return stays, alive[child[nearest]], alive[parent[nearest]], distance[nearest]


def _greedy(heavy: Array, light: Array, size: int) -> Array:
    """Keep the heaviest, drop who stands near it, and so on: done in rounds, all places at once."""
    stays = np.ones(size, bool)
    settled = np.zeros(size, bool)
    while len(heavy):
        waits = np.zeros(size, bool)
        waits[light] = True
        wins = ~waits[heavy]
        settled[heavy[wins]] = True
        settled[light[wins]] = True
        stays[light[wins]] = False
        open_ = ~(settled[heavy] | settled[light])
        heavy, light = heavy[open_], light[open_]
    return stays


def near_pairs(x: Array, y: Array, nearer_than: float) -> tuple[Array, Array, Array]:
    """Every pair of points nearer than that, as (i, j, squared distance); x and y are int64."""
    cell = max(nearer_than, 2.0)
    key = ((y / cell).astype(np.uint64) << np.uint64(32)) + (x / cell).astype(np.uint64)
    key += np.uint64(1 + (1 << 32))  # so that the cells to the left and below are never negative
    order = np.argsort(key)
    key, x, y = key[order], x[order], y[order]
    row = np.uint64(1 << 32)
    here = np.arange(1, len(key) + 1)
    # The rest of the own cell and the one to the right; then the three cells of the next row.
    spans = (
        (here, np.searchsorted(key, key + np.uint64(1), "right")),
        (
            np.searchsorted(key, key + (row - np.uint64(1)), "left"),
            np.searchsorted(key, key + (row + np.uint64(1)), "right"),
        ),
    )
    found = []
    for start, end in spans:
        for i, j in _expand(start, end):
            dx, dy = x[i] - x[j], y[i] - y[j]
            distance = dx * dx + dy * dy
            near = distance < nearer_than * nearer_than
            found.append((order[i[near]], order[j[near]], distance[near]))
    if not found:
        return (np.zeros(0, np.int64),) * 3
    i, j, distance = (np.concatenate(part) for part in zip(*found, strict=True))
    return i, j, distance


def _expand(start: Array, end: Array) -> Iterator[tuple[Array, Array]]:
    """(i, j) for each i and each j in start[i]:end[i], some millions at a time."""
    have = np.flatnonzero(end > start)
    count = (end - start)[have]
    total = np.cumsum(count)
    at = 0
    while at < len(have):
        done = total[at - 1] if at else 0
        to = max(at + 1, int(np.searchsorted(total, done + PAIRS_AT_ONCE)))
        part = slice(at, to)
        yield np.repeat(have[part], count[part]), ranges(start[have[part]], count[part])
        at = to


def ranges(start: Array, count: Array) -> Array:
    """count[0] numbers from start[0] on, then count[1] from start[1] on, and so forth."""
    before = np.cumsum(count) - count
    return np.repeat(start - before, count) + np.arange(int(count.sum()))


def _descend(stacks: _Stacks, climb: _Climb) -> Array:
    """The place of each stack's first row: depth first, the nearest child first."""
    start = np.zeros(len(stacks.key), np.int64)
    roots, weight = climb.kept[0]
    start[roots] = np.cumsum(weight, dtype=np.int64) - weight
    for step in reversed(climb.steps):
        order = np.lexsort((stacks.rank[step.child], step.distance, step.parent))
        child, parent = step.child[order], step.parent[order]
        weight = step.child_weight[order]
        before = np.cumsum(weight) - weight
        first = np.flatnonzero(np.diff(parent, prepend=-1))
        siblings = before - np.repeat(before[first], np.diff(first, append=len(parent)))
        start[child] = start[parent] + step.parent_weight[order] + siblings
    return start


def _levels(stacks: _Stacks, climb: _Climb, start: Array, radius_px: float) -> list[Level]:
    last, deepest = _last_level(stacks.key, climb)
    levels = []
    for z in range(last + 1):
        thinned = deepest if z == last else z
        if thinned is None:
            chosen, weight, apart = np.arange(len(stacks.key)), stacks.weight, 0.0
        else:
            chosen, weight = climb.kept[thinned]
            apart = reach(thinned, radius_px)
        first = start[chosen]
        end = (first + weight).astype(np.uint32)
        levels.append(Level(z, stacks.key[chosen], first.astype(np.uint32), end, apart))
    return levels


def _last_level(key: Array, climb: _Climb) -> tuple[int, int | None]:
    """The last zoom, and the thinning shown there: nearly always None, which is every stack."""
    for z in range(FIRST_LAST_ZOOM, DEEPEST_LAST_ZOOM + 1):
        if _densest(key, z) <= DENSEST:
            return z, None
    for deep in range(max(climb.kept), DEEPEST_LAST_ZOOM, -1):
        if _densest(key[climb.kept[deep][0]], DEEPEST_LAST_ZOOM) <= DENSEST:
            return DEEPEST_LAST_ZOOM, deep
    return DEEPEST_LAST_ZOOM, DEEPEST_LAST_ZOOM


def _densest(key: Array, z: int) -> int:
    """How many of the sorted Morton keys the fullest tile of zoom z holds."""
    if not len(key):
        return 0
    tile = key >> np.uint64(64 - 2 * z) if z else key * np.uint64(0)
    first = np.flatnonzero(np.diff(tile, prepend=~tile[:1]))
    return int(np.diff(first, append=len(tile)).max())
