"""What the database itself refuses, whoever writes."""

import pytest
from django.db import IntegrityError, transaction

from cydfap.directory.models import Entry, Identifier, Relation, Site, Source, tr

pytestmark = pytest.mark.django_db


@pytest.fixture
def register() -> Source:
    return Source.objects.create(name="Co-operatives UK open data", licence="ODC-By 1.0")


def an_entry(register: Source, **fields: str) -> Entry:
    fields = {"name_en": "Old Oak Housing Co-operative", "name_state_en": "original", **fields}
    return Entry.objects.create(source=register, **fields)


def refused(**fields: str):
    register = Source.objects.create(name="A register")
    with pytest.raises(IntegrityError), transaction.atomic():
        an_entry(register, **fields)


def test_an_entry_without_a_name_in_either_language_is_refused():
    refused(name_en="", name_state_en="missing")


def test_a_welsh_name_alone_is_enough(register):
    entry = an_entry(
        register, name_en="", name_state_en="missing", name_cy="Tŷ Cyfle", name_state_cy="original"
    )
    assert tr(entry, "name", "en") == ("Tŷ Cyfle", "cy", True)
    assert tr(entry, "name", "cy") == ("Tŷ Cyfle", "cy", False)


def test_words_whose_state_is_missing_are_refused():
    refused(summary_en="27 homes.", summary_state_en="missing")


def test_a_state_without_words_is_refused():
    refused(summary_cy="", summary_state_cy="draft")


@pytest.mark.parametrize("field", ["kind", "status", "privacy", "legal_form", "name_state_en"])
def test_a_word_that_is_not_in_the_vocabulary_is_refused(field):
    refused(**{field: "sideways"})


@pytest.mark.parametrize(
    "place",
    [
        {"lat": 51.86, "lon": None, "precision": "town"},
        {"lat": 51.86, "lon": -4.31, "precision": ""},
        {"lat": 91.0, "lon": -4.31, "precision": "town"},
        {"lat": None, "lon": None, "precision": "exact"},
    ],
)
def test_half_a_place_is_refused(register, place):
    entry = an_entry(register)
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.create(entry=entry, **place)


def test_an_identifier_names_one_entry_only(register):
    Identifier.objects.create(entry=an_entry(register), scheme="COOPUK", value="R013556")
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(entry=an_entry(register), scheme="COOPUK", value="R013556")


def test_no_entry_is_related_to_itself(register):
    entry = an_entry(register)
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.create(subject=entry, kind="partner", object=entry)


def test_a_public_id_can_be_read_aloud(register):
    assert not set(an_entry(register).public_id) & set("ilou")
