"""Where each row is: its point, how exact that is, and its local authority; with what looks wrong.

From latitude and longitude, else the postcode, else the national grid, else the town.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cydfap.directory.enums import Precision
from cydfap.lib.geography import GridProblem, distance_km, from_grid, grid_square
from cydfap.lib.postcodes import normalise

from .gazette import Gazette, nation_of
from .naming import check_names
from .reading import Batch
from .vocabulary import key_of

Floats = NDArray[np.float64]

PLACED_BY = {
    "lat", "lon", "latlon", "postcode", "easting", "northing", "grid_reference", "town",
}  # fmt: skip
# A point this near the postcode's own middle is that middle, as others publish it.
SAME_POINT_KM = 0.03
FAR_FROM_POSTCODE_KM = 15.0
NEAR_POSTCODE_KM = 30.0
# Britain and Ireland, roughly: within it nothing looks swapped or mirrored.
SOUTH, NORTH, WEST, EAST = 49.0, 61.5, -11.0, 2.1


@dataclass
class Points:
    """A batch's points: NaN where there is none. `precision` is "" there; `postcode` as it will
    be kept.
    """

    lat: Floats
    lon: Floats
    precision: list[str]
    postcode: list[str]
    # Of the postcode alone:
    post_lat: Floats
    post_lon: Floats
    authority: list[str]

    @property
    def known(self) -> NDArray[np.bool_]:
        return np.isfinite(self.lat)


def place(batch: Batch, gazette: Gazette) -> None:
    """Fill `lat lon precision postcode authority` of `batch.values`, if the file says anything of
    places.
    """
    if not PLACED_BY & batch.cells.keys():
        return
    points = from_postcodes(batch, gazette)
    by_degrees(batch, points)
    by_postcode(batch, points)
    by_grid(batch, points)
    check_names(batch, points, gazette)
    by_town(batch, points, gazette)
    find_authorities(points, gazette)
    known = points.known.tolist()
    values = batch.values
    values["lat"] = [
        x if there else None for x, there in zip(points.lat.tolist(), known, strict=True)
    ]
    values["lon"] = [
        x if there else None for x, there in zip(points.lon.tolist(), known, strict=True)
    ]
    values["precision"] = points.precision
    values["postcode"] = points.postcode
    values["authority"] = [gazette.pks.get(code) for code in points.authority]


def from_postcodes(batch: Batch, gazette: Gazette) -> Points:
    """Look all postcodes up at once, and tell of those that are wrong."""
    typed = batch.cells.get("postcode", [""] * len(batch))
    tidy = [normalise(text) if text else None for text in typed]
    lat, lon, authority = gazette.postcodes.find_many([code or "" for code in tidy])
    kept = [code or text[:12] for code, text in zip(tidy, typed, strict=True)]
    count = len(batch)
    points = Points(
        np.full(count, np.nan), np.full(count, np.nan), [""] * count,
        kept, lat, lon, authority.tolist(),
    )  # fmt: skip
    doubtful = np.flatnonzero(~np.isfinite(lat) & np.array([bool(text) for text in typed], bool))
    for index in doubtful.tolist():
        doubt_postcode(batch, index, typed[index], tidy[index], gazette)
    return points


def doubt_postcode(
    batch: Batch, index: int, typed: str, code: str | None, gazette: Gazette
) -> None:
    if code and gazette.postcodes.find(code):
        batch.warn(index, "postcode", "postcode-without-point", text=code)
        return
    problem = "postcode-unknown" if code else "postcode-malformed"
    details = {"text": code or typed[:30]}
    if suggestion := gazette.postcodes.suggest(typed):
        problem, details["suggestion"] = f"{problem}-suggest", suggestion
    batch.warn(index, "postcode", problem, **details)


def by_degrees(batch: Batch, points: Points) -> None:
    cells = batch.cells
    if "latlon" in cells and "lat" not in cells:
        parts = [text.replace(";", ",").partition(",") for text in cells["latlon"]]
        cells["lat"] = [part[0].strip() for part in parts]
        cells["lon"] = [part[2].strip() for part in parts]
        for name in ("lat", "lon"):
            batch.columns.headings[name] = batch.columns.headings["latlon"]
    if "lat" not in cells or "lon" not in cells:
        return
    lat, lon = numbers(batch, "lat"), numbers(batch, "lon")
    has_lat, has_lon = np.isfinite(lat), np.isfinite(lon)
    for index in np.flatnonzero(has_lat ^ has_lon).tolist():
        name = "lon" if has_lat[index] else "lat"
        if not cells[name][index]:
            batch.warn(index, name, "half-a-point")
    there = has_lat & has_lon
    # What programs write where they know of no point.
    nought = there & (lat == 0) & (lon == 0)
    for index in np.flatnonzero(nought).tolist():
        batch.warn(index, "lat", "nought-point")
    there &= ~nought
    points.lat[there], points.lon[there] = lat[there], lon[there]
    inside = (lat > SOUTH) & (lat < NORTH) & (lon > WEST) & (lon < EAST)
    for index in np.flatnonzero(there & ~inside).tolist():
        mend(batch, points, index)
    settle_precision(batch, points)


def numbers(batch: Batch, name: str) -> Floats:
    """A column as numbers, NaN where empty or, told, no number. A decimal comma is understood."""
    column = batch.cells[name]
    try:
        found = np.array([float(text) if text else np.nan for text in column])
    except ValueError:
        found = np.array([number(text) for text in column])
    # Python reads the words nan and inf as numbers.
    found[~np.isfinite(found)] = np.nan
    for index in np.flatnonzero(np.isnan(found)).tolist():
        if text := column[index]:
            batch.warn(index, name, "bad-number", text=text[:40])
    return found


def number(text: str) -> float:
    try:
        return float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        return math.nan


def mend(batch: Batch, points: Points, index: int) -> None:
    """A point outside these islands: swapped, without its minus sign, beyond the globe; or truly
    abroad.
    """
    lat, lon = float(points.lat[index]), float(points.lon[index])
    if in_britain(lon, lat):
        points.lat[index], points.lon[index] = lon, lat
        batch.warn(index, "lat", "swapped", lat=lon, lon=lat)
    elif not (-90 <= lat <= 90 and -180 <= lon <= 180):
        points.lat[index] = points.lon[index] = np.nan
        batch.warn(index, "lat", "off-the-globe", lat=lat, lon=lon)
    elif lon > 0 and in_britain(lat, -lon):
        mend_sign(batch, points, index)
    elif lon < 0 and in_britain(-lon, lat) is False and in_britain(lon * -1, lat * -1):
        # Swapped, and the minus sign lost as well.
        points.lat[index], points.lon[index] = -lon, -lat
        batch.warn(index, "lat", "swapped", lat=-lon, lon=-lat)


def mend_sign(batch: Batch, points: Points, index: int) -> None:
    """Mended where the row's postcode agrees; otherwise only told, for the point may be a Dutch
    one.
    """
    lat, lon = float(points.lat[index]), float(points.lon[index])
    post = float(points.post_lat[index]), float(points.post_lon[index])
    if np.isfinite(post[0]) and distance_km(lat, -lon, *post) < NEAR_POSTCODE_KM:
        points.lon[index] = -lon
        batch.warn(index, "lon", "minus-mended", lon=-lon)
    else:
        batch.warn(index, "lon", "minus-missing", lon=-lon)


def in_britain(lat: float, lon: float) -> bool:
    return SOUTH < lat < NORTH and WEST < lon < EAST


def settle_precision(batch: Batch, points: Points) -> None:
    """As the row says, else as the mapping says, else the postcode's where the point is its
    middle, else exact.
    """
    said = batch.cells.get("precision")
    profile = batch.columns.profile
    general = profile.precision if profile else ""
    away = rough_km(points.lat, points.lon, points.post_lat, points.post_lon)
    for index in np.flatnonzero(points.known & (away > FAR_FROM_POSTCODE_KM)).tolist():
        settle_distance(batch, points, index, float(away[index]))
    middle = (away < SAME_POINT_KM).tolist()
    words = {text: precision_of(text) for text in set(said or ())}
    for index in np.flatnonzero(points.known).tolist():
        stated = words[said[index]] if said else ""
        if stated is None:
            batch.warn(index, "precision", "unknown-word", text=(said or [""])[index][:60])
        fallback = Precision.POSTCODE.value if middle[index] else Precision.EXACT.value
        points.precision[index] = stated or general or fallback


def settle_distance(batch: Batch, points: Points, index: int, km: float) -> None:
    """A point far from its postcode: the mirrored one may be right (a missing minus sign within
    England).
    """
    lat, lon = float(points.lat[index]), float(points.lon[index])
    post = float(points.post_lat[index]), float(points.post_lon[index])
    if lon > 0 and distance_km(lat, -lon, *post) < NEAR_POSTCODE_KM:
        points.lon[index] = -lon
        batch.warn(index, "lon", "minus-mended", lon=-lon)
        return
    coarse = precision_of(batch.cells["precision"][index]) if "precision" in batch.cells else ""
    if coarse not in (Precision.TOWN, Precision.AREA):
        code = points.postcode[index]
        batch.warn(index, "lat", "point-far-from-postcode", postcode=code, km=round(km))


def precision_of(text: str) -> str | None:
    return key_of("precision", text) if text else ""


def rough_km(lat: Floats, lon: Floats, other_lat: Floats, other_lon: Floats) -> Floats:
    """Kilometres between points, right to some percent where they are near. NaN where one is
    missing.
    """
    shrink = np.cos(np.radians(lat))
    away: Floats = 111.2 * np.hypot(lat - other_lat, (lon - other_lon) * shrink)
    return away


def by_postcode(batch: Batch, points: Points) -> None:
    use = ~points.known & np.isfinite(points.post_lat)
    points.lat[use], points.lon[use] = points.post_lat[use], points.post_lon[use]
    for index in np.flatnonzero(use).tolist():
        points.precision[index] = Precision.POSTCODE.value


def by_grid(batch: Batch, points: Points) -> None:
    cells = batch.cells
    references = cells.get("grid_reference", ())
    eastings, northings = cells.get("easting", ()), cells.get("northing", ())
    for index in np.flatnonzero(~points.known).tolist():
        try:
            if references and references[index]:
                name = "grid_reference"
                text = references[index]
                found = from_reference(text)
            elif eastings and northings and eastings[index] and northings[index]:
                name, text = "easting", f"{eastings[index]}, {northings[index]}"
                metres = [
                    float(part.replace(",", "")) for part in (eastings[index], northings[index])
                ]
                found = (*from_grid(*metres), Precision.EXACT.value)
            else:
                continue
        except (GridProblem, ValueError):
            batch.warn(index, name, "bad-grid", text=text[:40])
            continue
        points.lat[index], points.lon[index], points.precision[index] = found


def from_reference(text: str) -> tuple[float, float, str]:
    """The middle of a reference's square, and how exact that is."""
    east, north, side = grid_square(text)
    precision = (
        Precision.EXACT if side <= 100 else Precision.POSTCODE if side <= 1000 else Precision.TOWN
    )
    return (*from_grid(east + side / 2, north + side / 2), precision.value)


def by_town(batch: Batch, points: Points, gazette: Gazette) -> None:
    """The last resort; never where a postcode was given that nobody knows (a typing error, not a
    vague place).
    """
    towns = batch.cells.get("town")
    if not towns:
        return
    typed = batch.cells.get("postcode", [""] * len(batch))
    nations = batch.cells.get("nation", [""] * len(batch))
    for index in np.flatnonzero(~points.known).tolist():
        name = towns[index]
        if not name or (typed[index] and not points.authority[index]):
            continue
        found = gazette.towns_in(name, nation_of(nations[index]) or points.authority[index][:1])
        if not found:
            batch.warn(index, "town", "unknown-town", text=name[:60])
            continue
        town = found[0]
        points.lat[index], points.lon[index] = town.lat, town.lon
        points.precision[index] = Precision.TOWN.value
        if len(found) > 1:
            details: dict[str, Any] = {"lat": round(town.lat, 3), "lon": round(town.lon, 3)}
            batch.warn(index, "town", "town-chosen", text=name[:60], **details)


def find_authorities(points: Points, gazette: Gazette) -> None:
    """A point without a postcode's authority takes that of the nearest postcode."""
    for index in np.flatnonzero(points.known).tolist():
        if not points.authority[index]:
            lat, lon = float(points.lat[index]), float(points.lon[index])
            points.authority[index] = gazette.authority_near(lat, lon)


def rough_km_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres between two points, right to some percent where they are near."""
    return 111.2 * math.hypot(lat - other_lat, (lon - other_lon) * math.cos(math.radians(lat)))
