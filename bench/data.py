"""The entries: numbered names on real postcodes, the same for the same seed.

Postcodes are where people live, so points are as dense as a real directory's: a postcode is drawn
as often as any other, with replacement. One postcode holds a stack of entries, as addresses of
company agents do. Nothing else of an entry claims to be anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cydfap.directory.enums import Sector, Status
from cydfap.directory.models.entry import CROCKFORD
from cydfap.lib.gazetteer import nearest_town
from cydfap.lib.geography import distance_km
from cydfap.lib.postcode_files import UNIT, open_or_build
from cydfap.release.vocabulary import labels

Array = NDArray[Any]

SEED = 20_231_105
LAYERS = 6
LAYER_SHARES = (0.40, 0.20, 0.15, 0.10, 0.10, 0.05)
STATUS_SHARES = (0.90, 0.03, 0.05, 0.02)
CARDIFF = 51.4816, -3.1791
ABOUT = (
    "Entries are numbered (“Entry 123, Cardiff, housing” / “Cofnod 123, Caerdydd, tai”) and stand "
    f"on real British postcodes (ONSPD), drawn with seed {SEED}; so are layer, sector and status."
)


@dataclass(frozen=True)
class Entries:
    """Columns of the same length. `layers` has bit k set for layer k; `town` indexes `towns`."""

    postcode: list[str]
    lat: Array
    lon: Array
    authority: list[str]
    layers: Array
    sector: Array
    status: Array
    town: Array
    towns: list[tuple[str, str]]

    def __len__(self) -> int:
        return len(self.postcode)

    @property
    def ids(self) -> list[str]:
        return [public_id(number) for number in range(len(self))]

    def names(self, lang: str) -> list[str]:
        word, at = ("Entry", 0) if lang == "en" else ("Cofnod", 1)
        sectors = [label[lang].lower() for label in labels(Sector).values()]
        towns = [town[at] for town in self.towns]
        pairs = zip(self.town.tolist(), self.sector.tolist(), strict=True)
        return [
            f"{word} {number}, {towns[town]}, {sectors[sector]}"
            for number, (town, sector) in enumerate(pairs)
        ]

    @property
    def sectors(self) -> list[str]:
        values = Sector.values
        return [values[k] for k in self.sector.tolist()]

    @property
    def statuses(self) -> list[str]:
        values = Status.values
        return [values[k] for k in self.status.tolist()]


def public_id(number: int) -> str:
    """Eight letters that look drawn: another for each number below 2**40."""
    mixed = (number * 0x9E3779B97F + 0x5851F42D4C) % 2**40
    return "".join(CROCKFORD[mixed >> shift & 31] for shift in range(35, -1, -5))


@lru_cache(maxsize=1)
def make(number: int, cache: Path) -> Entries:
    """`number` entries all over Britain and Northern Ireland."""
    rng = np.random.default_rng((SEED, number))
    files = open_or_build(cache)
    rows = np.sort(files.place_rows)[rng.integers(0, len(files.place_rows), number)]
    stack = rng.choice(number, max(number // 2000, min(number // 10, 45)), replace=False)
    rows[stack] = rows[stack[0]]
    lat, lon = files.lat[rows] / UNIT, files.lon[rows] / UNIT
    return _entries(rng, files, rows, lat, lon)


def in_one_town(number: int, cache: Path) -> Entries:
    """`number` entries within 6 km of the middle of Cardiff, each some metres from its postcode's
    point, so that hardly two are at one."""
    rng = np.random.default_rng((SEED, number, 1))
    files = open_or_build(cache)
    rows = np.sort(files.place_rows)
    lat, lon = files.lat[rows] / UNIT, files.lon[rows] / UNIT
    near = np.flatnonzero((abs(lat - CARDIFF[0]) < 0.06) & (abs(lon - CARDIFF[1]) < 0.1))
    near = [k for k in near if distance_km(*CARDIFF, float(lat[k]), float(lon[k])) < 6]
    rows = rows[rng.choice(near, number)]
    metres = rng.normal(0, 40, (2, number)) / 111_000
    return _entries(
        rng, files, rows, files.lat[rows] / UNIT + metres[0], files.lon[rows] / UNIT + metres[1]
    )


def _entries(rng: Any, files: Any, rows: Array, lat: Array, lon: Array) -> Entries:
    number = len(rows)
    layers = 1 << rng.choice(LAYERS, number, p=LAYER_SHARES)
    second = rng.random(number) < 0.1
    layers[second] |= 1 << rng.choice(LAYERS, int(second.sum()))
    sectors = 1 / np.arange(1, len(Sector.values) + 1)
    town, towns = _towns(files.keys[rows], lat, lon)
    return Entries(
        postcode=_spelled(files.keys[rows]),
        lat=lat,
        lon=lon,
        authority=[files.authorities[k] for k in files.authority[rows].tolist()],
        layers=layers.astype(np.uint64),
        sector=rng.choice(len(sectors), number, p=sectors / sectors.sum()),
        status=rng.choice(len(STATUS_SHARES), number, p=STATUS_SHARES),
        town=town,
        towns=towns,
    )


def _spelled(keys: Array) -> list[str]:
    texts = keys.astype(">u8").view("S8").astype("U8").tolist()
    return [f"{text[:4].strip()} {text[4:7]}" for text in texts]


def _towns(keys: Array, lat: Array, lon: Array) -> tuple[Array, list[tuple[str, str]]]:
    """The town nearest to the middle of each entry's postcode district."""
    district, of_entry = np.unique(keys >> np.uint64(32), return_inverse=True)
    count = np.bincount(of_entry, minlength=len(district))
    middle = (np.bincount(of_entry, weights=v) / count for v in (lat, lon))
    found = [nearest_town(a, b) for a, b in zip(*(m.tolist() for m in middle), strict=True)]
    towns = [(t.name_en or t.name_cy, t.name_cy or t.name_en) for t in found]
    return of_entry, towns
