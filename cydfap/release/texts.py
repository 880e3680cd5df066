"""Columns of texts as Arrow holds them: one block of bytes and where each text begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = NDArray[Any]
Mask = NDArray[np.bool_]

TEXT = pa.large_string()


def in_one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column as one array, and no copy of it where it is one already."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def spread(texts: pa.Array) -> tuple[Array, Array]:
    """(where each text starts and the last ends, all their bytes) of a large string array."""
    _, offsets, data = texts.buffers()
    if offsets is None:
        return np.zeros(1, np.int64), np.zeros(0, np.uint8)
    starts = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return starts, np.frombuffer(data or b"", np.uint8)


def rows_with(texts: pa.Array, special: Callable[[Array], Mask]) -> Mask:
    """The texts that have a byte which is special."""
    starts, data = spread(texts)
    found = np.zeros(len(texts), bool)
    places = np.flatnonzero(special(data[starts[0] : starts[-1]])) + starts[0]
    found[np.searchsorted(starts, places, "right") - 1] = True
    return found
