"""Where postcodes are, offline: the ONS Postcode Directory of an installed package.

The directory is turned once into flat files that any number of processes map into memory. It holds
postcodes that are no longer in use, and does not say which. Contains OS, Royal Mail and National
Statistics data (c) Crown copyright and database right, Open Government Licence 3.0.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .postcode_files import UNIT, UNKNOWN, open_or_build
from .postcode_places import nearest_row, nearest_rows

# No IGNORECASE: to that, a Turkish dotless i is an I.
SHAPE = re.compile(
    r"\s*([A-Za-z]{1,2}[0-9][A-Za-z0-9]?|[Nn][Pp][Tt]|[Gg][Ii][Rr])\s*([0-9][A-Za-z]{2})\s*"
)

# The first letter of an authority's code -> the nation's own code.
NATIONS = {
    "E": "E92000001",
    "W": "W92000004",
    "S": "S92000003",
    "N": "N92000002",
    "L": "L93000001",
    "M": "M83000003",
}
PSEUDO = "99999999"  # Jersey, Guernsey and Man have no authority, only a placeholder


def normalise(text: str) -> str | None:
    """For example "cf105nb" -> "CF10 5NB"; None if the text has not the shape of a postcode."""
    match = SHAPE.fullmatch(text)
    return f"{match[1]} {match[2]}".upper() if match else None


@dataclass(frozen=True, slots=True)
class Postcode:
    """lat and lon are None, and authority and nation "", where the directory does not know them."""

    code: str
    lat: float | None
    lon: float | None
    authority: str  # GSS code of the local authority
    nation: str  # GSS code of the nation or crown dependency


class Postcodes:
    """All British postcodes. The first use of a cache folder builds the files there (seconds).

    Several processes may do so at once. Raises OSError if the folder cannot be written.
    """

    def __init__(self, cache: Path) -> None:
        self._files = open_or_build(cache)

    def __len__(self) -> int:
        return len(self._files.keys)

    @cached_property
    def _authorities(self) -> NDArray[np.str_]:
        return np.array(["" if code.endswith(PSEUDO) else code for code in self._files.authorities])

    def find(self, code: str) -> Postcode | None:
        """The postcode, however it is spaced and capitalised; None if there is none such."""
        rows = self._rows([code])
        return self._postcode(int(rows[0])) if rows[0] >= 0 else None

    def find_many(
        self, codes: Iterable[str]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.str_]]:
        """(lat, lon, authority) of each, in order: NaN, NaN and "" where nothing is known."""
        rows = self._rows(codes)
        known = rows >= 0
        lat, lon = (np.full(len(rows), np.nan) for _ in range(2))
        authority = np.full(len(rows), "", dtype="U9")
        lat[known], lon[known] = self._degrees(rows[known])
        authority[known] = self._authorities[self._files.authority[rows[known]]]
        return lat, lon, authority

    def nearest(self, lat: float, lon: float, *, within_km: float = 20) -> Postcode | None:
        """The postcode nearest to a point, None if there is none so near (at sea, abroad)."""
        reach = 0.5
        while True:
            reach = min(reach, within_km)
            best = nearest_row(self._files, lat, lon, reach)
            if best is not None:
                return self._postcode(best)
            if reach >= within_km:
                return None
            reach *= 4

    def authorities_near(self, lats: ArrayLike, lons: ArrayLike) -> NDArray[np.str_]:
        """The authority of the postcode nearest to each point, as `nearest` finds it, for many.

        "" where no postcode is within 20 km, where the nearest has none, and for NaN.
        """
        lat, lon = np.atleast_1d(np.asarray(lats, float)), np.atleast_1d(np.asarray(lons, float))
        found = np.full(len(lat), "", dtype="U9")
        asked = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon))
        for part in np.array_split(asked, max(1, len(asked) // 50_000)):
            rows, is_sure = nearest_rows(self._files, lat[part], lon[part])
            sure = part[is_sure]
            found[sure] = self._authorities[self._files.authority[rows[is_sure]]]
            for place in part[~is_sure].tolist():
                near = self.nearest(lat[place], lon[place])
                found[place] = near.authority if near else ""
        return found

    def suggest(self, text: str) -> str | None:
        """What was probably meant, if exactly one known postcode is the least repair away.

        Mends letters for figures and figures for letters (O and 0, I and 1, S and 5 ...), signs
        between the halves, and a second half turned about (PR1 TA8). What is cut short stays None.
        """
        bare = re.sub(r"[^A-Z0-9]", "", text.upper())
        if not 5 <= len(bare) <= 7:
            return None
        cheapest: dict[int, set[str]] = {}
        for cost, code in _repairs(bare):
            cheapest.setdefault(cost, set()).add(code)
        for cost in sorted(cheapest):
            candidates = sorted(cheapest[cost])
            known = [
                code
                for code, row in zip(candidates, self._rows(candidates), strict=True)
                if row >= 0
            ]
            if known:
                return known[0] if len(known) == 1 else None
        return None

    def _rows(self, codes: Iterable[str]) -> NDArray[np.int64]:
        """The row of each code, -1 where there is none."""
        wanted = _keys(codes)
        keys = self._files.keys
        # Sorted questions walk through the file once instead of jumping about in it.
        order = np.argsort(wanted)
        rows = np.empty(len(wanted), np.int64)
        rows[order] = np.searchsorted(keys, wanted[order])
        rows[rows == len(keys)] = 0
        rows[keys[rows] != wanted] = -1
        return rows

    def _degrees(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        lat, lon = self._files.lat[rows], self._files.lon[rows]
        unknown = lat == UNKNOWN
        return np.where(unknown, np.nan, lat / UNIT), np.where(unknown, np.nan, lon / UNIT)

    def _postcode(self, row: int) -> Postcode:
        text = int(self._files.keys[row]).to_bytes(8, "big").decode("ascii")
        authority = self._files.authorities[self._files.authority[row]]
        known = self._files.lat[row] != UNKNOWN
        return Postcode(
            code=f"{text[:4].strip()} {text[4:7]}",
            lat=float(self._files.lat[row]) / UNIT if known else None,
            lon=float(self._files.lon[row]) / UNIT if known else None,
            authority="" if authority.endswith(PSEUDO) else authority,
            nation=NATIONS.get(authority[:1], ""),
        )


def _keys(codes: Iterable[str]) -> NDArray[np.uint64]:
    """The postcodes as numbers in alphabetical order; what has not the shape of one gets a number
    that no postcode has.
    """
    return np.array([_fixed(code) for code in codes], "S8").view(">u8").astype(np.uint64)


def _fixed(code: str) -> str:
    """With the second half from the fifth place on. Nearly all are written well, and these need no
    look at their shape: what has not got it is no key either.
    """
    first, gap, second = code.partition(" ")
    if gap and len(first) < 5 and len(second) == 3 and first.isalnum() and code.isascii():
        return f"{first:4}{second}".upper()
    match = SHAPE.fullmatch(code)
    return f"{match[1]:4}{match[2]}".upper() if match else ""


LOOKALIKES = {
    "O": "0",
    "Q": "0",
    "I": "1",
    "L": "1",
    "Z": "2",
    "S": "5",
    "G": "6",
    "B": "8",
    "0": "O",
    "1": "I",
    "2": "Z",
    "5": "S",
    "6": "G",
    "8": "B",
}


def _repairs(bare: str) -> Iterator[tuple[int, str]]:
    """Every (number of changes, postcode by shape) that lookalikes make of the text."""
    turned = bare[:-3] + bare[-1] + bare[-3:-1]
    for text, turns in ((bare, 0), (turned, 1)):
        choices = [(letter, LOOKALIKES.get(letter, letter)) for letter in text]
        for spelling in set(product(*choices)):
            code = normalise("".join(spelling))
            if code:
                changes = sum(a != b for a, b in zip(spelling, text, strict=True))
                yield changes + turns, code
