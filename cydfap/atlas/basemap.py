"""The map's ground, made at set-up from packages: coast and land, and the names of towns and seas.

It writes, into a folder of static files:

- `basemap.json`, GeoJSON for the live map: features with `kind` out (land), land (the nations that
  the site maps, when their boundaries are known), authority and nation (lines);
- `drawing.json`, the same as SVG path data for the map that the server draws: `left top width
  height` of its rectangle in the unit square of web mercator, `box` (its size in the paths' units)
  and the paths `out land authority nation`, and `shore`: all land, roughly, for the broad bands
  of the sea. The live map begins with these too (static/js/view.js reads them);
- `towns.json`, `[[lat, lon, rank, "English", "Welsh"], …]`, the biggest first with rank 0; a sea
  has rank -1.

Street detail is not in it; `credits` in drawing.json says where each part comes from.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import coast
from .coast import Ring
from .frame import Frame

# The live map can be panned this many degrees beyond the site's own area before the land ends.
BEYOND = 7.0
# How much is thinned away within the area and beyond it, in pixels, when the area is DRAWN_HIGH
# pixels high. The live map is looked at more closely than the drawing, but seldom far from home.
DRAWN_HIGH = 780
DRAWN, SHORE, LIVE = (0.6, 2.4), (5.0, 10.0), (0.1, 3.0)
# The unit of a path's numbers, in the same pixels.
STEP = 1 / 2

NATURAL_EARTH = "Natural Earth"


@dataclass
class Ground:
    """Lines and rings in the unit square of web mercator, by what they are.

    `shore` is all land as one, whatever nation it is of.
    """

    shore: list[Ring] = field(default_factory=list)
    out: list[Ring] = field(default_factory=list)
    land: list[Ring] = field(default_factory=list)
    authority: list[Ring] = field(default_factory=list)
    nation: list[Ring] = field(default_factory=list)
    credits: list[str] = field(default_factory=lambda: [NATURAL_EARTH])


def sides(frame: Frame) -> tuple[float, float, float, float]:
    return frame.left, frame.top, frame.left + frame.width, frame.top + frame.height


def cut(ground: Ground, frame: Frame, area: Frame, thinning: tuple[float, float]) -> Ground:
    """What is in the frame, thinned by so many pixels within the area and beyond it."""
    box, core = sides(frame), sides(area.widened(0.1, 0.1))
    fine, coarse = (pixels * area.height / DRAWN_HIGH for pixels in thinning)

    def rings(whole: list[Ring]) -> list[Ring]:
        parts = (coast.clip(ring, box) for ring in whole)
        thinned = (
            coast.thin_more_outside(part, core, fine, coarse) for part in parts if len(part) > 3
        )
        return [ring for ring in thinned if len(ring)]

    def lines(whole: list[Ring]) -> list[Ring]:
        return [coast.thin(line, line[:, 0] * 0 + fine) for line in whole if len(line) > 1]

    return Ground(
        rings(ground.shore),
        rings(ground.out),
        rings(ground.land),
        lines(ground.authority),
        lines(ground.nation),
        ground.credits,
    )


def write_drawing(ground: Ground, area: Frame, target: Path) -> None:
    frame = area.widened(0.9, 0.5)
    part = cut(ground, frame, area, DRAWN)
    unit = area.height / DRAWN_HIGH * STEP
    drawing = {
        "left": frame.left,
        "top": frame.top,
        "width": frame.width,
        "height": frame.height,
        "box": f"{round(frame.width / unit)} {round(frame.height / unit)}",
        "credits": part.credits,
    }
    paths = {kind: getattr(part, kind) for kind in ("out", "land", "authority", "nation")}
    paths["shore"] = cut(Ground(shore=ground.shore), frame, area, SHORE).shore
    for kind, lines in paths.items():
        drawing[kind] = coast.path_data(lines, frame.left, frame.top, unit)
    target.write_text(json.dumps(drawing))


def write_live(ground: Ground, area: Frame, target: Path) -> None:
    frame = Frame.around(
        area.west - 2 * BEYOND, area.south - BEYOND, area.east + 2 * BEYOND, area.north + BEYOND
    )
    part = cut(ground, frame, area, LIVE)
    features: list[dict[str, Any]] = []
    for kind in ("out", "land"):
        shape: dict[str, Any] = {
            "type": "MultiPolygon",
            "coordinates": coast.multi_polygon(getattr(part, kind)),
        }
        features.append({"type": "Feature", "properties": {"kind": kind}, "geometry": shape})
    for kind in ("authority", "nation"):
        shape = {"type": "MultiLineString", "coordinates": coast.multi_line(getattr(part, kind))}
        features.append({"type": "Feature", "properties": {"kind": kind}, "geometry": shape})
    collection = {
        "type": "FeatureCollection",
        "credits": part.credits,
        "features": features,
    }
    target.write_text(json.dumps(collection, ensure_ascii=False, separators=(",", ":")))


def build(ground: Ground, area: Frame, target: Path) -> None:
    """Write the map's files into a folder."""
    target.mkdir(parents=True, exist_ok=True)
    write_drawing(ground, area, target / "drawing.json")
    write_live(ground, area, target / "basemap.json")
