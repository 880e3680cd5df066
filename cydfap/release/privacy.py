"""Where each entry is said to be: no more precisely than its privacy allows and than is known.

A registered address may be somebody's home. What is held back here is in no file of a release.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cydfap.directory.coarsening import (
    DECIMALS,
    EXACT,
    HIDDEN,
    NOWHERE,
    POSTCODE,
    PRECISIONS,
    IsTown,
    NearestTown,
    Places,
    Postcodes,
    ranks,
)
from cydfap.lib.postcodes import normalise

from .gather import Gathered
from .texts import in_one

Array = NDArray[Any]

# A postcode that stays as it is when it is normalised.
SHAPED = r"^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$"


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
    place.coarsen(gathered.areas, postcodes, nearest_town)
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
