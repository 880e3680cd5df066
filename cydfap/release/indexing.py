"""Building the search of a release (`index.py` reads it).

Everything is done for whole columns at once, and once a different word, not once an occurrence.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cydfap.lib.welsh.spelling import LONGEST

from . import welsh
from .columns import save
from .tree import ranges
from .words import Spoken

Array = NDArray[Any]

# A pair's bits: word, entry, and the last whether it is not in a name.
WORD_AT = np.uint64(32)
ENTRY_AT = np.uint64(1)
ENTRY = np.uint64(0x7FFFFFFF)


class Field(NamedTuple):
    """What entries are found by: text i belongs to the entries `entries[start[i]:start[i + 1]]`.

    A Welsh one is found by other forms of its words too.
    """

    spoken: Spoken
    start: Array
    entries: Array
    is_welsh: bool

    @classmethod
    def of(cls, texts: pa.Array, entries: Array, *, is_welsh: bool = False) -> Field:
        """Text i belongs to entry entries[i]."""
        return cls(Spoken(texts), np.arange(len(entries) + 1), entries, is_welsh)

    @classmethod
    def coded(
        cls, texts: pa.Array, codes: Array, entries: Array, *, is_welsh: bool = False
    ) -> Field:
        """Entry entries[i] has text codes[i]."""
        start = np.concatenate(([0], np.cumsum(np.bincount(codes, minlength=len(texts)))))
        return cls(Spoken(texts), start, entries[np.argsort(codes, kind="stable")], is_welsh)


class Occurrences(NamedTuple):
    """Keys, and in which entry each occurs: keys[key[i]] in entry[i], perhaps more than once."""

    keys: pa.Array
    key: Array
    entry: Array

    @classmethod
    def of(cls, field: Field, keys: pa.Array, key: Array, row: Array) -> Occurrences:
        """keys[key[i]] is in text row[i] of the field. Empty keys are none."""
        lengths = field.start[row + 1] - field.start[row]
        entry = field.entries[ranges(field.start[row], lengths)].astype(np.uint32)
        key = np.repeat(key.astype(np.uint32), lengths)
        cut = pc.binary_slice(keys.cast(pa.large_binary()), 0, LONGEST)
        has = np.asarray(pc.greater(pc.binary_length(cut), 0))[key]
        return cls(cut, key[has], entry[has])


def build(folder: Path, names: list[Field], others: Iterable[Field]) -> None:
    """Write the index into an existing folder. Names outrank all other fields."""
    write_names(folder, names)
    found: list[Occurrences] = []
    spoken_welsh: list[tuple[Field, int]] = []
    for field in chain(names, others):
        if field.is_welsh:
            spoken_welsh.append((field, len(found)))
        found += occurrences(field)
    exact = distinct([some.keys for some in found])
    further = [forms(field, exact) for field, _ in spoken_welsh]
    words = with_more(exact, distinct([some.keys for some in further]))
    np.save(folder / "words.npy", words)
    placed = places([*found, *further], words)
    parts = [at + part for _, at in spoken_welsh for part in (0, 1)]
    in_welsh = [*parts, *range(len(found), len(placed))]
    every = [*found, *further]
    write_welsh(folder, [every[at] for at in in_welsh], [placed[at] for at in in_welsh], len(words))
    pairs = paired(found, placed[: len(found)], 2 * len(names))
    # They are as large again.
    del found, further, every, placed, spoken_welsh
    write_postings(folder, pairs, len(words))


def with_more(words: Array, more: Array) -> Array:
    """Two sorted lists in one, each word once; the second is short."""
    at = np.searchsorted(words, more)
    is_new = np.ones(len(more), bool)
    inside = at < len(words)
    is_new[inside] = words[at[inside]] != more[inside]
    return np.insert(words, at[is_new], more[is_new])


def distinct(keys: list[pa.Array]) -> Array:
    """All of them once, sorted."""
    once = pa.concat_arrays([*keys, pa.array([], pa.large_binary())]).unique()
    return np.sort(np.array(once.to_pylist(), dtype=f"S{LONGEST}"))


def occurrences(field: Field) -> list[Occurrences]:
    """Of a field's words: whole, then the parts of those that have any."""
    spoken = field.spoken
    whole = Occurrences.of(field, spoken.whole_keys, spoken.codes, spoken.rows)
    return [whole, beside(field, *spoken.further_keys())]


def beside(field: Field, numbers: Array, texts: list[str]) -> Occurrences:
    """Keys that words have besides themselves: texts[i] is one of word numbers[i]."""
    spoken = field.spoken
    order = np.argsort(numbers, kind="stable")
    counts = np.bincount(numbers, minlength=len(spoken.words))
    first = np.concatenate(([0], np.cumsum(counts)))[:-1]
    number = counts[spoken.codes]
    key = order[ranges(first[spoken.codes], number)]
    row = np.repeat(spoken.rows, number)
    return Occurrences.of(field, pa.array(texts, pa.large_string()), key, row)


def forms(field: Field, words: Array) -> Occurrences:
    """What the words of a Welsh field may be forms of, once a different word: gofal of "ofal"."""
    keys = welsh.keys(words)
    spoken = field.spoken
    # A number is a form of nothing, and there may be a million of them.
    lettered = pc.invert(pc.match_substring_regex(spoken.words, "[0-9]"))
    numbers, texts = [], []
    for number in np.flatnonzero(lettered.to_numpy(zero_copy_only=False)).tolist():
        for key in keys.derived(spoken.words[number].as_py()):
            numbers.append(number)
            texts.append(key)
    return beside(field, np.array(numbers, np.int64), texts)


def places(found: list[Occurrences], words: Array) -> list[Array]:
    """Of each one's keys the place in the sorted words."""
    keys = pa.concat_arrays([*(some.keys for some in found), pa.array([], pa.large_binary())])
    known = pa.array(words.tolist(), pa.large_binary())
    # Empty keys have no place, and no occurrence.
    place = pc.index_in(keys, value_set=known).fill_null(0).to_numpy().astype(np.uint32)
    return np.split(place, np.cumsum([len(some.keys) for some in found])[:-1])


def paired(found: list[Occurrences], placed: list[Array], names: int) -> Array:
    """Of each occurrence the word's place among all, the entry, and whether it is in no name. The
    first `names` are."""
    pairs = np.empty(sum(len(some.key) for some in found), np.uint64)
    end = 0
    for at, (some, place) in enumerate(zip(found, placed, strict=True)):
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
        write(folder, name, pairs[which], words)


def write_welsh(folder: Path, found: list[Occurrences], placed: list[Array], words: int) -> None:
    """For each word the entries that have it, or a form of it, in a Welsh text."""
    pairs = paired(found, placed, len(found))
    pairs.sort()
    is_first = np.ones(len(pairs), bool)
    is_first[1:] = pairs[1:] != pairs[:-1]
    write(folder, "welsh", pairs[is_first], words)


def write(folder: Path, name: str, pairs: Array, words: int) -> None:
    start = np.searchsorted(pairs, np.arange(words + 1, dtype=np.uint64) << WORD_AT)
    np.save(folder / f"{name}-start.npy", start)
    np.save(folder / f"{name}-entries.npy", (pairs >> ENTRY_AT & ENTRY).astype(np.uint32))


def write_names(folder: Path, fields: list[Field]) -> None:
    """All whole names in order, and whose each is."""
    texts = pa.concat_arrays([field.spoken.joined() for field in fields])
    entries = np.concatenate([field.entries for field in fields])
    order = pc.sort_indices(texts).to_numpy()
    save(folder / "names.arrow", pa.table({"name": texts.take(pa.array(order))}))
    np.save(folder / "names.npy", entries[order].astype(np.uint32))
