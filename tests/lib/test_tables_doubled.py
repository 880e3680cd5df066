"""Text that was saved twice, each time in another way, is told from text that was not."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cydfap.lib.tables.doubled import undoubled

SMALL = "abcdefghijklmnopqrstuvwxyzâêîôûŵŷáéíóúẃýàèìòùẁỳäëïöüẅÿçñœß"
LETTERS = SMALL + SMALL.replace("ß", "").upper()
# Signs of print that come after letters, and those that come before them or before figures.
AFTER, BEFORE = "’”–—… ,.", "‘“£€ "
TEXTS = st.text(LETTERS + AFTER + BEFORE, min_size=1, max_size=30)
WORDS = st.text(LETTERS + AFTER, min_size=1, max_size=30)
# What a letter of Latin Extended-A is read as, and no word has.
IN_NO_WORD = re.compile("Ä[…œŒŸ]")


def read_as_windows(text: str) -> str:
    """As Windows reads bytes: those that mean nothing there are control signs."""
    return "".join(
        bytes([byte]).decode("latin-1" if byte in b"\x81\x8d\x8f\x90\x9d" else "cp1252")
        for byte in text.encode()
    )


@given(TEXTS)
def test_what_was_saved_twice_is_found_and_what_it_was_is_told(text):
    assume(not text.isascii())
    assert undoubled(read_as_windows(text)) == text
    assert undoubled(text.encode().decode("latin-1")) == text


@given(WORDS)
def test_what_was_saved_once_is_left_alone(text):
    assume(not IN_NO_WORD.search(text))
    assert undoubled(text) == ""


@pytest.mark.parametrize(
    "text",
    ["", "Caffi", "CÔR’R PENTRE", "TÂN–", "RÉSUMÉ”", "GÄ’S", "Tŷ’r Ŵyl", "Â", "5 × £3", "«À»"],
)
def test_letters_that_look_a_little_like_it_are_no_alarm(text):
    assert undoubled(text) == ""
