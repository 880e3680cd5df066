"""A name for the content of tables: the same for the same values, however they came."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa

NUL = b"\0"


class Digest:
    """A sink for Arrow: the hash of what is written to it."""

    closed = False

    def __init__(self) -> None:
        self.hash = hashlib.blake2b(digest_size=10)

    def write(self, data: bytes | memoryview) -> int:
        self.hash.update(data)
        return len(data)

    def flush(self) -> None: ...

    def writable(self) -> bool:
        return True


def digest_of(tables: tuple[pa.Table, ...], told: bytes = b"") -> str:
    """The hash of these tables and of what else is told."""
    digest = Digest()
    digest.write(told)
    for table in tables:
        for name in table.column_names:
            digest.write(name.encode() + NUL)
            for chunk in spelled_out(table[name]):
                for buffer in chunk.buffers():
                    digest.write(memoryview(buffer) if buffer is not None else NUL)
    return digest.hash.hexdigest()


def spelled_out(column: pa.ChunkedArray, block: int = 1 << 16) -> Any:
    """The values in equal blocks, each in buffers of its own, without the coding they came in."""
    for at in range(0, len(column), block):
        part = column.slice(at, block)
        if pa.types.is_dictionary(part.type):
            part = part.cast(part.type.value_type)
        yield part.take(np.arange(len(part), dtype=np.int32)).combine_chunks()
