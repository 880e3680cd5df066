"""The rectangle of the world that a page's map shows, in the unit square of web mercator (x east, y
south).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cydfap.lib.geography import Box

# Width to height of a map that fits itself into its page; static/css/map.css says the same.
SHAPE = 5 / 6
# A map at a given zoom is drawn this large, in CSS pixels, around its middle.
FIXED_SIZE = (1080, 860)
TILE = 512
MAX_ZOOM = 18.0


def world_x(lon: float) -> float:
    return lon / 360 + 0.5


def world_y(lat: float) -> float:
    lat = math.radians(max(-85.05, min(85.05, lat)))
    return 0.5 - math.log(math.tan(math.pi / 4 + lat / 2)) / (2 * math.pi)


def lon_of(x: float) -> float:
    return (x - 0.5) * 360


def lat_of(y: float) -> float:
    return math.degrees(2 * math.atan(math.exp((0.5 - y) * 2 * math.pi)) - math.pi / 2)


@dataclass(frozen=True)
class Frame:
    """`zoom` is MapLibre's (512-pixel tiles); None when the page fits the frame to the room there
    is.
    """

    left: float
    top: float
    width: float
    height: float
    zoom: float | None = None

    @classmethod
    def around(cls, west: float, south: float, east: float, north: float) -> Frame:
        """The smallest frame of the house's shape that holds the box."""
        left, right, top, bottom = world_x(west), world_x(east), world_y(north), world_y(south)
        width = max(right - left, (bottom - top) * SHAPE, 1e-6)
        height = width / SHAPE
        return cls((left + right - width) / 2, (top + bottom - height) / 2, width, height)

    @classmethod
    def at(cls, lat: float, lon: float, zoom: float) -> Frame:
        """The view whose middle is there, at MapLibre's zoom."""
        zoom = max(0.0, min(MAX_ZOOM, zoom))
        width, height = (pixels / (TILE * 2**zoom) for pixels in FIXED_SIZE)
        return cls(world_x(lon) - width / 2, world_y(lat) - height / 2, width, height, zoom)

    @property
    def west(self) -> float:
        return lon_of(self.left)

    @property
    def east(self) -> float:
        return lon_of(self.left + self.width)

    @property
    def north(self) -> float:
        return lat_of(self.top)

    @property
    def south(self) -> float:
        return lat_of(self.top + self.height)

    @property
    def middle(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return lat_of(self.top + self.height / 2), lon_of(self.left + self.width / 2)

    def zoom_at(self, pixels_high: float) -> float:
        """MapLibre's zoom when the frame is that high on the screen."""
        return math.log2(pixels_high / (TILE * self.height))

    def percent(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point is in the frame: 0 to 100 within, less or more beyond."""
        x = (world_x(lon) - self.left) / self.width * 100
        y = (world_y(lat) - self.top) / self.height * 100
        return round(x, 2), round(y, 2)

    def widened(self, across: float, down: float) -> Frame:
        """With so many of its own widths and heights added on each side."""
        return Frame(
            self.left - across * self.width,
            self.top - down * self.height,
            self.width * (1 + 2 * across),
            self.height * (1 + 2 * down),
            self.zoom,
        )


def box_of(frame: Frame) -> Box:
    """What of the frame is on the globe: from afar it is wider than the world."""
    west, east = (max(-180.0, min(180.0, lon)) for lon in (frame.west, frame.east))
    south, north = (max(-90.0, min(90.0, lat)) for lat in (frame.south, frame.north))
    return Box(west, south, east, north)
