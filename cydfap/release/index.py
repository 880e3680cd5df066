"""The search: which entries answer a question, and how well.

Sorted arrays of words and of the entries that hold each, memory-mapped. A word with an open end is
a range of words, so its entries are one slice: an answer is a number for each of all entries, in
milliseconds at a million, which filters, counts and tiles use as they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .tree import mapped
from .words import LONGEST, asked_words, cut

Array = NDArray[Any]

# How well an entry answers, worst first; 0 is not at all. There is room below OTHER for derived
# forms of words and for concepts of the other language.
SLIP, OTHER, NAME, START, WHOLE = 10, 40, 50, 60, 70
SHORTEST_SLIP = 4
LETTERS = [bytes([letter]) for letter in b"abcdefghijklmnopqrstuvwxyz0123456789"]
MOST_WORDS = 12


class Postings(NamedTuple):
    """Word w is in the entries entries[start[w]:start[w + 1]], ascending."""

    start: Array
    entries: Array

    def of(self, words: range) -> Array:
        return self.entries[int(self.start[words.start]) : int(self.start[words.stop])]


@dataclass(frozen=True)
class Index:
    """The search of one release."""

    size: int
    words: Array
    names: Postings
    # Of the same word only entries that do not have it in their name.
    others: Postings
    whole_names: pa.Array
    whole_entries: Array

    @classmethod
    def load(cls, folder: Path, size: int) -> Index:
        """Read what `indexing.build` wrote, left on disk. `size` is the number of entries."""

        def postings(name: str) -> Postings:
            return Postings(
                mapped(folder / f"{name}-start.npy"), mapped(folder / f"{name}-entries.npy")
            )

        reader = pa.ipc.open_file(pa.memory_map(str(folder / "names.arrow")))
        names = reader.read_all()["name"].combine_chunks()
        return cls(
            size,
            mapped(folder / "words.npy"),
            postings("names"),
            postings("others"),
            names,
            mapped(folder / "names.npy"),
        )

    def answers(self, query: str) -> Array:
        """For each entry how well it answers (uint8; 0: not at all, also if no word was asked).

        The question's last word may be the beginning of a word.
        """
        asked = asked_words(query)[:MOST_WORDS]
        if not asked:
            return np.zeros(self.size, np.uint8)
        spans = [[self.span(word, is_last)] for word, is_last in marked(asked)]
        if not all(map(self.count, spans)):
            near = map(self.holding, self.with_slips(asked, spans))
            return np.minimum(reduce(np.minimum, near), SLIP)
        score: Array = reduce(np.minimum, map(self.holding, spans))
        self.raise_names(score, " ".join(asked))
        return score

    def span(self, word: str, is_prefix: bool) -> range:
        key = cut(word)
        first = int(np.searchsorted(self.words, np.bytes_(key)))
        if is_prefix:
            return range(first, int(np.searchsorted(self.words, np.bytes_(after(key)))))
        known = first < len(self.words) and self.words[first] == key
        return range(first, first + int(known))

    def count(self, spans: list[range]) -> int:
        return sum(len(self.names.of(some)) + len(self.others.of(some)) for some in spans)

    def holding(self, spans: list[range]) -> Array:
        """NAME for the entries whose name holds one of some words, OTHER for others that do."""
        score = np.zeros(self.size, np.uint8)
        for words in spans:
            score[self.others.of(words)] = OTHER
        for words in spans:
            score[self.names.of(words)] = NAME
        return score

    def with_slips(self, asked: list[str], spans: list[list[range]]) -> list[list[range]]:
        """A word that nobody uses stands for those near to it."""
        return [
            exact if self.count(exact) else self.near(word, is_last)
            for (word, is_last), exact in zip(marked(asked), spans, strict=True)
        ]

    def near(self, word: str, is_prefix: bool) -> list[range]:
        """The words that differ from it by one letter too many, too few, wrong, or two swapped."""
        if len(word) < SHORTEST_SLIP:
            return []
        tried = np.array(sorted(set(slips(cut(word)))), dtype=f"S{LONGEST}")
        first = np.searchsorted(self.words, tried)
        if is_prefix:
            ends = np.array([after(key) for key in tried.tolist()], dtype=tried.dtype)
            last = np.searchsorted(self.words, ends)
        else:
            inside = np.minimum(first, max(0, len(self.words) - 1))
            last = first + (self.words[inside] == tried if len(self.words) else 0)
        return [range(a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True) if b > a]

    def raise_names(self, score: Array, asked: str) -> None:
        first, end = self.name_place(asked), self.name_place(asked + "\U0010ffff")
        score[self.whole_entries[first:end]] = START
        exact_end = self.name_place(asked + "\0")
        score[self.whole_entries[first:exact_end]] = WHOLE

    def name_place(self, text: str) -> int:
        return bisect_left(self.whole_names, text, key=lambda name: name.as_py())


def after(key: bytes) -> bytes:
    """What comes after all words that begin so. No longer: numpy would copy all words to match."""
    return key[:-1] + bytes([key[-1] + 1])


def marked(asked: list[str]) -> Iterator[tuple[str, bool]]:
    """Each word with whether it is the last."""
    return ((word, at == len(asked) - 1) for at, word in enumerate(asked))


def slips(word: bytes) -> Iterator[bytes]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in LETTERS)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in LETTERS)
        if len(tail) > 1:
            yield head + tail[1:2] + tail[:1] + tail[2:]
