"""Applying, queueing and undoing: all or nothing, once, and back again."""

import pytest
from wagtail.models import ModelLogEntry, ReferenceIndex

from cydfap.directory.models import Entry, Generation, Identifier, Layer, Relation, Site
from cydfap.intake import actions, store
from cydfap.intake.enums import State
from cydfap.intake.models import Import
from cydfap.intake.policies import TRANSITIONS, NotAllowed

from .conftest import another_at_work, bring

pytestmark = pytest.mark.django_db

A = {"name": "Old Oak", "postcode": "SA31 2JL", "phone": "01267 111222"}
B = {"name": "Cwmpas", "postcode": "CF83 2AX", "phone": ""}


def received(path, mair, **options) -> Import:
    return actions.receive(path=path, imported=Import(name=path.name, **options), by=mair)


def generation() -> int:
    return Generation.objects.get().number


def test_every_state_has_its_transitions():
    assert set(TRANSITIONS) == set(State)


def test_an_import_is_one_line_in_the_log_and_one_generation(sheet):
    before = generation()
    bring(sheet(A, B))
    assert generation() == before + 1
    assert ModelLogEntry.objects.filter(action="intake.apply").count() == 1


def test_an_import_that_changes_nothing_does_not_stir_the_worker(sheet):
    path = sheet(A, B)
    bring(path)
    before = generation()
    bring(path)
    assert generation() == before


def test_looking_at_a_plan_writes_nothing_to_the_directory(sheet, mair):
    imported = received(sheet(A, B), mair)
    assert imported.counts["add"] == 2
    assert not Entry.objects.exists()
    assert not Layer.objects.exists()


def test_the_worker_takes_what_is_queued_and_then_rests(sheet, mair):
    imported = received(sheet(A), mair)
    assert actions.work() is False
    actions.queue(imported=imported, by=mair)
    assert actions.work() is True
    imported.refresh_from_db()
    assert imported.state == State.APPLIED
    assert Entry.objects.count() == 1
    assert actions.work() is False


def test_a_second_click_is_refused_and_applies_nothing_twice(sheet, mair):
    imported = received(sheet(A), mair)
    actions.queue(imported=imported, by=mair)
    with pytest.raises(NotAllowed):
        actions.queue(imported=imported, by=mair)
    actions.work()
    actions.work()
    assert Entry.objects.count() == 1


def test_what_a_killed_worker_left_goes_back_to_the_queue(sheet, mair):
    imported = received(sheet(A), mair)
    actions.queue(imported=imported, by=mair)
    Import.objects.update(state=State.APPLYING)
    assert actions.work() is True
    imported.refresh_from_db()
    assert imported.state == State.APPLIED


def test_while_one_import_is_applied_the_worker_leaves_others_alone(sheet, mair):
    imported = received(sheet(A), mair)
    actions.queue(imported=imported, by=mair)
    with another_at_work():
        assert actions.work() is False


def test_a_plan_that_the_directory_has_overtaken_goes_back_to_be_looked_at(sheet, mair):
    imported = received(sheet(A), mair, source="forum")
    bring(sheet(A, name="other.csv"), source="forum")
    actions.queue(imported=imported, by=mair)
    actions.work()
    imported.refresh_from_db()
    assert imported.state == State.PLANNED
    assert imported.trouble["code"] == "moved-on"
    assert imported.counts["same"] == 1
    assert Entry.objects.count() == 1


def test_two_plans_of_one_file_add_its_rows_once(sheet, mair):
    first, second = received(sheet(A, B), mair), received(sheet(A, B), mair)
    for imported in (first, second):
        actions.queue(imported=imported, by=mair)
    while actions.work():
        pass
    second.refresh_from_db()
    assert Entry.objects.count() == 2
    assert second.counts["same"] == 2


def test_progress_is_told_outside_the_transaction(sheet, mair):
    imported = received(sheet(A), mair)
    told: list[tuple[str, int]] = []
    actions.queue(imported=imported, by=mair)
    actions.take_next(lambda phase, percent: told.append((phase, percent)))
    assert told[-1] == ("", 100)
    assert "writing" in {phase for phase, _ in told}


def test_undo_removes_what_was_added_and_sets_back_what_was_changed(sheet):
    bring(sheet(A))
    before = Entry.objects.values().get()
    place = Site.objects.values().get()
    changed = {**A, "phone": "01267 333444"}
    imported = bring(sheet(changed | {"website": "https://old-oak.example"}, B), layer="new")
    assert (imported.counts["change"], imported.counts["add"]) == (1, 1)
    actions.undo(imported=imported, by=None)
    after = Entry.objects.values().get(pk=before["id"])
    del before["updated_at"], after["updated_at"]
    assert after == before
    assert Site.objects.values().get(entry=before["id"]) == place
    assert not Layer.objects.filter(key="new").exists()


def test_undo_gives_back_layers_sectors_and_identifiers(sheet):
    bring(sheet({"cuk_id": "R1", "name": "A", "layers": "one", "sectors": "housing"}))
    more = {
        "cuk_id": "R1",
        "name": "A",
        "layers": "one;two",
        "sectors": "energy",
        "company_number": "1",
    }
    imported = bring(sheet(more))
    entry = Entry.objects.get()
    assert entry.layers.count() == 2
    assert entry.identifiers.count() == 2
    actions.undo(imported=imported, by=None)
    assert [layer.key for layer in entry.layers.all()] == ["one"]
    assert [row.sector for row in entry.sectors.all()] == ["housing"]
    assert Identifier.objects.get().value == "R1"


def test_undo_leaves_what_was_edited_or_linked_since_and_lists_it(sheet, mair):
    imported = bring(sheet(A, B, {"name": "Third", "postcode": "LL57 4AA"}))
    edited = Entry.objects.get(name_en="Old Oak")
    edited.phone = "029 2000 0000"
    edited.save()
    linked = Entry.objects.get(name_en="Cwmpas")
    Relation.objects.create(subject=linked, kind="partner", object=edited)
    actions.undo(imported=imported, by=mair)
    imported.refresh_from_db()
    assert {name for (name,) in Entry.objects.values_list("name_en")} == {"Old Oak", "Cwmpas"}
    assert dict(imported.kept) == {edited.public_id: "edited", linked.public_id: "linked"}


def test_an_import_is_taken_back_once(sheet):
    imported = bring(sheet(A))
    actions.undo(imported=imported, by=None)
    with pytest.raises(NotAllowed):
        actions.undo(imported=imported, by=None)


def test_a_thrown_away_plan_leaves_no_file(sheet, mair, django_capture_on_commit_callbacks):
    imported = received(sheet(A), mair)
    place = store.folder(imported)
    assert place.exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.discard(imported=imported, by=mair)
    assert not place.exists()
    assert not Import.objects.exists()


def test_columns_chosen_by_a_person_are_remembered_for_the_next_such_file(sheet, mair):
    path = sheet({"Enw masnachol": "Derwen", "name": "Old Oak"})
    imported = received(path, mair)
    actions.remap(
        imported=imported, columns={"Enw masnachol": "name_cy", "name": "name_en"}, by=mair
    )
    bring(path)
    assert Entry.objects.get().name_cy == "Derwen"


def test_new_public_ids_differ_from_those_in_use():
    from cydfap.intake.additions import new_ids

    first = new_ids(500, set())
    assert len(set(first)) == 500
    assert all(len(each) == 8 for each in first)
    assert not set(new_ids(500, set(first))) & set(first)


# fmt: off
BIRDS = [
    "barcud", "bronfraith", "cigfran", "colomen", "cornchwiglen", "crëyr", "drudwy", "dryw",
    "ehedydd", "gwennol", "gwylan", "hebog", "robin", "siglen", "tylluan",
]
# fmt: on


def test_an_import_gives_nobody_an_id_that_somebody_has_or_had(sheet, monkeypatch):
    """There are sixteen ids here."""
    from cydfap.intake import additions

    monkeypatch.setattr(additions, "LETTERS", bytes(b"ab"[byte & 1] for byte in range(256)))
    monkeypatch.setattr(additions, "PUBLIC_ID_LENGTH", 4)
    first = bring(sheet(A))
    gone = Entry.objects.get().public_id
    actions.undo(imported=first, by=None)
    bring(sheet(*({"name": bird} for bird in BIRDS[:8])))
    bring(sheet(*({"name": bird} for bird in BIRDS[8:])))
    given = set(Entry.objects.values_list("public_id", flat=True))
    assert len(given) == len(BIRDS) == 15
    assert gone not in given


def test_undo_gives_back_a_date_and_a_place(sheet):
    first = {"id": "aaaa0001", "name": "Old Oak", "lat": "51.5", "lon": "-3.2"}
    bring(sheet(first | {"checked_on": "2025-01-02"}))
    before = Site.objects.values().get()
    moved = {"lat": "52.5", "lon": "-3.9", "checked_on": "2026-03-04", "name": "New Oak"}
    imported = bring(sheet(first | moved))
    assert Entry.objects.get().checked_on.isoformat() == "2026-03-04"
    assert Site.objects.values().get() != before
    actions.undo(imported=imported, by=None)
    entry = Entry.objects.get()
    assert (entry.name_en, entry.checked_on.isoformat()) == ("Old Oak", "2025-01-02")
    assert entry.updated_at > imported.applied_at
    assert Site.objects.values().get() == before


def test_undo_forgets_what_the_desk_knew_of_the_entries_it_removes(sheet):
    imported = bring(sheet(A))
    ReferenceIndex.create_or_update_for_object(Entry.objects.get())
    assert ReferenceIndex.objects.exists()
    actions.undo(imported=imported, by=None)
    assert not ReferenceIndex.objects.exists()
