"""The postcode nearest to a point, by the files' rows sorted by band of latitude and longitude."""

import numpy as np
from numpy.typing import NDArray

from .geography import distance_km
from .postcode_files import BAND, UNIT, PostcodeFiles

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

BESIDE = 16
SHIFT = 1 << 32


def band_key(lat: float, lon: float) -> int:
    """As `postcode_files.band_keys`; longitudes beyond the globe are held at its edge."""
    held = min(max(lon, -180.0), 180.0)
    return (int(np.floor(lat * UNIT)) // BAND) * SHIFT + int(held * UNIT) + 2**31


def nearest_row(files: PostcodeFiles, lat: float, lon: float, reach_km: float) -> int | None:
    """The row nearest to the point, if one is within reach: every row so near is looked at."""
    rise = reach_km / 110.5
    run = rise / max(0.01, float(np.cos(np.radians(min(90.0, abs(lat) + rise)))))
    ends = band_key(lat, lon - run), band_key(lat, lon + run)
    here = int(np.floor(lat * UNIT)) // BAND
    bands = range(
        int(np.floor((lat - rise) * UNIT)) // BAND, int(np.floor((lat + rise) * UNIT)) // BAND + 1
    )
    edges = np.array([[end + (band - here) * SHIFT for end in ends] for band in bands], np.int64)
    slices = np.searchsorted(files.places, edges)
    rows = np.concatenate([files.place_rows[start:end] for start, end in slices]).astype(np.int64)
    if not len(rows):
        return None
    away = _squares(files, rows, np.array(lat), np.array(lon))
    best = rows[int(np.argmin(away))]
    found = float(files.lat[best]) / UNIT, float(files.lon[best]) / UNIT
    return int(best) if distance_km(lat, lon, *found) <= reach_km else None


def nearest_rows(files: PostcodeFiles, lat: Floats, lon: Floats) -> tuple[Rows, NDArray[np.bool_]]:
    """The nearest row to each point, and where that is sure. Where it is not, ask `nearest_row`.

    Only some rows beside a point are looked at, in its band and the two about it. What they give
    is sure if no row left out could be nearer.
    """
    fixed = np.floor(np.clip(lat, -90, 90) * UNIT).astype(np.int64)
    own = (fixed // BAND) * SHIFT + (np.clip(lon, -180, 180) * UNIT).astype(np.int64) + 2**31
    last = len(files.places) - 1
    steps = np.arange(-BESIDE, BESIDE)
    windows, seen = [], np.full(len(lat), np.inf)
    for band in (-1, 0, 1):
        middle = np.searchsorted(files.places, own + band * SHIFT)
        around = np.clip(middle[:, None] + steps, 0, last)
        windows.append(files.place_rows[around].astype(np.int64))
        # How far along its band the window reaches to the nearer side, in degrees of longitude.
        reach = np.abs(files.places[around[:, [0, -1]]] - (own + band * SHIFT)[:, None])
        seen = np.minimum(seen, reach.min(axis=1) / UNIT)
    rows = np.concatenate(windows, axis=1)
    away = _squares(files, rows, lat[:, None], lon[:, None])
    best = np.argmin(away, axis=1)[:, None]
    nearest = np.take_along_axis(rows, best, axis=1)[:, 0]
    distance = np.sqrt(np.take_along_axis(away, best, axis=1)[:, 0])
    is_sure = (distance < seen * np.cos(np.radians(lat))) & (distance < BAND / UNIT)
    return nearest, is_sure


def _squares(files: PostcodeFiles, rows: Rows, lat: Floats, lon: Floats) -> Floats:
    """Squared distances in degrees of latitude, on a plane that touches the earth at the point."""
    rise = files.lat[rows] / UNIT - lat
    run = (files.lon[rows] / UNIT - lon) * np.cos(np.radians(lat))
    squares: Floats = rise**2 + run**2
    return squares
