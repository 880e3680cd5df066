"""How text becomes the words that the search knows, alike for what is stored and what is asked."""

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cydfap.lib.welsh import fold
from cydfap.lib.welsh.spelling import HYPHENS, INNER, LONGEST, MARKS, whole_key, written_words

# What stands between words, for Arrow (RE2); the same as `written_words` has it for Python.
BETWEEN_WORDS = rf"[^\p{{L}}\p{{N}}\p{{M}}{MARKS}]+"
# Most words need no more than small letters.
PLAIN = "^[A-Za-z0-9]+$"

Numbers = NDArray[np.int64]


def keys(word: str) -> list[str]:
    """All keys of a written word: whole first, then its parts ("co", "operative")."""
    folded = fold(word)
    parts = [part for part in INNER.split(folded) if part]
    whole = "".join(parts)
    hyphened = [whole_key(part) for part in HYPHENS.split(folded)]
    further = dict.fromkeys([*parts, *filter(None, hyphened)])
    further.pop(whole, None)
    return [whole, *further] if whole else []


def asked_words(query: str) -> list[str]:
    """The keys of a question, in its order."""
    return list(map(whole_key, written_words(query)))


def cut(key: str) -> bytes:
    return key.encode()[:LONGEST]


class Spoken:
    """The words of a column of texts: each occurrence's text and word, as numbers."""

    def __init__(self, texts: pa.Array) -> None:
        lists = pc.split_pattern_regex(texts, BETWEEN_WORDS)
        coded = pc.list_flatten(lists).dictionary_encode()
        self.size = len(texts)
        self.rows: Numbers = pc.list_parent_indices(lists).to_numpy().astype(np.int64)
        self.codes: Numbers = coded.indices.to_numpy().astype(np.int64)
        self.words: pa.Array = coded.dictionary

    @cached_property
    def whole_keys(self) -> pa.Array:
        """The whole key of each word; empty where nothing is left of it."""
        plain = pc.match_substring_regex(self.words, PLAIN)
        special = [whole_key(word) for word in self.words.filter(pc.invert(plain)).to_pylist()]
        found = pc.ascii_lower(self.words)
        return pc.replace_with_mask(found, pc.invert(plain), pa.array(special, found.type))

    def further_keys(self) -> tuple[Numbers, list[str]]:
        """(words' numbers, key of each) for the parts of words that have several."""
        marked = pc.match_substring_regex(self.words, f"[{MARKS}]").to_numpy(zero_copy_only=False)
        numbers, parts = [], []
        for number in np.flatnonzero(marked).tolist():
            for part in keys(self.words[number].as_py())[1:]:
                numbers.append(number)
                parts.append(part)
        return np.array(numbers, np.int64), parts

    def joined(self) -> pa.Array:
        """Each text as its whole keys with a space between."""
        said = self.whole_keys.take(pa.array(self.codes))
        some = pc.greater(pc.binary_length(said), 0)
        rows = self.rows[some.to_numpy(zero_copy_only=False)]
        ends = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=self.size))))
        lists = pa.LargeListArray.from_arrays(pa.array(ends, pa.int64()), said.filter(some))
        return pc.binary_join(lists, pa.scalar(" ", pa.large_string()))
