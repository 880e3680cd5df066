"""A text that is only in the other language, or behind it, says so: in both directions, wherever it
is shown.
"""

import pytest

from cydfap.directory.enums import TextState
from cydfap.directory.models import Entry, Layer
from tests.release import cast

OTHER = {"en": "cy", "cy": "en"}
DIRECTORY = {"en": "/en/directory/", "cy": "/cy/cyfeiriadur/"}
SEARCH = {"en": "/en/search/", "cy": "/cy/chwilio/"}
ONLY = {"en": "Welsh only for now", "cy": "Saesneg yn unig ar hyn o bryd"}
STALE = {
    "en": "Out of date: the other text has changed",
    "cy": "Wedi dyddio: mae&#x27;r testun arall wedi newid",
}
NAME = "Deintyddfa Gateway"
# Where an entry is shown, with its id in the address.
SHOWN = [
    "{directory}{id}/", "{directory}", "{search}?q=Gateway", "/{lang}/map/",
    "/{lang}/map/?entry={id}", "/{lang}/map/?part=popup&entry={id}",
]  # fmt: skip
WITH_SUMMARY = [place for place in SHOWN if "{id}" in place]


@pytest.fixture(params=["en", "cy"])
def lang(request) -> str:
    return request.param


def page_of(reader, place: str, lang: str, id: str) -> str:
    address = place.format(directory=DIRECTORY[lang], search=SEARCH[lang], lang=lang, id=id)
    return reader.get(address, follow=True).content.decode()


def made(lang: str, name_state: str, summary_state: str) -> str:
    """A placed entry whose texts in `lang` are in these states; the other language's are whole."""
    entry = cast.chicken_shack()
    other = OTHER[lang]
    texts = {
        f"name_{other}": NAME, f"name_state_{other}": TextState.ORIGINAL,
        f"summary_{other}": "Un o ddwy.", f"summary_state_{other}": TextState.ORIGINAL,
        f"name_{lang}": "" if name_state == TextState.MISSING else NAME,
        f"name_state_{lang}": name_state,
        f"summary_{lang}": "" if summary_state == TextState.MISSING else "Y llall.",
        f"summary_state_{lang}": summary_state,
    }  # fmt: skip
    Entry.objects.filter(pk=entry.pk).update(public_id="gateway1", **texts)
    return "gateway1"


@pytest.fixture
def renewed(publish_again):
    Entry.objects.all().delete()
    return publish_again


@pytest.mark.parametrize("place", SHOWN)
def test_a_name_in_the_other_language_is_marked_and_told(place, lang, reader, renewed):
    id = made(lang, TextState.MISSING, TextState.REVIEWED)
    renewed()
    page = page_of(reader, place, lang, id)
    assert f'<span lang="{OTHER[lang]}">{NAME}</span>' in page
    assert ONLY[lang] in page
    assert STALE[lang] not in page


@pytest.mark.parametrize("place", SHOWN)
def test_a_name_that_is_behind_is_told(place, lang, reader, renewed):
    id = made(lang, TextState.STALE, TextState.REVIEWED)
    renewed()
    page = page_of(reader, place, lang, id)
    assert STALE[lang] in page
    assert ONLY[lang] not in page


@pytest.mark.parametrize("place", WITH_SUMMARY)
def test_so_is_a_summary(place, lang, reader, renewed):
    for state, told in ((TextState.MISSING, ONLY[lang]), (TextState.STALE, STALE[lang])):
        Entry.objects.all().delete()
        id = made(lang, TextState.REVIEWED, state)
        renewed()
        assert told in page_of(reader, place, lang, id)


@pytest.mark.parametrize("place", SHOWN)
def test_the_other_side_has_nothing_to_tell(place, lang, reader, renewed):
    id = made(lang, TextState.MISSING, TextState.STALE)
    renewed()
    page = page_of(reader, place, OTHER[lang], id)
    assert ONLY[OTHER[lang]] not in page
    if "directory" not in place or "{id}" not in place:  # An entry's own page has both columns.
        assert STALE[OTHER[lang]] not in page


@pytest.mark.parametrize("state", [TextState.STALE, TextState.DRAFT])
def test_the_column_of_a_language_says_the_worst_of_its_texts(state, lang, reader, renewed):
    id = made(lang, TextState.REVIEWED, TextState.REVIEWED)
    texts = {f"description_{lang}": "Mwy.", f"description_state_{lang}": state}
    Entry.objects.filter(public_id=id).update(**texts)
    release = renewed()
    label = release.vocabularies["states"][state][lang].replace("'", "&#x27;")
    assert label in page_of(reader, "{directory}{id}/", lang, id)


@pytest.mark.parametrize("place", ["/{lang}/", "/{lang}/map/", "{directory}", "{directory}{id}/"])
def test_a_layer_that_is_named_in_one_language_only(place, lang, reader, renewed):
    id = made(lang, TextState.REVIEWED, TextState.REVIEWED)
    Layer.objects.filter(key="housing").update(**{f"name_{lang}": ""})
    renewed()
    assert ONLY[lang] in page_of(reader, place, lang, id)
    assert ONLY[OTHER[lang]] not in page_of(reader, place, OTHER[lang], id)


@pytest.mark.parametrize("place", ["{directory}{id}/", "{directory}", "{search}?q=Gateway"])
def test_a_proper_name_is_in_the_language_that_it_comes_from(place, lang, reader, renewed):
    id = made(lang, TextState.SAME, TextState.REVIEWED)
    renewed()
    assert f'<span lang="{OTHER[lang]}">{NAME}</span>' in page_of(reader, place, lang, id)
    there = page_of(reader, place, OTHER[lang], id)
    assert f'<span lang="{OTHER[lang]}">{NAME}</span>' not in there
    assert ONLY[lang] not in page_of(reader, place, lang, id)


def test_a_source_s_name_is_read_in_its_own_language(reader, release):
    source = "Co-\u2060operatives UK open data"
    page = reader.get("/cy/cyfeiriadur/60p3t4/cydweithfa-dai-chicken-shack/").content.decode()
    assert f'<span lang="en">{source}</span>' in page
    english = reader.get("/en/directory/60p3t4/x/", follow=True).content.decode()
    assert source in english
    assert f'<span lang="en">{source}</span>' not in english
