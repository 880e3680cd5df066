"""Places as numbers: national grids, the web's world square, boxes and distances.

Latitude and longitude are WGS84 degrees throughout.
"""

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

BRITISH_GRID = "EPSG:27700"
IRISH_GRID = "EPSG:29903"
WORLD = 2**32
MAX_LATITUDE = 85.0511287798066  # where the web's square world ends
EARTH_RADIUS_KM = 6371.0088

Floats = NDArray[np.float64]


class GridProblem(ValueError):
    """Not a place on the national grid. The argument is the text or the pair that was given."""


@cache
def _to_degrees(grid: str) -> Transformer:
    return Transformer.from_crs(grid, "EPSG:4326", always_xy=True)


def from_grid(easting: float, northing: float) -> tuple[float, float]:
    """British National Grid metres -> (lat, lon), good to some metres.

    GridProblem if the point is off the grid (easting 0-700,000, northing 0-1,300,000).
    """
    if not (0 <= easting < 700_000 and 0 <= northing < 1_300_000):
        raise GridProblem(easting, northing)
    lon, lat = _to_degrees(BRITISH_GRID).transform(easting, northing)
    return float(lat), float(lon)


def from_grid_many(
    eastings: ArrayLike, northings: ArrayLike, grid: str = BRITISH_GRID
) -> tuple[Floats, Floats]:
    """The same for arrays, on either grid, without the check. NaN stays NaN."""
    east = np.asarray(eastings, np.float64)
    north = np.asarray(northings, np.float64)
    lon, lat = _to_degrees(grid).transform(east, north)
    known = np.isfinite(east) & np.isfinite(north)
    return np.where(known, lat, np.nan), np.where(known, lon, np.nan)


# The grid's letters: 500 km squares, each of 25 of 100 km, from the north-west, without I.
_SQUARES = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_REFERENCE = re.compile(r"([HJNOST])([A-HJ-Z])((?:[0-9]{2}){1,5})")
_PARTED = re.compile(r"[A-Z]{2}[\s]*([0-9]+)[\s,]+([0-9]+)")


def grid_square(text: str) -> tuple[int, int, int]:
    """A grid reference as (easting, northing) of its south-west corner and its side, in metres.

    "SN 58 81" -> (258000, 281000, 1000). From two figures (10 km) to ten (1 m), with or without
    spaces. GridProblem if it is not a reference or not in the grid.
    """
    given = text.strip().upper()
    parted = _PARTED.fullmatch(given)
    match = _REFERENCE.fullmatch(re.sub(r"[\s,]+", "", given))
    if not match or (parted and len(parted[1]) != len(parted[2])):
        raise GridProblem(text)
    column_500, row_500 = _square(match[1])
    column_100, row_100 = _square(match[2])
    half = len(match[3]) // 2
    side = 10 ** (5 - half)
    # The grid's own corner is that of square S, two columns and one row into the letters' field.
    east = (column_500 - 2) * 500_000 + column_100 * 100_000 + int(match[3][:half]) * side
    north = (row_500 - 1) * 500_000 + row_100 * 100_000 + int(match[3][half:]) * side
    if not (0 <= east < 700_000 and 0 <= north < 1_300_000):
        raise GridProblem(text)
    return east, north, side


def _square(letter: str) -> tuple[int, int]:
    row, column = divmod(_SQUARES.index(letter), 5)
    return column, 4 - row


def mercator(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Degrees -> (x, y) in the web's square world of 2**32 a side, y from the north.

    A tile of zoom z is the top z bits. Beyond the square's edge a point stays on the edge.
    """
    east = (np.asarray(lon, np.float64) + 180.0) / 360.0
    held = np.clip(np.asarray(lat, np.float64), -MAX_LATITUDE, MAX_LATITUDE)
    south = 0.5 - np.arctanh(np.sin(np.radians(held))) / (2.0 * np.pi)
    return _whole(east), _whole(south)


def _whole(share: Floats) -> NDArray[np.uint32]:
    return np.clip(share * WORLD, 0, WORLD - 1).astype(np.uint32)


def unmercator(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    """(x, y) of the square world -> (lon, lat) of the middle of that unit (about 1 cm wide)."""
    lon = (np.asarray(x, np.float64) + 0.5) / WORLD * 360.0 - 180.0
    rise = np.pi * (1.0 - 2.0 * (np.asarray(y, np.float64) + 0.5) / WORLD)
    return lon, np.degrees(np.arctan(np.sinh(rise)))


_SPREADING = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


def _spread(bits: NDArray[np.uint32]) -> NDArray[np.uint64]:
    spread = bits.astype(np.uint64)
    for shift, mask in _SPREADING:
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread


def morton(x: ArrayLike, y: ArrayLike) -> NDArray[np.uint64]:
    """The Z-order of points: the bits of x and y in turn, x the lower. A tile is one range."""
    across = np.asarray(x, np.uint32)
    down = np.asarray(y, np.uint32)
    return _spread(across) | (_spread(down) << np.uint64(1))


@dataclass(frozen=True, slots=True)
class Box:
    """An area between two meridians and two parallels; it never crosses the 180th meridian.

    ValueError if it is inside out, not finite or beyond the globe.
    """

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        if not (-180 <= self.west <= self.east <= 180 and -90 <= self.south <= self.north <= 90):
            raise ValueError(f"no such box: {self}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "west,south,east,north"; ValueError if that is not what it says."""
        west, south, east, north = (float(part) for part in text.split(","))
        return cls(west, south, east, north)

    def contains(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east

    def overlaps(self, other: Self) -> bool:
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    @property
    def centre(self) -> tuple[float, float]:
        """(lat, lon)"""
        return (self.south + self.north) / 2, (self.west + self.east) / 2


GLOBE = Box(-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe. ValueError if it is not finite or beyond the globe."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError(f"no such point: {self}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "latitude,longitude"; ValueError if that is not what it says."""
        lat, lon = (float(part) for part in text.split(","))
        return cls(lat, lon)


def on_globe(lat: ArrayLike, lon: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Points on a globe of radius 1, as x, y, z: the nearer in space, the nearer on the ground."""
    phi, turn = np.radians(lat), np.radians(lon)
    return np.cos(phi) * np.cos(turn), np.cos(phi) * np.sin(turn), np.sin(phi)


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Along the great circle, on a round earth (wrong by at most half a per cent)."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    rise = math.sin((other_phi - phi) / 2) ** 2
    turn = math.sin(math.radians(other_lon - lon) / 2) ** 2
    chord = rise + math.cos(phi) * math.cos(other_phi) * turn
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))
