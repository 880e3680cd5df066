"""A public id stands for one entry, for ever."""

import pytest

from cydfap.directory import actions
from cydfap.directory.models import Entry, Source, UsedId
from cydfap.directory.models import entry as entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def sixteen_ids(monkeypatch):
    """The letters a and b, four at a time."""
    monkeypatch.setattr(entries, "CROCKFORD", "ab")
    monkeypatch.setattr(entries, "PUBLIC_ID_LENGTH", 4)


def made(name: str) -> Entry:
    source = Source.objects.get_or_create(name="The forum")[0]
    entry = Entry(name_en=name, source=source)
    return actions.save_entry(entry=entry, layers=[], sectors=[], by=None)


def test_no_two_entries_have_one_id_however_often_the_dice_fall_alike(sixteen_ids):
    given = {made(f"Old Oak {n}").public_id for n in range(16)}
    assert len(given) == 16


def test_the_id_of_a_deleted_entry_is_never_given_again(sixteen_ids):
    first = [made(f"Old Oak {n}") for n in range(8)]
    gone = {entry.public_id for entry in first[:4]}
    for entry in first[:4]:
        actions.delete(record=entry, by=None)
    assert set(UsedId.objects.values_list("public_id", flat=True)) == gone
    again = {made(f"New Oak {n}").public_id for n in range(8)}
    assert not again & gone
    assert Entry.objects.count() == 12


def test_an_entry_keeps_its_id_when_it_is_saved_again(sixteen_ids):
    entry = made("Old Oak")
    before = entry.public_id
    actions.save_entry(entry=entry, layers=[], sectors=[], by=None)
    assert entry.public_id == before
