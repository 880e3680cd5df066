"""Alphabetical order of whole columns: the keys of cydfap.lib.welsh, a million in a second."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cydfap.lib.welsh import english_key, sort_key
from cydfap.lib.welsh.order import ENGLISH_PLACES, SEAM_PARTS, SPACE, WELSH_PLACES

from .texts import BLANK, BLOCK, TEXT, Array, Mask, holding, in_one, kept, of_bytes, spread, words


class Alphabet(NamedTuple):
    """`places` has the key of each byte, `pairs` of each two bytes (first << 8 | second) that are
    one letter, else 0. Texts of which more must be known are left to cydfap.lib.welsh."""

    lang: str
    places: Array
    pairs: Array

    @classmethod
    def of(cls, lang: str, keys: dict[str, str]) -> Alphabet:
        places, pairs = np.zeros(1 << 8, np.uint16), np.zeros(1 << 16, np.uint16)
        places[BLANK] = two(SPACE)
        for letter, key in keys.items():
            if len(letter) == 1:
                places[ord(letter)] = two(key)
            else:
                pairs[ord(letter[0]) << 8 | ord(letter[1])] = two(key)
        return cls(lang, places, pairs)


def two(key: str) -> int:
    """Two digits as the number that has them as its bytes."""
    return int(np.frombuffer(key.encode(), np.uint16)[0])


ALPHABETS = {
    "en": Alphabet.of("en", ENGLISH_PLACES),
    "cy": Alphabet.of("cy", WELSH_PLACES),
}


def alphabetical(names: pa.Array | pa.ChunkedArray, lang: str) -> pa.Array:
    """The key of every name, by which they stand in the language's alphabetical order."""
    names = in_one(names)
    blocks = [names.slice(at, BLOCK) for at in range(0, len(names), BLOCK)]
    return pa.concat_arrays([pa.array([], TEXT), *(keys(b, ALPHABETS[lang]) for b in blocks)])


def keys(names: pa.Array, alphabet: Alphabet) -> pa.Array:
    starts, data = spread(names)
    data, starts = data[starts[0] : starts[-1]], starts - starts[0]
    hard = holding(data >= 0x80, starts)
    folded, starts = words(data, starts)
    places = alphabet.places[folded]
    if alphabet.pairs.any():
        places, starts, more = with_pairs(folded, places, starts, alphabet.pairs)
        hard |= more
    made = of_bytes(places.view(np.uint8), starts * 2)
    if not hard.any():
        return made
    key = sort_key if alphabet.lang == "cy" else english_key
    mask = pa.array(hard)
    true = [key(name) for name in names.filter(mask).to_pylist()]
    return pc.replace_with_mask(made, mask, pa.array(true, TEXT))


def with_pairs(
    folded: Array, places: Array, starts: Array, pairs: Array
) -> tuple[Array, Array, Mask]:
    """(places, starts) with two letters that are one as one; and the texts where that takes more:
    where three alike could be taken apart in two ways, or words may have grown together."""
    pair = np.zeros(len(folded), np.uint16)
    pair[:-1] = pairs[folded[:-1].astype(np.uint16) << 8 | folded[1:]]
    some = starts[:-1] < starts[1:]
    pair[starts[1:][some] - 1] = 0
    found = pair > 0
    after = np.zeros(len(folded), bool)
    after[1:] = found[:-1]
    seam = grown_together(folded, np.flatnonzero(found & np.isin(pair, SEAMS)), starts)
    places = np.where(found, pair, places)
    places, new_starts = kept(places, starts, ~after)
    return places, new_starts, holding((found & after) | seam, starts)


# n + g and r + h are two letters where words have grown together.
SEAMS = [two(WELSH_PLACES[pair]) for pair in ("ng", "rh")]


def grown_together(folded: Array, pairs: Array, starts: Array) -> Mask:
    """Which of these pairs follow upon one of the words' first parts, judged by its length and its
    last two letters: a few too many, but nobody asks about Birmingham.
    """
    is_begin = np.zeros(len(folded) + 1, bool)
    is_begin[starts] = True
    is_begin[1:] |= folded == BLANK
    begins = np.flatnonzero(is_begin)
    length = pairs - begins[np.searchsorted(begins, pairs, "right") - 1] + 1
    ending = folded[pairs - 1].astype(np.int64) << 8 | folded[pairs]
    found = np.zeros(len(folded), bool)
    found[pairs[np.isin(ending << 8 | length, FIRST_PARTS)]] = True
    return found


FIRST_PARTS = [ord(part[-2]) << 16 | ord(part[-1]) << 8 | len(part) for part in SEAM_PARTS]
