"""Building the search of a release (`index.py` reads it).

Everything is done for whole columns at once, and once a different word, not once an occurrence.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from .columns import save
from .tree import ranges
from .words import LONGEST, Spoken

Array = NDArray[Any]

# A pair's bits: word, entry, and the last whether it is not in a name.
WORD_AT = np.uint64(32)
ENTRY_AT = np.uint64(1)
ENTRY = np.uint64(0x7FFFFFFF)


class Field(NamedTuple):
    """What entries are found by: text i belongs to the entries `entries[start[i]:start[i + 1]]`."""

    spoken: Spoken
    start: Array
    entries: Array

    @classmethod
    def of(cls, texts: pa.Array, entries: Array) -> Field:
        """Text i belongs to entry entries[i]."""
        return cls(Spoken(texts), np.arange(len(entries) + 1), entries)

    @classmethod
    def coded(cls, texts: pa.Array, codes: Array, entries: Array) -> Field:
        """Entry entries[i] has text codes[i]."""
        start = np.concatenate(([0], np.cumsum(np.bincount(codes, minlength=len(texts)))))
        return cls(Spoken(texts), start, entries[np.argsort(codes, kind="stable")])


class Occurrences(NamedTuple):
    """Keys, and in which entry each occurs: keys[key[i]] in entry[i], perhaps more than once."""

    keys: pa.Array
    key: Array
    entry: Array


def build(folder: Path, names: list[Field], others: Iterable[Field]) -> None:
    """Write the index into an existing folder. Names outrank all other fields."""
    write_names(folder, names)
    found = [occurrences(field) for field in names]
    found += map(occurrences, others)
    coded = pa.concat_arrays([some.keys for some in found]).dictionary_encode()
    words = np.array(coded.dictionary.to_pylist() or [b""], dtype=f"S{LONGEST}")
    order = np.argsort(words, kind="stable")[: len(coded.dictionary)]
    np.save(folder / "words.npy", words[order])
    place = np.empty(len(order), np.uint32)
    place[order] = np.arange(len(order))
    places = np.split(
        place[coded.indices.to_numpy()], np.cumsum([len(some.keys) for some in found])[:-1]
    )
    pairs = paired(found, places, len(names))
    # They are as large again.
    del found, places
    write_postings(folder, pairs, len(order))


def occurrences(field: Field) -> Occurrences:
    spoken = field.spoken
    numbers, parts = spoken.further_keys()
    texts = pa.concat_arrays([spoken.whole_keys, pa.array(parts, spoken.whole_keys.type)])
    keys = pc.binary_slice(texts.cast(pa.large_binary()), 0, LONGEST)
    # A word's keys: the whole one has the word's number, its parts come after all words.
    after = len(spoken.words) + np.argsort(numbers, kind="stable")
    counts = np.bincount(numbers, minlength=len(spoken.words))
    first = np.concatenate(([0], np.cumsum(counts)))[:-1]
    of_parts = np.repeat(np.arange(len(spoken.codes)), counts[spoken.codes])
    part = after[ranges(first[spoken.codes], counts[spoken.codes])]
    key = np.concatenate((spoken.codes, part)).astype(np.uint32)
    row = np.concatenate((spoken.rows, spoken.rows[of_parts]))
    lengths = field.start[row + 1] - field.start[row]
    entry = field.entries[ranges(field.start[row], lengths)].astype(np.uint32)
    key = np.repeat(key, lengths)
    has = np.asarray(pc.greater(pc.binary_length(keys), 0))[key]
    return Occurrences(keys, key[has], entry[has])


def paired(found: list[Occurrences], places: list[Array], names: int) -> Array:
    """Of each occurrence the word's place among all, the entry, and whether it is in no name. The
    first `names` are."""
    pairs = np.empty(sum(len(some.key) for some in found), np.uint64)
    end = 0
    for at, (some, place) in enumerate(zip(found, places, strict=True)):
        here = pairs[end : end + len(some.key)]
        end += len(here)
        here[:] = place[some.key]
        here <<= WORD_AT - ENTRY_AT
        here |= some.entry
        here <<= ENTRY_AT
        here |= np.uint64(at >= names)
    return pairs


def write_postings(folder: Path, pairs: Array, words: int) -> None:
    """For each word the entries that have it in a name, and those that have it only elsewhere."""
    pairs.sort()
    is_first = np.ones(len(pairs), bool)
    is_first[1:] = pairs[1:] ^ pairs[:-1] > 1
    is_named = (pairs & np.uint64(1)) == 0
    for name, which in (("names", is_first & is_named), ("others", is_first & ~is_named)):
        some = pairs[which]
        counts = np.bincount((some >> WORD_AT).astype(np.int64), minlength=words)
        np.save(folder / f"{name}-start.npy", np.concatenate(([0], np.cumsum(counts))))
        np.save(folder / f"{name}-entries.npy", (some >> ENTRY_AT & ENTRY).astype(np.uint32))


def write_names(folder: Path, fields: list[Field]) -> None:
    """All whole names in order, and whose each is."""
    texts = pa.concat_arrays([field.spoken.joined() for field in fields])
    entries = np.concatenate([field.entries for field in fields])
    order = pc.sort_indices(texts).to_numpy()
    save(folder / "names.arrow", pa.table({"name": texts.take(pa.array(order))}))
    np.save(folder / "names.npy", entries[order].astype(np.uint32))
