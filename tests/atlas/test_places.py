"""Towns that a reader asks for, as Welsh has them in a sentence."""

import pytest

from cydfap.atlas.places import towns_of


@pytest.mark.parametrize(
    ("asked", "town"),
    [
        ("Nghaerdydd", "Caerdydd"),
        ("gaerdydd", "Caerdydd"),
        ("Mhen-y-bont ar Ogwr", "Pen-y-bont ar Ogwr"),
        ("Ddolgellau", "Dolgellau"),
        ("lanelli", "Llanelli"),
        ("Abertawe", "Abertawe"),
    ],
)
def test_a_town_is_found_by_its_mutated_name(asked, town):
    assert towns_of(asked)[0].name_cy == town


@pytest.mark.parametrize("asked", ["garden", "land", "x", ""])
def test_an_english_word_is_no_welsh_town_mutated(asked):
    assert towns_of(asked) == []
