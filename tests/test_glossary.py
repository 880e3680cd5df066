"""The glossary says what the product says: no term is changed in one place alone."""

import csv
import re
from functools import cache

import django
import polib
import pytest
import wagtail
from django.db.models import TextChoices
from django.utils.translation import override

from cydfap.directory import enums as directory
from cydfap.intake import enums as intake
from cydfap.places import enums as places
from cydfap.release.vocabulary import VOCABULARIES
from tests.conftest import ROOT

GLOSSARY = ROOT / "docs" / "reference" / "glossary.md"
CATALOGUE = ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.po"
INSTALLED = {"django": django, "wagtail": wagtail}
# What the installed catalogues say in another sentence.
WITHIN = {"Download the data"}
KEY_WORDS = [
    "Map", "Directory", "Data", "Search", "Key", "Layers", "Entry", "Entries", "Site", "Areas",
    "Relation", "Identifier", "Source", "Licence", "Last checked", "Sector", "Status", "Postcode",
    "Legal form", "Zoom in", "Zoom out", "Full screen", "Near me", "Hide all", "Show all",
    "English only for now", "Welsh only for now", "Release", "Editions", "Published", "Downloads",
    "Imports", "Bring in a file", "See the plan", "Take back", "Something wrong? Tell the forum",
    "by the word in the other language", "spelt nearly so", "Language", "English", "Welsh",
]  # fmt: skip


def rows() -> list[list[str]]:
    """Each row of the tables, heads and rules left out."""
    lines = [line for line in GLOSSARY.read_text().splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [
        row for row in cells if row[:2] not in (["English", "Cymraeg"], ["short", "what it is"])
    ]


@cache
def terms() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for english, welsh, *_ in (row for row in rows() if len(row) == 4):
        found.setdefault(english, set()).add(welsh)
    return found


@cache
def catalogue() -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}


def labels(choices: type[TextChoices], lang: str) -> list[str]:
    with override(lang):
        return [str(label) for label in choices.labels]


@pytest.mark.parametrize(
    "choices",
    [*VOCABULARIES.values(), directory.Shape, intake.Outcome, intake.State, places.AreaKind],
    ids=lambda choices: choices.__name__,
)
def test_every_word_of_a_vocabulary_is_in_the_glossary(choices):
    for english, welsh in zip(labels(choices, "en"), labels(choices, "cy"), strict=True):
        assert welsh in terms().get(english, ()), english


def test_every_layer_of_the_demonstration_is():
    with (ROOT / "demo" / "layers.csv").open(encoding="utf-8", newline="") as file:
        for layer in csv.DictReader(file):
            assert layer["name_cy"] in terms().get(layer["name_en"], ()), layer["key"]


@pytest.mark.parametrize("words", KEY_WORDS)
def test_the_words_that_readers_meet_everywhere_are(words):
    assert words in terms()


def test_where_the_catalogue_has_a_term_it_says_the_same():
    told = {english: terms()[english] for english in terms() if english in catalogue()}
    assert len(told) > 150
    assert not {
        english: catalogue()[english]
        for english, welsh in told.items()
        if catalogue()[english] not in welsh
    }


def test_every_term_names_a_source_that_is_listed_and_has_both_languages():
    listed = {row[0] for row in rows() if len(row) == 2}
    for english, welsh, source, _ in (row for row in rows() if len(row) == 4):
        assert english, welsh
        assert welsh, english
        assert source in listed, english


def in_installed(source: str) -> dict[str, set[str]]:
    said: dict[str, set[str]] = {}
    place = next(iter(INSTALLED[source].__path__))
    for path in sorted(ROOT.__class__(place).glob("**/locale/cy/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            said.setdefault(entry.msgid.casefold(), set()).add(entry.msgstr.casefold())
    return said


@pytest.mark.parametrize("source", INSTALLED)
def test_what_is_said_to_come_from_an_installed_catalogue_does(source):
    said = in_installed(source)
    ours = [row for row in rows() if len(row) == 4 and row[2] == source]
    assert ours
    for english, welsh, *_ in ours:
        if english not in WITHIN:
            assert welsh.casefold() in said.get(english.casefold(), ()), english


def test_one_idea_has_one_word():
    """*Rhifyn* and *rhyddhad* were said beside *argraffiad* and *cyhoeddiad*."""
    said = " ".join(catalogue().values()).casefold()
    assert not re.search(r"\b(rhifyn|rhyddhad)", said)
