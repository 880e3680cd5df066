"""Places made as coarse as privacy allows: what a release tells, and what an import takes for told.

A site is told at the coarser of what is known and what may be told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = NDArray[Any]

# From the most to the least precise; a place is published at the coarser of the two.
PRECISIONS = ("exact", "postcode", "town", "area")
EXACT, POSTCODE, TOWN, AREA = range(4)
HIDDEN = NOWHERE = 4

# ONSPD gives metres; five decimals of a degree are one.
DECIMALS = 5


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
        known = ranks(whole(sites["precision"]), PRECISIONS, NOWHERE)
        known[np.isnan(self.lat)] = NOWHERE
        self.precision = np.where(known == NOWHERE, NOWHERE, np.maximum(known, allowed))
        made = allowed != EXACT
        self.lat[made], self.lon[made] = np.nan, np.nan
        self.town_en = np.empty(0, object)
        self.town_cy = self.town_en

    def keep_known_towns(self, is_town: IsTown) -> None:
        """The towns as they were typed: any text only where all may be told."""
        column = whole(self.sites["town"])
        typed = column.dictionary.to_pylist()
        spoken = np.array([*typed, ""], dtype=object)
        known = np.array([*(text if text and is_town(text) else "" for text in typed), ""], object)
        codes = column.indices.to_numpy()
        self.town_en = np.where(self.allowed == EXACT, spoken[codes], known[codes])
        self.town_en[self.allowed == AREA] = ""
        self.town_cy = self.town_en.copy()

    def coarsen(
        self, areas: list[dict[str, Any]], postcodes: Postcodes, nearest_town: NearestTown
    ) -> None:
        self.to_postcodes(postcodes)
        self.to_towns(nearest_town)
        self.to_areas(areas)

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


def whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column as one array."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def told_point(
    site: dict[str, Any],
    areas: list[dict[str, Any]],
    postcodes: Postcodes,
    nearest_town: NearestTown,
) -> tuple[float, float] | None:
    """Where a release says that a site is, if anywhere. `site`: lat, lon, precision, postcode,
    the code of its authority, and its entry's privacy.
    """
    if site["lat"] is None or site["privacy"] not in PRECISIONS:
        return None
    texts = {name: pa.array([site[name]], pa.large_string()) for name in ("postcode", "authority")}
    coded = {"precision": pa.array([site["precision"]]).dictionary_encode()}
    coded["town"] = pa.array([""]).dictionary_encode()
    point = {name: pa.array([site[name]], pa.float64()) for name in ("lat", "lon")}
    place = Places(
        pa.table({**texts, **coded, **point}), np.array([PRECISIONS.index(site["privacy"])])
    )
    place.keep_known_towns(lambda _text: False)
    place.coarsen(areas, postcodes, nearest_town)
    if place.precision[0] == NOWHERE:
        return None
    return round(float(place.lat[0]), DECIMALS), round(float(place.lon[0]), DECIMALS)
