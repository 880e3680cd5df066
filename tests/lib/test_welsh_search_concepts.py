import pytest
from django.utils import translation

from cydfap.directory.enums import Kind, LegalForm, Sector
from cydfap.lib.welsh import concept_table
from cydfap.lib.welsh.concept_table import concepts
from cydfap.lib.welsh.concepts import Concepts
from cydfap.lib.welsh.questions import Asked, Questions, Word


@pytest.fixture(scope="module")
def table(keys):
    return Concepts(keys)


@pytest.fixture(scope="module")
def questions(keys):
    return Questions(keys)


@pytest.mark.parametrize(
    ("lang", "asked", "other"),
    [
        ("en", "housing", ("tai",)),
        ("en", "Housing", ("tai",)),
        ("en", "co-operative", ("cydweithfa",)),
        ("en", "co op", ("cydweithfa",)),
        ("en", "credit union", ("undeb", "credyd")),
        ("en", "Cardiff", ("caerdydd",)),
        ("en", "Bridgend", ("penybont", "ogwr")),
        ("cy", "tai", ("housing",)),
        ("cy", "dai", ("housing",)),
        ("cy", "dafarn", ("pub",)),
        ("cy", "tafarnau", ("pub",)),
        ("cy", "gydweithfeydd", ("cooperative",)),
        ("cy", "undebau credyd", ("credit", "union")),
        ("cy", "gymdeithas dai", ("housing", "association")),
        ("cy", "Nghaerdydd", ("cardiff",)),
        ("cy", "nghaerdydd", ("cardiff",)),
    ],
)
def test_a_word_or_phrase_of_one_language_is_known_in_the_other(table, lang, asked, other):
    assert other in table.other_language(asked, lang)


@pytest.mark.parametrize(("lang", "asked"), [("en", "tai"), ("cy", "housing"), ("en", "zebra")])
def test_what_is_no_concept_of_that_language_has_no_other(table, lang, asked):
    assert table.other_language(asked, lang) == ()


def test_no_concept_has_an_empty_word_or_comes_twice():
    rows = concepts()
    assert len({row.key for row in rows}) == len(rows) >= 200
    assert all(text.strip() == text and text for row in rows for text in (*row.en, *row.cy))


@pytest.mark.parametrize("choices", [Sector, Kind])
@pytest.mark.parametrize("lang", ["en", "cy"])
def test_sectors_and_kinds_are_called_as_the_table_says(choices, lang, monkeypatch):
    other_words = tuple(c._replace(en=(f"{c.key}!",), cy=(f"{c.key}?",)) for c in concepts())
    by_key = {concept.key: concept for concept in other_words}
    monkeypatch.setattr(concept_table, "_by_key", lambda: by_key)
    with translation.override(lang):
        assert [str(choice.label) for choice in choices] == [
            by_key[choice.value]._asdict()[lang][0] for choice in choices
        ]


def test_a_concept_s_welsh_says_whether_anybody_has_read_it():
    assert {concept.state for concept in concepts()} <= {"draft", "reviewed"}


def test_the_legal_forms_that_people_search_by_are_concepts():
    keys = {concept.key for concept in concepts()}
    assert {LegalForm.COOPERATIVE_SOCIETY, LegalForm.CIC, LegalForm.TRADE_UNION} <= keys


def test_a_question_comes_apart_into_words_and_concepts(questions):
    pub, town = questions.ask("dafarn Nghaerdydd")
    assert pub.words == (Word("dafarn", ("tafarn",)),)
    assert ("pub",) in pub.others
    assert town == Asked((Word("nghaerdydd", ("caerdydd",)),), (("cardiff",),))


def test_the_longest_concept_wins(questions):
    (asked,) = questions.ask("credit union")
    assert [word.exact for word in asked.words] == ["credit", "union"]
    assert ("undeb", "credyd") in asked.others


def test_a_word_that_is_no_concept_stands_alone(questions):
    assert questions.ask("Zebra!") == [Asked((Word("zebra", ()),), ())]


def test_no_words_are_no_question(questions):
    assert questions.ask(" – ") == []
