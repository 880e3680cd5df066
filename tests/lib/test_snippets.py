"""A question is answered with passages of a report, found by Welsh forms and by concepts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.pdf_text import Page
from cydfap.lib.snippets import APART, CUT, snippets
from cydfap.lib.welsh.questions import Questions

REPORT = [
    Page(1, "Not Alone\nTrade union and co-operative solutions for self-employed workers", "en"),
    Page(2, "Mae fy ngofalwr yn byw yng Nghaerdydd ac mae'n berchen ar y cwmni.", "cy"),
    Page(3, "The carers of Cardiff own the company. A credit is no union, they say.", "en"),
    Page(4, "Tai cydweithredol: y tenantiaid biau'r tŷ, a'r tenantiaid sy'n penderfynu.", "cy"),
]


@pytest.fixture(scope="module")
def questions(keys):
    return Questions(keys)


@pytest.fixture(scope="module")
def found(questions):
    """The pages of the report that answer, each with its marked words."""

    def ask(query, **limits):
        return {
            snippet.number: [snippet.text[start:end] for start, end in snippet.marks]
            for snippet in snippets(REPORT, query, questions, **limits)
        }

    return ask


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("gofalwyr", {2: ["ngofalwr"]}),
        ("gofalwr", {2: ["ngofalwr"]}),
        ("Caerdydd", {2: ["Nghaerdydd"], 3: ["Cardiff"]}),
        ("cardiff", {2: ["Nghaerdydd"], 3: ["Cardiff"]}),
        ("ty", {4: ["Tai", "tŷ"]}),
        ("solutions workers", {1: ["solutions", "workers"]}),
        ("nonsens", {}),
        ("", {}),
        ("!?", {}),
    ],
)
def test_a_word_is_found_by_its_forms_and_in_the_other_language(found, query, pages):
    answers = found(query)
    assert {number: answers[number] for number in pages} == pages
    assert bool(answers) is bool(pages)


def test_english_words_are_not_bent(found):
    assert 3 not in found("fy")
    assert found("own")[3] == ["own"]


def test_a_page_that_answers_more_of_the_question_comes_first(found):
    assert next(iter(found("own Cardiff company"))) == 3
    assert len(found("Cardiff", most=1)) == 1


def test_a_concept_of_two_words_is_only_found_whole(questions):
    pages = [
        Page(1, "A credit to us all.", "en"),
        Page(2, "Undeb credyd lleol", "cy"),
        Page(3, "Yr undeb a'r gweithwyr", "cy"),
    ]
    (only,) = snippets(pages, "credit union", questions)
    assert only.number == 2


def test_a_passage_is_cut_between_words_around_the_answer(questions):
    words = [f"gair{number}" for number in range(400)]
    words[200] = "ŵyl"
    (snippet,) = snippets([Page(7, " ".join(words), None)], "gŵyl ŵyl", questions, width=60)
    ((start, end),) = snippet.marks
    assert snippet.text[start:end] == "ŵyl"
    assert snippet.text.startswith(f"{CUT}gair")
    assert snippet.text.endswith(CUT)
    assert set(snippet.text.strip(CUT).split()) <= set(words)
    assert 40 < len(snippet.text) <= 62


def test_the_densest_passage_is_shown(questions):
    far = " ".join(["geiriau"] * 100)
    text = f"tenant {far} tenant tenant landlord {far} landlord"
    (snippet,) = snippets([Page(1, text, "en")], "tenant landlord", questions, width=80)
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["tenant", "tenant", "landlord"]


def test_parts_stay_apart_in_a_passage_and_a_cut_there_is_one_mark(questions):
    text = APART.join(["Our tenants", "They own it.\nAll of it.", "Landlords"])
    page = Page(1, text, "en")
    (whole,) = snippets([page], "own", questions)
    assert whole.text == "Our tenants … They own it. All of it. … Landlords"
    (middle,) = snippets([page], "own it all", questions, width=31)
    assert middle.text == "…They own it. All of it.…"
    assert [middle.text[a:b] for a, b in middle.marks] == ["own", "it", "All", "it"]


PIECES = st.lists(st.sampled_from(["gofal", "ŵyl", "care", " ", "\n", APART, "-", "’", "x" * 30]))


@given(PIECES.map("".join), st.sampled_from([1, 10, 40, 200]))
def test_marks_are_words_of_the_page_whatever_its_text(questions, text, width):
    for snippet in snippets([Page(1, text, "cy")], "gofal care gŵyl", questions, width=width):
        assert "\n" not in snippet.text
        assert snippet.marks
        assert snippet.text.strip(CUT) in text.replace("\n", " ")
        for start, end in snippet.marks:
            assert 0 <= start < end <= len(snippet.text)
        assert list(snippet.marks) == sorted(snippet.marks)
