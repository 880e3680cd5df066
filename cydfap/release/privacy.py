"""Where each entry is said to be: no more precisely than its privacy allows and than is known.

A registered address may be somebody's home. What is held back here is in no file of a release.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cydfap.lib.postcodes import normalise

from .gather import Gathered
from .texts import in_one

Array = NDArray[Any]

# From the most to the least precise; a place is published at the coarser of the two.
PRECISIONS = ("exact", "postcode", "town", "area")
EXACT, POSTCODE, TOWN, AREA = range(4)
HIDDEN = NOWHERE = 4

# ONSPD gives metres; five decimals of a degree are one.
DECIMALS = 5


# A postcode that stays as it is when it is normalised.
SHAPED = r"^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$"


class Postcodes(Protocol):
    def find_many(self, codes: Any) -> tuple[Array, Array, Any]: ...


class Town(Protocol):
    @property
    def name_en(self) -> str: ...
    @property
    def name_cy(self) -> str: ...
    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...


# None where no town is near.
NearestTown = Callable[[float, float], Town | None]
IsTown = Callable[[str], bool]


def ranks(column: pa.Array, order: tuple[str, ...], missing: int) -> Array:
    """The place of each value of a coded column in `order`; `missing` for any other."""
    known = np.array(
        [order.index(v) if v in order else missing for v in column.dictionary.to_pylist()]
        + [missing]
    )
    found: Array = known[column.indices.fill_null(len(column.dictionary)).to_numpy()]
    return found


def published_sites(
    gathered: Gathered, postcodes: Postcodes, nearest_town: NearestTown, is_town: IsTown
) -> pa.Table:
    """The sites that may be told, as they may be told, in the order of `gathered.sites`.

    Columns: entry, site (its number, from 1), address, town_en, town_cy, postcode, lat, lon,
    precision, authority. lat and lon are null and precision empty where there is no place to give.
    Unless the exact place may be told, the point and all words are those of a postcode, a town or
    an area that is known as such, whatever the site itself says: what somebody typed could be
    anything.
    """
    allowed = ranks(in_one(gathered.entries["privacy"]), (*PRECISIONS, "hidden"), HIDDEN)
    sites = gathered.sites
    told = allowed[sites["entry"].to_numpy()] != HIDDEN
    if not told.all():
        sites = sites.filter(pa.array(told)).combine_chunks()
    allowed = allowed[sites["entry"].to_numpy()]
    place = Places(sites, allowed)
    place.keep_known_towns(is_town)
    place.coarsen(gathered, postcodes, nearest_town)
    nothing = pa.scalar("", pa.large_string())
    address = pc.if_else(pa.array(allowed == EXACT), sites["address"], nothing)
    precision = np.array([*PRECISIONS, ""], dtype=object)[place.precision]
    somewhere = place.precision != NOWHERE
    return pa.table(
        {
            "entry": sites["entry"],
            "site": numbered(sites["entry"].to_numpy()),
            "address": address,
            "town_en": pa.array(place.town_en, pa.large_string()),
            "town_cy": pa.array(place.town_cy, pa.large_string()),
            "postcode": told_postcodes(sites["postcode"], allowed),
            "lat": pa.array(np.round(place.lat, DECIMALS), mask=~somewhere),
            "lon": pa.array(np.round(place.lon, DECIMALS), mask=~somewhere),
            "precision": pa.array(precision, pa.large_string()).dictionary_encode(),
            "authority": pc.fill_null(sites["authority"].cast(pa.large_string()), ""),
        }
    )


def told_postcodes(column: pa.ChunkedArray, allowed: Array) -> pa.Array:
    """As they are where all may be told; where the postcode may be, only what has its shape."""
    typed = in_one(column)
    shaped = pc.match_substring_regex(typed, SHAPED).to_numpy(zero_copy_only=False)
    as_it_is = (allowed == EXACT) | ((allowed == POSTCODE) & shaped)
    told = pc.if_else(pa.array(as_it_is), typed, pa.scalar("", pa.large_string()))
    other = pa.array((allowed == POSTCODE) & ~shaped)
    made = [normalise(text) or "" for text in typed.filter(other).to_pylist()]
    return pc.replace_with_mask(told, other, pa.array(made, told.type))


def numbered(entry: Array) -> pa.Array:
    """1, 2, 3 … within each run of the same entry."""
    starts = np.flatnonzero(np.diff(entry, prepend=-1))
    lengths = np.diff(np.append(starts, len(entry)))
    return pa.array(np.arange(len(entry)) - np.repeat(starts, lengths) + 1, pa.int16())


class Places:
    """The points and towns of some sites, made as coarse as is allowed.

    A site's own word for how exact its point is can make it coarser, never finer: where less than
    the exact place may be told, the point is made anew.
    """

    def __init__(self, sites: pa.Table, allowed: Array) -> None:
        self.sites, self.allowed = sites, allowed
        self.own_lat, self.own_lon = (
            sites[name].to_numpy(zero_copy_only=False) for name in ("lat", "lon")
        )
        self.lat, self.lon = self.own_lat.copy(), self.own_lon.copy()
        known = ranks(in_one(sites["precision"]), PRECISIONS, NOWHERE)
        known[np.isnan(self.lat)] = NOWHERE
        self.precision = np.where(known == NOWHERE, NOWHERE, np.maximum(known, allowed))
        made = allowed != EXACT
        self.lat[made], self.lon[made] = np.nan, np.nan
        self.town_en = np.empty(0, object)
        self.town_cy = self.town_en

    def keep_known_towns(self, is_town: IsTown) -> None:
        """The towns as they were typed: any text only where all may be told."""
        column = in_one(self.sites["town"])
        typed = column.dictionary.to_pylist()
        spoken = np.array([*typed, ""], dtype=object)
        known = np.array([*(text if text and is_town(text) else "" for text in typed), ""], object)
        codes = column.indices.to_numpy()
        self.town_en = np.where(self.allowed == EXACT, spoken[codes], known[codes])
        self.town_en[self.allowed == AREA] = ""
        self.town_cy = self.town_en.copy()

    def coarsen(self, gathered: Gathered, postcodes: Postcodes, nearest_town: NearestTown) -> None:
        self.to_postcodes(postcodes)
        self.to_towns(nearest_town)
        self.to_areas(gathered.areas)

    def at(self, precision: int) -> Array:
        """The sites whose point is to be made, of that precision."""
        return np.flatnonzero((self.allowed != EXACT) & (self.precision == precision))

    def to_postcodes(self, postcodes: Postcodes) -> None:
        rows = self.at(POSTCODE)
        if not len(rows):
            return
        lat, lon, _ = postcodes.find_many(self.sites["postcode"].take(rows).to_pylist())
        self.lat[rows], self.lon[rows] = lat, lon
        self.precision[rows[np.isnan(lat)]] = TOWN

    def to_towns(self, nearest_town: NearestTown) -> None:
        """Where no town is near, the place is told as an area's, if one is known."""
        towns: dict[tuple[float, float], Town | None] = {}
        for row in self.at(TOWN):
            point = round(float(self.own_lat[row]), 3), round(float(self.own_lon[row]), 3)
            if point not in towns:
                towns[point] = nearest_town(*point)
            if (town := towns[point]) is None:
                self.precision[row] = AREA
                continue
            self.lat[row], self.lon[row] = town.lat, town.lon
            if self.allowed[row] == TOWN or not self.town_en[row]:
                self.town_en[row] = town.name_en or town.name_cy
                self.town_cy[row] = town.name_cy or town.name_en

    def to_areas(self, areas: list[dict[str, Any]]) -> None:
        middles = {a["code"]: (a["lat"], a["lon"]) for a in areas if a["lat"] is not None}
        rows = self.at(AREA)
        for row, code in zip(rows, self.sites["authority"].take(rows).to_pylist(), strict=True):
            if code in middles:
                self.lat[row], self.lon[row] = middles[code]
            else:
                self.precision[row] = NOWHERE
