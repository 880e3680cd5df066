"""The search: which entries answer a question, and how well.

Sorted arrays of words and of the entries that hold each, memory-mapped. A word with an open end is
a range of words, so its entries are one slice: an answer is a number for each of all entries, in
milliseconds at a million, which filters, counts and tiles use as they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cydfap.lib.welsh.questions import Asked, Questions, Word
from cydfap.lib.welsh.spelling import LONGEST

from . import welsh
from .tree import mapped
from .words import cut

Array = NDArray[Any]

# How well an entry answers, worst first; 0 is not at all. CONCEPT is what the question is called in
# the other language, FORM another form of a Welsh word.
SLIP, CONCEPT, FORM, OTHER, NAME, START, WHOLE = 10, 20, 30, 40, 50, 60, 70
# Those that somebody who looks for the words themselves is told of.
MATCHES = {SLIP: "slip", CONCEPT: "concept", FORM: "form"}
SHORTEST_SLIP = 4
# Of a word's shorter beginnings all that is found has the beginning itself.
SHORTEST_BEGINNING = 3
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
    # Entries that have a word or a form of it in a Welsh text.
    welsh: Postings
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
            postings("welsh"),
            names,
            mapped(folder / "names.npy"),
        )

    def answers(self, query: str) -> Array:
        """For each entry how well it answers (uint8; 0: not at all, also if no word was asked).

        The question's last word may be the beginning of a word.
        """
        asked = self.asked(query)
        if not asked:
            return np.zeros(self.size, np.uint8)
        score = reduce(np.minimum, self.each(query))
        if score.any():
            self.raise_names(score, " ".join(word.exact for one in asked for word in one.words))
        return score

    def each(self, query: str) -> list[Array]:
        """For each entry how well it answers every word of the question, names aside."""
        asked = self.asked(query)
        return [self.holding(one, one is asked[-1]) for one in asked]

    def asked(self, query: str) -> list[Asked]:
        return self.questions.ask(query)[:MOST_WORDS]

    @cached_property
    def questions(self) -> Questions:
        return Questions(welsh.keys(self.words))

    def holding(self, asked: Asked, is_last: bool) -> Array:
        """For each entry how well it answers one word, or a few that are one concept."""
        words = [(word, is_last and word is asked.words[-1]) for word in asked.words]
        each = [self.holding_word(*word) for word in words]
        held: Array = reduce(np.minimum, each)
        for further in asked.rewritten:
            found = [self.holding_word(word, is_last and word is further[-1]) for word in further]
            np.maximum(held, reduce(np.minimum, found), out=held)
        for phrase in asked.others:
            np.maximum(held, reduce(np.minimum, map(self.holding_key, phrase)), out=held)
        if held.any() or all(found.any() for found in each):
            return held
        # A word that nobody uses, and no dictionary either, stands for those near to it.
        near = [
            found if found.any() else self.holding_near(word.exact, is_prefix)
            for found, (word, is_prefix) in zip(each, words, strict=True)
        ]
        return reduce(np.minimum, near)

    def holding_word(self, word: Word, is_prefix: bool) -> Array:
        held = np.zeros(self.size, np.uint8)
        span = self.span(word.exact, is_prefix)
        for there in self.forms_of(word, is_prefix, span):
            held[self.welsh.of(there)] = FORM
        held[self.others.of(span)] = OTHER
        held[self.names.of(span)] = NAME
        return held

    def forms_of(self, word: Word, is_prefix: bool, span: range) -> Iterator[range]:
        """Words of which Welsh texts may have another form."""
        is_long = len(word.exact) >= SHORTEST_BEGINNING
        yield span if is_long else self.span(word.exact, False)
        yield from (self.span(key, False) for key in word.derived)
        if is_prefix and not span:
            begun = self.questions.keys.begun(word.exact)
            yield from (self.span(key, True) for key in begun)

    def holding_key(self, key: str) -> Array:
        """CONCEPT for the entries that have a word anywhere, or a form of it in Welsh."""
        span = self.span(key, False)
        held = np.zeros(self.size, np.uint8)
        for some in (self.names, self.others, self.welsh):
            held[some.of(span)] = CONCEPT
        return held

    def holding_near(self, word: str, is_prefix: bool) -> Array:
        held = np.zeros(self.size, np.uint8)
        if self.questions.keys.is_word(word):
            return held
        for span in self.near(word, is_prefix):
            for some in (self.names, self.others, self.welsh):
                held[some.of(span)] = SLIP
        return held

    def span(self, word: str, is_prefix: bool) -> range:
        key = cut(word)
        first = int(np.searchsorted(self.words, np.bytes_(key)))
        if is_prefix:
            return range(first, int(np.searchsorted(self.words, np.bytes_(after(key)))))
        known = first < len(self.words) and self.words[first] == key
        return range(first, first + int(known))

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


def slips(word: bytes) -> Iterator[bytes]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in LETTERS)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in LETTERS)
        if len(tail) > 1:
            yield head + tail[1:2] + tail[:1] + tail[2:]
