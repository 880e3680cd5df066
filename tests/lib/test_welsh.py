import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.welsh import english_key, fold, sort_key

WORDS = st.text("abcdefghijklmnopqrstuvwxyzâêîôûŵŷ", min_size=1, max_size=12)


def in_order(*names: str) -> None:
    assert sorted(names, key=sort_key) == list(names)
    assert len({sort_key(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Tŷ’r Ŵyl", "ty'r wyl"),
        ("YNYS MÔN", "ynys mon"),
        ("Ynys Mo\u0302n", "ynys mon"),
        ("Caerdydd a`r Fro", "caerdydd a'r fro"),
        ("d´Arfon", "d'arfon"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_accents_capitals_and_apostrophes_fold_away(written, folded):
    assert fold(written) == folded


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_leaves_no_mark_and_no_difference_of_normal_form(text):
    assert not [letter for letter in fold(text) if unicodedata.combining(letter)]
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


def test_the_alphabet_is_the_welsh_one():
    alphabet = "a b c ch d dd e f ff g ng h i j l ll m n o p ph r rh s t th u w y"
    in_order(*re.findall(r"\w+", alphabet))


def test_digraphs_sort_after_all_words_of_their_first_letter():
    in_order("Cymer", "Chwilog")
    in_order("Dyfed", "Ddol")
    in_order("Gwynedd", "Ngwlad", "Harlech")
    in_order("Lwc", "Llan", "Mold")
    in_order("Rwsia", "Rhyl", "Saron")
    in_order("Tywyn", "Theatr", "Usk")


def test_seams_of_n_and_g_are_two_letters():
    in_order("Bala", "Bangor", "Bargoed")
    in_order("Llan", "Llanelli", "Llangefni", "Llangollen", "Llanrwst")
    in_order("Penarth", "Pengam", "Penmaenmawr")
    in_order("Blaenau", "Blaengarw", "Blaenporth")


def test_the_letter_ng_is_one_letter_elsewhere():
    in_order("agor", "angor", "ail")
    in_order("tagu", "tangnefedd", "tamaid")


def test_seams_of_r_and_h_are_two_letters():
    in_order("Aberdâr", "Aberhonddu", "Aberystwyth")
    in_order("Caerdydd", "Caerhun", "Caernarfon")


def test_spaces_come_before_numbers_and_numbers_before_letters():
    in_order("Tŷ Coch", "Ty2", "Tyn")
    in_order("3 Dinas", "Abertawe")


def test_punctuation_does_not_count():
    assert sort_key("(Tŷ’r Ŵyl)") == sort_key("Ty'r wyl")
    assert sort_key("Betws-y-Coed") == sort_key("Betws y Coed")


def test_english_order_takes_digraphs_apart():
    names = ["Chwilog", "Cymer", "Dolgellau", "Llan", "Lwc"]
    assert sorted(names, key=english_key) == names


@given(st.text(), st.sampled_from([sort_key, english_key]))
def test_keys_are_digits_only_and_come_in_pairs(text, key):
    made = key(text)
    assert made == "" or (made.isdecimal() and made.isascii() and len(made) % 2 == 0)


@given(WORDS, WORDS)
def test_a_beginning_comes_before_what_begins_with_it(first, second):
    assert english_key(first) < english_key(f"{first} {second}")
    assert sort_key(first) < sort_key(f"{first} {second}")


@given(st.lists(WORDS, min_size=2, max_size=4), st.lists(WORDS, min_size=2, max_size=4))
def test_word_by_word_the_first_difference_decides(left, right):
    if sort_key(left[0]) != sort_key(right[0]):
        whole = sort_key(" ".join(left)) < sort_key(" ".join(right))
        assert whole == (sort_key(left[0]) < sort_key(right[0]))
