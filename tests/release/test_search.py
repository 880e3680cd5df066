"""What a question finds, and in which order."""

import tracemalloc

import numpy as np
import pyarrow as pa
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.welsh.spelling import LONGEST, whole_key
from cydfap.release import api, index, indexing
from cydfap.release.about import slug
from cydfap.release.downloads.pieces import slugged
from cydfap.release.index import NAME, OTHER, SLIP, START, WHOLE
from cydfap.release.reading import Filters
from cydfap.release.words import cut, keys

from . import cast

# (name, everything else that is said of it)
SAID = [
    ("Care", ""),
    ("Care Co-operative Cardiff", "Gofal"),
    ("Cardiff Care", ""),
    ("Tai Cymunedol Tŷ Gwyn", "Housing in Cardiff, CF10 5NB"),
    ("Caffi'r Dref", "A café"),
    ("St Mary's Hall", "care"),
]


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")
    entries = np.arange(len(SAID))
    names, others = (pa.array(texts, pa.large_string()) for texts in zip(*SAID, strict=True))
    indexing.build(
        folder, [indexing.Field.of(names, entries)], [indexing.Field.of(others, entries)]
    )
    made = index.Index.load(folder, len(SAID))

    def found(query: str) -> dict[str, int]:
        answers = made.answers(query)
        return {SAID[at][0]: int(answers[at]) for at in np.flatnonzero(answers)}

    return found


def test_the_whole_name_comes_before_its_start_a_word_of_it_and_other_words(search):
    assert search("care") == {
        "Care": WHOLE,
        "Care Co-operative Cardiff": START,
        "Cardiff Care": NAME,
        "St Mary's Hall": OTHER,
    }
    assert WHOLE > START > NAME > OTHER > SLIP > 0


@pytest.mark.parametrize(
    "query",
    [
        "cooperative",
        "co-operative",
        "CO-OPERATIVE",
        "co‑operative",
        "co operative",
        "co-op",
        "coop",
    ],
)
def test_hyphens_make_no_difference(search, query):
    assert "Care Co-operative Cardiff" in search(query)


@pytest.mark.parametrize("query", ["ty gwyn", "tŷ gwyn", "TY GWY", "tŷ"])
def test_accents_and_capitals_make_no_difference(search, query):
    assert search(query) == {"Tai Cymunedol Tŷ Gwyn": NAME}


@pytest.mark.parametrize("query", ["caffi'r", "caffi’r", "caffir", "caffi r", "caffi"])
def test_apostrophes_make_no_difference(search, query):
    assert list(search(query)) == ["Caffi'r Dref"]


@pytest.mark.parametrize("query", ["cf10 5nb", "CF10 5N", "housing cardiff"])
def test_all_words_must_be_there_in_any_order(search, query):
    assert search(query) == {"Tai Cymunedol Tŷ Gwyn": OTHER}


def test_only_the_last_word_may_be_unfinished(search):
    assert "Cardiff Care" in search("care card")
    assert search("cardi care") == {}


@pytest.mark.parametrize("query", ["crdiff", "caardiff", "cardift", "acrdiff", "cardiff cre care"])
def test_a_slip_of_the_finger_is_forgiven(search, query):
    expected = {} if "cre" in query else {"Care Co-operative Cardiff", "Cardiff Care",
                                          "Tai Cymunedol Tŷ Gwyn"}  # fmt: skip
    found = search(query)
    assert set(found) == set(expected)
    assert set(found.values()) <= {SLIP}


def test_a_word_that_is_there_stands_for_no_other(search):
    """With so few entries, *care* would else find every *café*."""
    assert "Caffi'r Dref" not in search("care")


@pytest.mark.parametrize("query", ["", "  ", "!!!", "-", "'", "zzzz", "\x00", "日本"])
def test_nothing_is_found_by_what_says_nothing(search, query):
    assert search(query) == {}


@given(query=st.text())
def test_no_question_breaks_the_search(search, query):
    search(query)


@given(
    word=st.text(st.characters(categories=["L", "N", "M"], include_characters="'’-"), min_size=1)
)
def test_what_is_stored_is_found_by_itself(word):
    if whole_key(word):
        assert whole_key(word) in keys(word)


@pytest.mark.parametrize("name", ["Caffi'r Dref", "Tŷ Gwyn", "A & B (Cymru) Cyf.", "!!!", "x" * 99])
def test_addresses_are_the_same_in_files_and_on_pages(name):
    assert slugged(pa.array([name], pa.large_string())).to_pylist() == [slug(name)]


@pytest.mark.django_db
def test_the_command_prints_what_the_api_answers(publish, capsys):
    import json

    cast.antur_waunfawr()
    publish()
    call_command("search", "waunfawr", "--json", "--lang", "cy")
    answer = json.loads(capsys.readouterr().out)
    assert answer["total"] == 1
    assert answer["results"] == [
        {
            "id": "ant7rwfr",
            "name": {"en": "Antur Waunfawr", "cy": "Antur Waunfawr"},
            "kind": "organisation",
            "layers": ["members"],
            "lat": 53.10512,
            "lon": -4.20123,
            "url": "/cy/cyfeiriadur/ant7rwfr/antur-waunfawr/",
        }
    ]
    assert answer["facets"]["layer"]["members"] == 1


@pytest.mark.django_db
def test_without_a_release_the_command_says_what_to_do(data):
    with pytest.raises(CommandError, match="publish"):
        call_command("search", "care")


@pytest.mark.django_db
def test_towns_authorities_and_sectors_are_found_in_both_languages(publish):
    from cydfap.release.reading import Filters

    cast.antur_waunfawr()
    cast.cartrefi_cymru()
    release = publish()
    for query in ("waunfawr", "gwynedd", "amgylchedd", "environment", "01846914"):
        found = release.page(Filters(q=query), "en").results
        assert [record.id for record in found] == ["ant7rwfr"], query


def test_a_misspelt_word_does_not_copy_all_words(tmp_path):
    """Searching longer texts among shorter ones, numpy would first make all words longer."""
    words = np.array([f"word{n:06}" for n in range(200_000)], dtype=f"S{LONGEST}")
    nothing = index.Postings(np.zeros(len(words) + 1, int), np.empty(0, np.uint32))
    made = index.Index(0, words, nothing, nothing, nothing, pa.array([]), np.empty(0))
    made.near("word", is_prefix=True)
    tracemalloc.start()
    found = made.near("wird00012", is_prefix=True)
    found.append(made.span("x" * LONGEST, is_prefix=True))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert range(120, 130) in found
    assert most < words.nbytes / 4


@given(word=st.text("abŵ", min_size=1, max_size=40))
def test_what_comes_after_the_words_that_begin_so(word):
    key = cut(word)
    assert key < key + "ŵ".encode() < index.after(key)
    assert len(index.after(key)) <= LONGEST


@pytest.mark.django_db
def test_the_command_answers_with_the_first_site_that_has_a_point(publish):
    entry = cast.antur_waunfawr()
    entry.sites.filter(order=0).update(lat=None, lon=None, precision="")
    filters = Filters(q="antur")
    (found,) = api.answer(publish(), filters, "cy")["results"]
    assert (found["lat"], found["lon"]) == (53.13911, -4.26822)
    assert found["url"].startswith("/cy/")


@pytest.mark.django_db
def test_an_identifier_with_a_semicolon_stays_one(publish):
    entry = cast.antur_waunfawr()
    made = entry.identifiers.get()
    made.value = "0184;6914"
    with pytest.raises(ValidationError, match="semicolon"):
        made.full_clean()
    made.save()
    assert publish().entry(entry.public_id).identifiers == (("GB-COH", "0184,6914"),)
