"""Words of whole columns: the quick way through ASCII finds what the pattern finds."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.release import words
from cydfap.release.words import BETWEEN_WORDS, Spoken

LETTERS = "aZ9 ,.-'`_\n\0/ŵÂ’–ñ´"


def as_the_pattern_parts(texts):
    lists = pc.split_pattern_regex(pa.array(texts, pa.large_string()), BETWEEN_WORDS)
    return [[word for word in words if word] for words in lists.to_pylist()]


@given(st.lists(st.text(st.sampled_from(LETTERS), max_size=12), max_size=20), st.integers(0, 3))
def test_each_text_has_the_words_that_the_pattern_parts(texts, skipped):
    with pytest.MonkeyPatch.context() as small:
        small.setattr(words, "BLOCK", 3)
        spoken = Spoken(pa.array(texts, pa.large_string()).slice(skipped))
    known = spoken.words.to_pylist()
    found = [[] for _ in texts[skipped:]]
    for row, code in zip(spoken.rows.tolist(), spoken.codes.tolist(), strict=True):
        if known[code]:
            found[row].append(known[code])
    assert found == as_the_pattern_parts(texts[skipped:])
