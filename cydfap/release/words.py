"""How text becomes the words that the search knows, alike for what is stored and what is asked."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cydfap.lib.welsh import fold

# Letters, digits and marks, with the hyphens and apostrophes that stand inside a word. The first is
# for Arrow (RE2), the second the same for Python.
MARKS = "'’‘ʼ´`′‛＇ʹ‐‑-"
BETWEEN_WORDS = rf"[^\p{{L}}\p{{N}}\p{{M}}{MARKS}]+"
WORD = re.compile(rf"(?:[^\W_]|[\u0300-\u036f{MARKS}])+")
INNER = re.compile(rf"[{MARKS}]+")
# Longer words are cut, on both sides alike. In bytes.
LONGEST = 24

Numbers = NDArray[np.int64]


def whole_key(word: str) -> str:
    """Without accents, capitals, hyphens and apostrophes: "Co-operative" -> "cooperative"."""
    return INNER.sub("", fold(word))


def keys(word: str) -> list[str]:
    """All keys of a written word: whole first, then its parts ("co", "operative")."""
    folded = fold(word)
    parts = [part for part in INNER.split(folded) if part]
    whole = "".join(parts)
    return [whole, *parts] if len(parts) > 1 else parts


def asked_words(query: str) -> list[str]:
    """The keys of a question, in its order."""
    return [key for word in WORD.findall(query) if (key := whole_key(word))]


def cut(key: str) -> bytes:
    return key.encode()[:LONGEST]


class Spoken:
    """The words of a column of texts: for each occurrence its row and its word's number."""

    def __init__(self, texts: pa.Array) -> None:
        lists = pc.split_pattern_regex(texts, BETWEEN_WORDS)
        coded = pc.list_flatten(lists).dictionary_encode()
        self.rows: Numbers = pc.list_parent_indices(lists).to_numpy().astype(np.int64)
        self.codes: Numbers = coded.indices.to_numpy().astype(np.int64)
        self.words: list[str] = coded.dictionary.to_pylist()
        self.lengths: Numbers = pc.list_value_length(lists).fill_null(0).to_numpy().astype(np.int64)

    def joined(self) -> pa.Array:
        """Each text as its whole keys with a space between."""
        spelled = pa.array([whole_key(word) for word in self.words], pa.large_string())
        said = spelled.take(pa.array(self.codes))
        some = np.asarray(pc.greater(pc.binary_length(spelled), 0))[self.codes]
        counts = np.bincount(self.rows[some], minlength=len(self.lengths))
        ends = pa.array(np.concatenate(([0], np.cumsum(counts))), pa.int64())
        lists = pa.LargeListArray.from_arrays(ends, said.filter(pa.array(some)))
        return pc.binary_join(lists, pa.scalar(" ", pa.large_string()))
