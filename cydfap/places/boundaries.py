"""Boundary files of the Office for National Statistics: GeoJSON or TopoJSON, whatever the year's
headings.

Codes, names in both languages where the file has them, and polygons in degrees.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .enums import AreaKind

Ring = list[list[float]]
Polygon = list[Ring]

# LAD13CD, CTYUA19CD, RGN22CD …; ONS's visual team writes AREACD.
CODE = re.compile(r"[A-Z]{2,6}\d{0,2}CD|code", re.IGNORECASE)
GSS = re.compile(r"[A-Z]\d{8}")
KINDS = {
    **dict.fromkeys(("E06", "E07", "E08", "E09", "W06", "S12", "N09"), AreaKind.LOCAL_AUTHORITY),
    **dict.fromkeys(("E10", "E11"), AreaKind.COUNTY),
    **dict.fromkeys(("E12", "E13"), AreaKind.REGION),
    **dict.fromkeys(("E92", "W92", "S92", "N92"), AreaKind.NATION),
    **dict.fromkeys(("W11", "S08"), AreaKind.HEALTH_BOARD),
}
# What some editions of the files spell wrongly.
MENDED = {"Ynys Mon": "Ynys Môn"}
PLACES = 5  # decimals kept: about a metre


class BoundaryProblem(ValueError):
    """The file is not one of boundaries; the argument says why, for whoever reads the log."""


@dataclass(frozen=True)
class Boundary:
    """One area of a file. `name_cy` is "" where the file has no Welsh name."""

    code: str
    kind: AreaKind
    name_en: str
    name_cy: str
    polygons: list[Polygon]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """west, south, east, north"""
        points = [point for polygon in self.polygons for point in polygon[0]]
        lons, lats = [point[0] for point in points], [point[1] for point in points]
        return min(lons), min(lats), max(lons), max(lats)

    @property
    def middle(self) -> tuple[float, float]:
        """(lat, lon): the centre of mass of the largest polygon."""
        ring = max((polygon[0] for polygon in self.polygons), key=lambda ring: abs(surface(ring)))
        lon, lat = centre(ring)
        return lat, lon


def read_boundaries(path: Path) -> list[Boundary]:
    """All areas of a file; BoundaryProblem if there is none, OSError if it cannot be read."""
    try:
        document = json.loads(path.read_bytes())
    except ValueError as problem:
        raise BoundaryProblem(f"not JSON: {problem}") from problem
    if not isinstance(document, dict) or document.get("type") not in (
        "FeatureCollection",
        "Topology",
    ):
        raise BoundaryProblem("neither a FeatureCollection nor a Topology")
    is_topology = document["type"] == "Topology"
    shapes = topology_shapes(document) if is_topology else geojson_shapes(document)
    found = [
        boundary for properties, polygons in shapes if (boundary := read_one(properties, polygons))
    ]
    if not found:
        raise BoundaryProblem("no area with a GSS code and a name")
    return found


def read_one(properties: dict[str, Any], polygons: list[Polygon]) -> Boundary | None:
    """None where the code is not one of a kind of area that we keep."""
    for heading, value in properties.items():
        if CODE.fullmatch(heading) and isinstance(value, str) and GSS.fullmatch(value):
            kind = KINDS.get(value[:3])
            stem = heading[:-2]
            name_en = name_of(properties, f"{stem}NM") or name_of(properties, "name")
            name_cy = name_of(properties, f"{stem}NMW")
            if kind and (name_en or name_cy) and polygons:
                return Boundary(value, kind, name_en, name_cy, polygons)
    return None


def name_of(properties: dict[str, Any], heading: str) -> str:
    name = str(properties.get(heading) or "").strip()
    return MENDED.get(name, name)


def geojson_shapes(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[Polygon]]]:
    for feature in document.get("features", ()):
        geometry = feature.get("geometry") or {}
        parts = geometry.get("coordinates") or []
        polygons = [parts] if geometry.get("type") == "Polygon" else parts
        yield (
            feature.get("properties") or {},
            [[[rounded(point) for point in ring] for ring in polygon] for polygon in polygons],
        )


def topology_shapes(document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[Polygon]]]:
    """TopoJSON keeps each shared line once; rings are put together from them."""
    arcs = [decoded(arc, document.get("transform")) for arc in document["arcs"]]
    for collection in document["objects"].values():
        for geometry in collection.get("geometries", ()):
            parts = geometry.get("arcs") or []
            polygons = [parts] if geometry.get("type") == "Polygon" else parts
            yield (
                geometry.get("properties") or {},
                [[joined(ring, arcs) for ring in polygon] for polygon in polygons],
            )


def decoded(arc: list[list[float]], transform: dict[str, Any] | None) -> Ring:
    if not transform:
        return [rounded(point) for point in arc]
    (scale_x, scale_y), (east, north) = transform["scale"], transform["translate"]
    x = y = 0.0
    points = []
    for step in arc:
        x, y = x + step[0], y + step[1]
        points.append(rounded([x * scale_x + east, y * scale_y + north]))
    return points


def joined(numbers: list[int], arcs: list[Ring]) -> Ring:
    """A ring of arcs; a number below zero (~n) is arc n backwards."""
    ring: Ring = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(line[1:] if ring else line)
    return ring


def rounded(point: list[float]) -> list[float]:
    return [round(point[0], PLACES), round(point[1], PLACES)]


def surface(ring: Ring) -> float:
    """Twice the signed area, in square degrees; only for comparing."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))


def centre(ring: Ring) -> tuple[float, float]:
    twice = surface(ring)
    if not twice:
        return ring[0][0], ring[0][1]
    x = y = 0.0
    for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        x += (a[0] + b[0]) * cross
        y += (a[1] + b[1]) * cross
    return x / (3 * twice), y / (3 * twice)
