"""The language of a text is told by its small words, and never told wrongly."""

import re
from pathlib import Path

import django
import polib
import pytest

from cydfap.lib.welsh.language import guess
from cydfap.lib.welsh.spelling import written_words
from tests.conftest import ROOT

# Real sentences in both languages, most of them by other people: Django's and Wagtail's.
CATALOGUES = [
    ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.po",
    *Path(django.__file__).parent.parent.glob("**/locale/cy/LC_MESSAGES/django.po"),
]
LEAST = 0.97
LONG = 10
NO_WORDS = re.compile(r"%\(\w+\)[sdr]|%[sd]|\{\w+\}|<[^>]+>|https?://\S+")


@pytest.fixture(scope="module")
def sentences():
    entries = [entry for path in CATALOGUES for entry in polib.pofile(str(path)) if entry.msgstr]
    assert len(entries) > 1000
    both = {
        "en": [NO_WORDS.sub(" ", entry.msgid) for entry in entries],
        "cy": [NO_WORDS.sub(" ", entry.msgstr) for entry in entries],
    }
    return {
        lang: [text for text in texts if len(written_words(text)) >= LONG]
        for lang, texts in both.items()
    }


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_a_sentence_is_in_its_language(sentences, lang):
    told = [guess(text) for text in sentences[lang]]
    assert len(told) > 100
    assert told.count(lang) >= LEAST * len(told)


@pytest.mark.parametrize(("lang", "other"), [("en", "cy"), ("cy", "en")])
def test_what_cannot_be_told_is_left_open(sentences, lang, other):
    assert not [text for text in sentences[lang] if guess(text) == other]


@pytest.mark.parametrize(
    "text",
    ["", "Caerdydd", "12, 14, 2017", "Tower Colliery, Hirwaun", "the y of yn",
     "Die Genossenschaft gehört den Menschen, die in ihr arbeiten und wohnen."],
)  # fmt: skip
def test_names_figures_and_other_languages_are_neither(text):
    assert guess(text) is None
