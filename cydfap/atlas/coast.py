"""Coast and land from the world-atlas package: read, cut to a box, thinned, and written as GeoJSON
or SVG path data.

Rings are float arrays of shape (n, 2), closed (first point = last). They are read in degrees
(longitude, latitude); everything after `flatten` is in the unit square of the web-mercator world
(x to the east, y to the south).
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ring = NDArray[np.float64]
Box = tuple[float, float, float, float]


def read_countries(path: Path) -> list[Ring]:
    """Every ring of every country in a TopoJSON file whose object is `countries`, in degrees."""
    topology = json.loads(path.read_bytes())
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]
    rings: list[Ring] = []
    for country in topology["objects"]["countries"]["geometries"]:
        for polygon in polygons_of(country):
            rings.extend(stitch(ring, arcs) for ring in polygon)
    return rings


def polygons_of(country: dict[str, Any]) -> Iterable[list[list[int]]]:
    arcs: list[Any] = country.get("arcs", [])
    return arcs if country.get("type") == "MultiPolygon" else [arcs]


def stitch(numbers: list[int], arcs: list[Ring]) -> Ring:
    """The arcs one after the other; a negative number (~n) is arc n backwards."""
    parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([part if i == 0 else part[1:] for i, part in enumerate(parts)])


def flatten(degrees: Ring) -> Ring:
    """Degrees to the unit square of web mercator; latitudes beyond 85° are held there."""
    lat = np.radians(np.clip(degrees[:, 1], -85.05, 85.05))
    x = degrees[:, 0] / 360 + 0.5
    y = 0.5 - np.log(np.tan(np.pi / 4 + lat / 2)) / (2 * np.pi)
    return np.column_stack([x, y])


def unflatten(points: Ring) -> Ring:
    lon = (points[:, 0] - 0.5) * 360
    lat = np.degrees(2 * np.arctan(np.exp((0.5 - points[:, 1]) * 2 * np.pi)) - np.pi / 2)
    return np.column_stack([lon, lat])


def clip(ring: Ring, box: Box) -> Ring:
    """The part of a closed ring in (left, top, right, bottom); its cut edges run along the box
    (Sutherland–Hodgman).
    """
    left, top, right, bottom = box
    for axis, limit, keep_above in ((0, left, 1), (0, right, -1), (1, top, 1), (1, bottom, -1)):
        if len(ring) < 4:
            return ring[:0]
        ring = clip_side(ring, axis, limit, keep_above)
    return ring


def clip_side(ring: Ring, axis: int, limit: float, sign: int) -> Ring:
    inside = (ring[:, axis] - limit) * sign >= 0
    if inside.all():
        return ring
    if not inside.any():
        return ring[:0]
    points = []
    for i in range(len(ring) - 1):
        a, b = ring[i], ring[i + 1]
        if inside[i]:
            points.append(a)
        if inside[i] != inside[i + 1]:
            points.append(a + (b - a) * (limit - a[axis]) / (b[axis] - a[axis]))
    points.append(points[0])
    return np.array(points)


def thin(line: Ring, tolerance: NDArray[np.float64]) -> Ring:
    """Douglas–Peucker: a point nearer the line than its own tolerance goes. Ends stay."""
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    # A closed ring has no base line: give it one, from its first point to the farthest.
    middle = int(np.argmax(np.hypot(*(line - line[0]).T)))
    keep[middle] = True
    spans = [(0, middle), (middle, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        distance = to_line(line[first + 1 : last], line[first], line[last])
        excess = distance / tolerance[first + 1 : last]
        worst = int(np.argmax(excess))
        if excess[worst] > 1:
            middle = first + 1 + worst
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return line[keep]


def to_line(points: Ring, a: Ring, b: Ring) -> NDArray[np.float64]:
    along = b - a
    length = float(np.hypot(*along))
    offset = points - a
    if length == 0:
        return np.asarray(np.hypot(*offset.T))
    return np.asarray(np.abs(along[0] * offset[:, 1] - along[1] * offset[:, 0]) / length)


def thin_more_outside(ring: Ring, box: Box, fine: float, coarse: float) -> Ring:
    """Thinned to `fine` within the box and to `coarse` elsewhere; empty when it is smaller than can
    be seen.
    """
    left, top, right, bottom = box
    x, y = ring.T
    within = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    tolerance = np.where(within, fine, coarse)
    extent = np.ptp(ring, axis=0).max() if len(ring) else 0
    if extent < 2 * tolerance.min(initial=coarse):
        return ring[:0]
    thinned = thin(ring, tolerance)
    return thinned if len(thinned) >= 4 else ring[:0]


def inside(points: Ring, ring: Ring) -> NDArray[np.bool_]:
    """Which points are within a closed ring (even-odd)."""
    found = np.zeros(len(points), dtype=bool)
    (low_x, low_y), (high_x, high_y) = ring.min(axis=0), ring.max(axis=0)
    near = (
        (points[:, 0] >= low_x)
        & (points[:, 0] <= high_x)
        & (points[:, 1] >= low_y)
        & (points[:, 1] <= high_y)
    )
    for at in np.flatnonzero(near):
        x, y = points[at]
        (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
        crosses = (y1 > y) != (y2 > y)
        beyond = x1[crosses] + (y - y1[crosses]) * (x2[crosses] - x1[crosses]) / (
            y2[crosses] - y1[crosses]
        )
        found[at] = bool((beyond > x).sum() % 2)
    return found


def path_data(lines: Iterable[Ring], left: float, top: float, unit: float) -> str:
    """SVG path data in whole units from (left, top): relative, no closing Z for open lines."""
    parts = []
    for line in lines:
        whole = np.rint((line - (left, top)) / unit).astype(int)
        steps = np.diff(whole, axis=0)
        steps = steps[(steps != 0).any(axis=1)]
        if not len(steps):
            continue
        closed = bool((whole[0] == whole[-1]).all())
        x, y = whole[0]
        parts.append(f"M{x} {y}l" + joined(steps[:-1] if closed else steps) + "z" * closed)
    return "".join(parts)


def joined(steps: NDArray[np.int64]) -> str:
    """Numbers with the separators that SVG needs and no more: a minus sign separates too."""
    text = " ".join(str(number) for number in steps.ravel().tolist())
    return text.replace(" -", "-")


def multi_polygon(rings: Iterable[Ring], digits: int = 4) -> list[list[list[list[float]]]]:
    """GeoJSON coordinates, degrees, one polygon a ring (none of our rings is a hole)."""
    return [[np.round(unflatten(ring), digits).tolist()] for ring in rings]


def multi_line(lines: Iterable[Ring], digits: int = 4) -> list[list[list[float]]]:
    return [np.round(unflatten(line), digits).tolist() for line in lines]
