"""Which of the two languages a name is in, for who reads it aloud."""

import pytest

from cydfap.lib.welsh.which import spoken_in


@pytest.mark.parametrize(
    ("name", "lang"),
    [
        ("Co-operatives UK open data", "en"),
        ("Wales Centre for Public Policy", "en"),
        ("CC BY 4.0 (facts in our own words)", "en"),
        ("Old Oak", "en"),
        ("Cyngor Gwynedd", "cy"),
        ("Menter y Glan", "cy"),
        ("Tŷ Cyfle", "cy"),
        ("Trwydded heb ei gwirio", "cy"),
        ("Yng Nghaerdydd", "cy"),
        ("ODC-By 1.0", ""),
        ("TUC", ""),
        ("", ""),
    ],
)
def test_a_name_is_in_the_language_of_most_of_its_words(keys, name, lang):
    assert spoken_in(name, keys) == lang
