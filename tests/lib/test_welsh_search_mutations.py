import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.welsh import fold
from cydfap.lib.welsh.mutate import Mutation, mutate, mutations, radicals

SOFT, NASAL, ASPIRATE, H = Mutation
WORDS = st.text("abcdefghilmnoprstuwy", min_size=1, max_size=10)


@pytest.mark.parametrize(
    ("word", "soft", "nasal", "aspirate"),
    [
        ("caerdydd", "gaerdydd", "nghaerdydd", "chaerdydd"),
        ("penarth", "benarth", "mhenarth", "phenarth"),
        ("tywyn", "dywyn", "nhywyn", "thywyn"),
        ("gwynedd", "wynedd", "ngwynedd", None),
        ("bangor", "fangor", "mangor", None),
        ("dinbych", "ddinbych", "ninbych", None),
        ("llanelli", "lanelli", None, None),
        ("machynlleth", "fachynlleth", None, None),
        ("rhuthun", "ruthun", None, None),
        # Letters of two signs are not the first of the two.
        ("chwarae", None, None, None),
        ("theatr", None, None, None),
        ("phoenix", None, None, None),
        ("ffestiniog", None, None, None),
        ("saron", None, None, None),
        ("tsieina", "dsieina", "nhsieina", None),
    ],
)
def test_first_letters_change_as_the_grammar_says(word, soft, nasal, aspirate):
    assert mutate(word, SOFT) == soft
    assert mutate(word, NASAL) == nasal
    assert mutate(word, ASPIRATE) == aspirate


def test_a_vowel_takes_an_h_and_nothing_else():
    assert mutations("ysgol") == {H: "hysgol"}


def test_a_form_names_every_word_that_it_could_come_from():
    assert set(radicals("fangor")) == {("bangor", SOFT), ("mangor", SOFT)}
    assert ("gardd", SOFT) in radicals("ardd")
    assert ("caerdydd", NASAL) in radicals("nghaerdydd")


@given(WORDS)
def test_what_is_mutated_can_be_taken_back(word):
    for kind, changed in mutations(word).items():
        assert (word, kind) in radicals(changed)


@given(WORDS)
def test_what_is_taken_back_mutates_to_the_same_form(form):
    for word, kind in radicals(form):
        assert mutate(word, kind) == form


@given(WORDS)
def test_mutated_keys_are_folded_keys(word):
    for changed in mutations(word).values():
        assert fold(changed) == changed
