"""What is nearest to a place: entries by the nearest of their points that pass."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cydfap.lib.geography import Point, on_globe

from .numbers import Numbers

Array = NDArray[Any]


def nearest(numbers: Numbers, rows: Array, near: Point, lang: str, wanted: int) -> Array:
    """Of rows with a place each entry's nearest, as many as are wanted, the nearest first; what is
    equally near by name.
    """
    away = distances(numbers, rows, near)
    rows, away = one_each(numbers, rows, away)
    if wanted < len(rows):
        # With all that are as far as the last of those wanted: the names say which of them are.
        few = np.flatnonzero(away <= np.partition(away, wanted - 1)[wanted - 1])
        rows, away = rows[few], away[few]
    order = np.lexsort((numbers[f"rank-{lang}"][rows], away))
    found: Array = rows[order[:wanted]]
    return found


def distances(numbers: Numbers, rows: Array, near: Point) -> Array:
    """For each row a number that grows with how far it is."""
    here = on_globe(near.lat, near.lon)
    away = np.zeros(len(rows), np.float32)
    for axis, middle in zip(numbers.globe, here, strict=True):
        step = axis[rows] - np.float32(middle)
        away += step * step
    return away


def one_each(numbers: Numbers, rows: Array, away: Array) -> tuple[Array, Array]:
    """Each entry's nearest among some rows, and how far it is."""
    if numbers.is_shared is None:
        return rows, away
    shared = np.flatnonzero(numbers.is_shared[rows])
    entry = numbers["entry"][rows[shared]]
    order = np.lexsort((rows[shared], away[shared], entry))
    first = np.diff(entry[order].astype(np.int64), prepend=-1) != 0
    alone = np.flatnonzero(~numbers.is_shared[rows])
    each = np.concatenate((alone, shared[order[first]]))
    return rows[each], away[each]
