"""Where the nations end and their authorities meet.

Imported boundaries (`./manage.py areas FILE`) are drawn as they are. Before there are any, a border
is drawn half-way between the postcodes of either side: right to about a kilometre, and said to be
approximate.
"""

import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cydfap.lib.postcode_files import UNIT, UNKNOWN, PostcodeFiles

from .coast import Box, Ring, flatten, inside

# The grid on which postcodes are spread is this many cells wide over the area drawn.
CELLS = 640
SMOOTHINGS = 3
NOWHERE = -1

Labels = NDArray[np.int64]


class Grid(NamedTuple):
    """Cells of equal size over part of the world; `labels[row, column]` says whose each is."""

    labels: Labels
    left: float
    top: float
    cell: float

    def at(self, point: Ring) -> int:
        """The label where a point of the unit square lies; NOWHERE outside the grid."""
        column, row = (int(v) for v in (point - (self.left, self.top)) // self.cell)
        rows, columns = self.labels.shape
        if 0 <= row < rows and 0 <= column < columns:
            return int(self.labels[row, column])
        return NOWHERE


def spread(files: PostcodeFiles, box: Box) -> Grid:
    """Each cell of the box belongs to the authority of the postcode nearest to it."""
    left, top, right, bottom = box
    cell = (right - left) / CELLS
    shape = (int((bottom - top) / cell) + 1, CELLS)
    known = np.flatnonzero(files.lat != UNKNOWN)
    points = flatten(np.column_stack([files.lon[known] / UNIT, files.lat[known] / UNIT]))
    column, row = ((points - (left, top)) // cell).astype(int).T
    within = (column >= 0) & (column < shape[1]) & (row >= 0) & (row < shape[0])
    seeds = np.full(shape, NOWHERE, dtype=np.int64)
    seeds[row[within], column[within]] = files.authority[known[within]]
    return Grid(nearest_label(seeds), left, top, cell)


def nearest_label(seeds: Labels) -> Labels:
    """Every cell takes the label of the nearest cell that has one (jump flooding)."""
    rows, columns = (np.asarray(index, dtype=np.int64) for index in np.indices(seeds.shape))
    near = np.where(seeds != NOWHERE, rows * seeds.shape[1] + columns, NOWHERE)
    step = 1 << (max(seeds.shape) - 1).bit_length()
    while step := step // 2:
        for down in (-step, 0, step):
            for across in (-step, 0, step):
                near = nearer(near, shifted(near, down, across), rows, columns)
    return seeds.ravel()[near]


def shifted(grid: Labels, down: int, across: int) -> Labels:
    moved = np.full_like(grid, NOWHERE)
    height, width = grid.shape
    to_row, from_row = slices(down, height)
    to_column, from_column = slices(across, width)
    moved[to_row, to_column] = grid[from_row, from_column]
    return moved


def slices(by: int, size: int) -> tuple[slice, slice]:
    return (slice(by, size), slice(0, size - by)) if by >= 0 else (slice(0, by), slice(-by, size))


def nearer(near: Labels, other: Labels, rows: Labels, columns: Labels) -> Labels:
    return np.where(distance(other, rows, columns) < distance(near, rows, columns), other, near)


def distance(to: Labels, rows: Labels, columns: Labels) -> NDArray[np.float64]:
    width = to.shape[1]
    squared = (to // width - rows) ** 2 + (to % width - columns) ** 2
    return np.where(to == NOWHERE, np.inf, squared)


def lines_between(grid: Grid, wanted: NDArray[np.bool_], group: Labels) -> list[Ring]:
    """The lines where cells of different groups meet, joined and smoothed.

    `group[label]` is a label's group; of a pair at least one label must be `wanted`.
    """
    cells, is_wanted = group[grid.labels], wanted[grid.labels]
    neighbours: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    across = (cells[:, 1:] != cells[:, :-1]) & (is_wanted[:, 1:] | is_wanted[:, :-1])
    down = (cells[1:] != cells[:-1]) & (is_wanted[1:] | is_wanted[:-1])
    for row, column in np.argwhere(across).tolist():
        join(neighbours, (column + 1, row), (column + 1, row + 1))
    for row, column in np.argwhere(down).tolist():
        join(neighbours, (column, row + 1), (column + 1, row + 1))
    scale = np.array([grid.cell, grid.cell])
    return [
        smooth(np.array(chain, dtype=float)) * scale + (grid.left, grid.top)
        for chain in chains(neighbours)
    ]


def join(
    neighbours: dict[tuple[int, int], list[tuple[int, int]]], a: tuple[int, int], b: tuple[int, int]
) -> None:
    neighbours[a].append(b)
    neighbours[b].append(a)


def chains(
    neighbours: dict[tuple[int, int], list[tuple[int, int]]],
) -> list[list[tuple[int, int]]]:
    """Lines from one meeting of borders (or end) to the next, then the closed ones."""
    walked: set[tuple[tuple[int, int], tuple[int, int]]] = set()
    found = []
    ends = [corner for corner, others in neighbours.items() if len(others) in (1, 3)]
    for start in [*ends, *neighbours]:
        for following in neighbours[start]:
            if (start, following) not in walked:
                found.append(walk(neighbours, start, following, walked))
    return found


def walk(
    neighbours: dict[tuple[int, int], list[tuple[int, int]]],
    start: tuple[int, int],
    following: tuple[int, int],
    walked: set[tuple[tuple[int, int], tuple[int, int]]],
) -> list[tuple[int, int]]:
    chain = [start]
    here, there = start, following
    while (here, there) not in walked:
        walked |= {(here, there), (there, here)}
        chain.append(there)
        # Where four lines meet, two cells touch at a corner: that is no end of a border.
        onward = [corner for corner in neighbours[there] if (there, corner) not in walked]
        if len(neighbours[there]) not in (2, 4) or not onward:
            break
        here, there = there, onward[0]
    return chain


def smooth(line: Ring) -> Ring:
    """The steps of the grid become slopes; ends stay where lines meet."""
    for _ in range(SMOOTHINGS):
        if len(line) > 2:
            middle = (line[:-2] + 2 * line[1:-1] + line[2:]) / 4
            line = np.vstack([line[:1], middle, line[-1:]])
    return line


def on_land(line: Ring, land: list[Ring]) -> list[Ring]:
    """The stretches of a line that are on land."""
    dry = np.zeros(len(line), dtype=bool)
    for ring in land:
        dry |= inside(line, ring)
    starts = np.flatnonzero(np.diff(dry.astype(int), prepend=0) == 1)
    ends = np.flatnonzero(np.diff(dry.astype(int), append=0) == -1) + 1
    # One point more on either side: the line is to reach the coast.
    parts = zip(starts.tolist(), ends.tolist(), strict=True)
    return [line[max(0, start - 1) : end + 1] for start, end in parts if end - start > 1]


def halves(ring: Ring, line: Ring) -> list[Ring]:
    """A ring cut in two by a line whose ends lie at it; the whole ring if they do not cut it."""
    first, last = (int(np.argmin(np.hypot(*(ring - end).T))) for end in (line[0], line[-1]))
    if first == last:
        return [ring]
    if first > last:
        first, last, line = last, first, line[::-1]
    one = np.vstack([ring[first : last + 1], line[::-1], ring[first : first + 1]])
    other = np.vstack([ring[last:-1], ring[: first + 1], line, ring[last : last + 1]])
    return [one, other]


def read_boundaries(folder: Path, nations: str) -> list[Ring]:
    """The rings of imported local authorities of those nations (first letters of GSS codes)."""
    path = folder / "local-authority.geojson"
    if not path.exists():
        return []
    features = json.loads(path.read_bytes())["features"]
    return [
        flatten(np.array(polygon[0], dtype=float))
        for feature in features
        if feature["properties"]["code"][:1] in nations
        for polygon in feature["geometry"]["coordinates"]
    ]
