"""The ground put together: coast, the nations that the site maps, and the borders within them."""

from pathlib import Path

import numpy as np

from cydfap.lib.postcode_files import open_or_build

from . import borders
from .basemap import NATURAL_EARTH, Ground, sides
from .borders import Grid
from .coast import Box, Ring, clip, inside
from .frame import Frame

POSTCODES = "ONS Postcode Directory"
BOUNDARIES = "ONS"
# As much more than the area as the drawing shows beside it.
AROUND = 0.25


def ground(rings: list[Ring], area: Frame, nations: str, data: Path) -> Ground:
    """`rings` are all countries'; `nations` the first letters of the codes of those mapped.

    Without nations all land is alike.
    """
    if not nations:
        return Ground(shore=rings, land=rings)
    if known := borders.read_boundaries(data / "areas", nations):
        credits = [NATURAL_EARTH, BOUNDARIES]
        return Ground(shore=rings, out=rings, land=known, authority=known, credits=credits)
    return between_postcodes(rings, area, nations, data)


def between_postcodes(rings: list[Ring], area: Frame, nations: str, data: Path) -> Ground:
    files = open_or_build(data / "postcodes")
    box = sides(area.widened(AROUND, AROUND))
    grid = borders.spread(files, box)
    is_home = np.array([code[:1] in nations for code in files.authorities])
    land = [ring for ring in rings if len(clip(ring, box)) > 3]
    nation = longest(borders.lines_between(grid, is_home, is_home.astype(int)), land)
    within = borders.lines_between(grid, is_home, authorities(is_home))
    home, out = parted(rings, nation, grid, is_home, box)
    return Ground(
        shore=rings,
        out=out,
        land=home,
        authority=[part for line in within for part in borders.on_land(line, home)],
        nation=nation,
        credits=[NATURAL_EARTH, POSTCODES],
    )


def authorities(is_home: np.ndarray) -> np.ndarray:
    """Each authority at home is a group of its own; all others are one."""
    return np.where(is_home, np.arange(len(is_home)), -1)


def longest(lines: list[Ring], land: list[Ring]) -> list[Ring]:
    """The border on land: its longest stretch; what else there is are crumbs at estuaries."""
    parts = [part for line in lines for part in borders.on_land(line, land)]
    return [max(parts, key=len)] if parts else []


def parted(
    rings: list[Ring], nation: list[Ring], grid: Grid, is_home: np.ndarray, box: Box
) -> tuple[list[Ring], list[Ring]]:
    """(rings at home, rings elsewhere): the one that the border crosses is cut by it."""
    home: list[Ring] = []
    out: list[Ring] = []
    for ring in rings:
        near = len(clip(ring, box)) > 3
        pieces = borders.halves(ring, nation[0]) if near and crosses(ring, nation) else [ring]
        for piece in pieces:
            (home if near and is_mostly_home(piece, grid, is_home) else out).append(piece)
    return home, out


def crosses(ring: Ring, nation: list[Ring]) -> bool:
    return bool(nation) and bool(inside(nation[0], ring).mean() > 0.5)


def is_mostly_home(ring: Ring, grid: Grid, is_home: np.ndarray) -> bool:
    labels = [grid.at(point) for point in ring]
    known = [is_home[label] for label in labels if label != borders.NOWHERE]
    return len(known) > len(ring) / 2 and float(np.mean(known)) > 0.5
