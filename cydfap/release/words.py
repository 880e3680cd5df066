"""How text becomes the words that the search knows, alike for what is stored and what is asked."""

from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cydfap.lib.welsh import fold
from cydfap.lib.welsh.spelling import HYPHENS, INNER, LONGEST, MARKS, whole_key

from .texts import BLOCK, TEXT, holding, of_bytes, spread

# What stands between words, for Arrow (RE2); the same as `written_words` has it for Python.
BETWEEN_WORDS = rf"[^\p{{L}}\p{{N}}\p{{M}}{MARKS}]+"
IN_WORDS = np.zeros(256, bool)
IN_WORDS[[ord(c) for c in map(chr, range(128)) if c.isalnum() or c in MARKS]] = True
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


def cut(key: str) -> bytes:
    return key.encode()[:LONGEST]


def words_of(texts: pa.Array) -> tuple[Numbers, pa.Array]:
    """(its text's number, word) of each word of some texts, text after text."""
    starts, data = spread(texts)
    foreign = holding(data[starts[0] : starts[-1]] >= 0x80, starts - starts[0])
    if not foreign.any():
        return plain_words(texts)
    plain, (rows, words) = np.flatnonzero(~foreign), plain_words(texts.filter(pa.array(~foreign)))
    lists = pc.split_pattern_regex(texts.filter(pa.array(foreign)), BETWEEN_WORDS)
    others = np.flatnonzero(foreign)[pc.list_parent_indices(lists).to_numpy()]
    every = np.concatenate((plain[rows], others))
    order = np.argsort(every, kind="stable")
    return every[order], pa.concat_arrays([words, pc.list_flatten(lists)]).take(pa.array(order))


def plain_words(texts: pa.Array) -> tuple[Numbers, pa.Array]:
    """The same for texts of ASCII."""
    starts, data = spread(texts)
    data, starts = data[starts[0] : starts[-1]], starts - starts[0]
    inside = IN_WORDS[data]
    begins, ends = inside.copy(), inside.copy()
    begins[1:] &= ~inside[:-1]
    ends[:-1] &= ~inside[1:]
    some = starts[:-1] < starts[1:]
    first, last = starts[:-1][some], starts[1:][some] - 1
    begins[first], ends[last] = inside[first], inside[last]
    begin = np.flatnonzero(begins)
    of_words = np.concatenate(([0], np.cumsum(np.flatnonzero(ends) + 1 - begin)))
    counts = np.diff(np.searchsorted(begin, starts))
    return np.repeat(np.arange(len(texts)), counts), of_bytes(data[inside], of_words)


class Spoken:
    """The words of a column of texts: each occurrence's text and word, as numbers."""

    def __init__(self, texts: pa.Array) -> None:
        self.size = len(texts)
        found = [words_of(texts.slice(at, BLOCK)) for at in range(0, len(texts), BLOCK)]
        rows = [in_block + at * BLOCK for at, (in_block, _) in enumerate(found)]
        words = pa.concat_arrays([pa.array([], TEXT), *(words for _, words in found)])
        coded = words.dictionary_encode()
        self.rows: Numbers = np.concatenate([np.zeros(0, np.int64), *rows])
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
