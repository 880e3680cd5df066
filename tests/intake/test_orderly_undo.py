"""Taking an import back while others are at work; and in whose name it is done."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cydfap.directory.models import Entry, Relation
from cydfap.intake import actions, undoing
from cydfap.intake.actions import applied
from cydfap.intake.enums import State
from cydfap.intake.models import Import
from cydfap.intake.policies import NotAllowed
from cydfap.news.actions import web_links
from cydfap.news.models import Backer, Event, NewsEntry, Report, WebLinkPlace

from .conftest import another_at_work, bring
from .test_applying import A, B, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def gwen():
    """Gwen is the forum's other secretary."""
    return get_user_model().objects.create_superuser("gwen", "gwen@example.org", "x")


def who(action: str):
    return ModelLogEntry.objects.filter(action=action).latest("pk").user


def test_the_worker_applies_in_the_name_of_who_asked_not_of_who_brought_the_file(sheet, mair, gwen):
    imported = received(sheet(A), mair)
    actions.queue(imported=imported, by=gwen)
    actions.work()
    assert who("intake.apply") == gwen
    assert Import.objects.get().created_by == mair


def test_the_worker_takes_back_in_the_name_of_who_asked(sheet, mair, gwen):
    imported = bring(sheet(A), by=mair)
    assert who("intake.apply") == mair
    with another_at_work():
        actions.undo(imported=imported, by=gwen)
    actions.work()
    assert who("intake.undo") == gwen


def test_an_undo_that_the_worker_did_meanwhile_is_not_done_twice_nor_called_broken(
    sheet, mair, monkeypatch
):
    imported = bring(sheet(A))
    hand_over = applied.hand_over

    def and_the_worker_is_quicker(*words):
        fresh = hand_over(*words)
        assert actions.work() is True
        return fresh

    monkeypatch.setattr(applied, "hand_over", and_the_worker_is_quicker)
    done = actions.undo(imported=imported, by=mair)
    assert (done.state, done.trouble) == (State.UNDONE, {})
    assert ModelLogEntry.objects.filter(action="intake.undo").count() == 1


def test_a_second_undo_while_the_first_waits_is_refused(sheet, mair):
    imported = bring(sheet(A))
    with another_at_work():
        actions.undo(imported=imported, by=mair)
        with pytest.raises(NotAllowed):
            actions.undo(imported=imported, by=mair)
    assert actions.work() is True
    assert actions.work() is False
    assert not Entry.objects.exists()


def test_what_is_still_being_written_cannot_be_taken_back_yet(sheet, mair):
    imported = received(sheet(A), mair)
    actions.queue(imported=imported, by=mair)
    refused = []

    def asked_meanwhile(phase: str, percent: int) -> None:
        if phase:
            with pytest.raises(NotAllowed):
                actions.undo(imported=Import.objects.get(), by=mair)
            refused.append(phase)

    done = actions.take_next(asked_meanwhile)
    assert {"reading", "writing"} <= set(refused)
    assert done.state == State.APPLIED


def test_an_import_taken_back_while_another_is_planned_outdates_that_plan(sheet, mair):
    first = bring(sheet(A), source="forum")
    second = received(sheet(A, B, name="other.csv"), mair, source="forum")
    assert (second.counts["same"], second.counts["add"]) == (1, 1)
    actions.queue(imported=second, by=mair)
    asked: list[str] = []

    def meanwhile(phase: str, percent: int) -> None:
        if not asked:
            asked.append(actions.undo(imported=first, by=mair).state)

    actions.take_next(meanwhile)
    second.refresh_from_db()
    assert asked == [State.UNDONE]
    assert (second.state, second.trouble["code"]) == (State.PLANNED, "moved-on")
    assert second.counts["add"] == 2
    assert not Entry.objects.exists()


def test_an_undo_that_fails_leaves_the_import_applied(sheet, mair, monkeypatch):
    imported = bring(sheet(A))

    def breaks(*words):
        raise KeyError("a fault")

    monkeypatch.setattr(undoing, "remove", breaks)
    done = actions.undo(imported=imported, by=mair)
    assert (done.state, done.trouble["code"]) == (State.APPLIED, "undo-broken")
    assert Entry.objects.count() == 1


def test_an_entry_whose_links_the_worker_has_gathered_is_taken_back_with_them(
    sheet, mair, monkeypatch
):
    monkeypatch.setattr(web_links, "gathered", [])
    imported = bring(sheet(A | {"website": "https://old-oak.example"}), by=mair)
    web_links.gather()
    assert WebLinkPlace.objects.filter(entry__name_en="Old Oak").exists()
    done = actions.undo(imported=imported, by=mair)
    assert done.kept == []
    assert not Entry.objects.exists()
    assert not WebLinkPlace.objects.exclude(entry=None).exists()


def test_only_what_persons_write_keeps_an_entry_from_being_taken_back():
    pointing = {
        relation.related_model
        for relation in Entry._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.one_to_one) and not relation.concrete
    }
    # Whoever adds a table that points to entries says here, or in PARTS, who writes it.
    assert pointing - set(undoing.PARTS) == {Backer, Event, NewsEntry, Relation, Report}


def test_what_an_undo_left_as_it_is_is_listed_by_name(sheet, mair, client):
    imported = bring(sheet(A, B), by=mair)
    Entry.objects.get(name_en="Old Oak").save()
    actions.undo(imported=imported, by=mair)
    client.force_login(mair)
    page = client.get(reverse("imports:plan", args=[imported.pk])).content.decode()
    public_id = Entry.objects.get().public_id
    assert f"<li>Old Oak <code>{public_id}</code></li>" in page
