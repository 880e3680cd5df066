"""Columns of texts as Arrow holds them: one block of bytes and where each text begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = NDArray[Any]
Mask = NDArray[np.bool_]

TEXT = pa.large_string()
# So many at once stay near the processor, with what is made of them.
BLOCK = 1 << 16

# What a byte becomes in `words`: small letters and numbers, nothing for apostrophes, else a blank.
NOTHING, BLANK = 0, ord(" ")
FOLDED = np.full(256, BLANK, np.uint8)
for byte in b"abcdefghijklmnopqrstuvwxyz0123456789":
    FOLDED[[byte, ord(chr(byte).upper())]] = byte
FOLDED[[ord("'"), ord("`")]] = NOTHING


def in_one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column as one array, and no copy of it where it is one already."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def table(path: Path) -> pa.Table:
    """A table as it was saved, mapped from the disk."""
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all().combine_chunks()


def batches(path: Path) -> list[pa.RecordBatch]:
    """The same in the pieces that it was saved in."""
    reader = pa.ipc.open_file(pa.memory_map(str(path)))
    return [reader.get_batch(at) for at in range(reader.num_record_batches)]


def spread(texts: pa.Array) -> tuple[Array, Array]:
    """(where each text starts and the last ends, all their bytes) of a large string array."""
    _, offsets, data = texts.buffers()
    if offsets is None:
        return np.zeros(1, np.int64), np.zeros(0, np.uint8)
    starts = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return starts, np.frombuffer(data or b"", np.uint8)


def of_bytes(data: Array, starts: Array) -> pa.Array:
    """The reverse of `spread`."""
    return pa.LargeStringArray.from_buffers(
        len(starts) - 1, pa.py_buffer(np.ascontiguousarray(starts)), pa.py_buffer(data)
    )


def rows_with(texts: pa.Array, special: Callable[[Array], Mask]) -> Mask:
    """The texts that have a byte which is special."""
    starts, data = spread(texts)
    return holding(special(data[starts[0] : starts[-1]]), starts - starts[0])


def holding(which: Mask, starts: Array) -> Mask:
    """The texts that have any of the marked bytes."""
    found = np.zeros(len(starts) - 1, bool)
    found[np.searchsorted(starts, np.flatnonzero(which), "right") - 1] = True
    return found


def kept(values: Array, starts: Array, which: Mask) -> tuple[Array, Array]:
    """Some of the values, and where each text then starts."""
    before = np.concatenate(([0], np.cumsum(which)))
    return values[which], before[starts]


def words(data: Array, starts: Array) -> tuple[Array, Array]:
    """Texts in small letters and numbers of English, with one blank between words. An apostrophe
    joins, all else parts words. `starts` begins with 0."""
    folded = FOLDED[data]
    folded, starts = kept(folded, starts, folded != NOTHING)
    blank = folded == BLANK
    again = blank.copy()  # after another, or at the beginning
    again[1:] &= blank[:-1]
    begins = starts[:-1][starts[:-1] < starts[1:]]
    again[begins] = blank[begins]
    folded, starts = kept(folded, starts, ~again)
    ends = starts[1:][starts[:-1] < starts[1:]] - 1
    stays = np.ones(len(folded), bool)
    stays[ends] = folded[ends] != BLANK
    return kept(folded, starts, stays)
