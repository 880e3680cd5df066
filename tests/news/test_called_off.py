"""An event that is called off after a digest told of it: who got that digest is told, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cydfap.news import actions
from cydfap.news.enums import EventState
from cydfap.news.models import Edition, Outgoing
from tests.news import cast
from tests.news.test_cancelled import debate, put  # noqa: F401
from tests.news.test_letters import RHYS, SIAN, edition, letters, outbox, subscribed, words  # noqa: F401

pytestmark = pytest.mark.django_db


def sent_to(outbox, address):  # noqa: F811
    return [letter for letter in letters(outbox) if letter["To"] == address]


def headings(letter):
    """What a letter tells of, in its order."""
    lines = words(letter).splitlines()
    return [lines[at - 1] for at, line in enumerate(lines) if "/whats-happening/" in line
            or "/beth-syn-digwydd/" in line]  # fmt: skip


def test_each_who_got_it_is_told_once_in_their_language(outbox, debate):  # noqa: F811
    subscribed(SIAN, "cy")
    subscribed(RHYS)
    edition("2026-W48")
    late = subscribed("late@example.org")
    put(debate[0], EventState.CANCELLED)
    edition("2026-W49")
    edition("2026-W50")
    of_sian, of_rhys = sent_to(outbox, SIAN), sent_to(outbox, RHYS)
    assert [headings(letter) for letter in of_sian] == [["Dadl"], ["Wedi’i ganslo: Dadl"]]
    assert [headings(letter) for letter in of_rhys] == [["Debate"], ["Cancelled: Debate"]]
    assert of_rhys[1]["Subject"].endswith("Cancelled: Debate")
    assert "Wedi newid ers crynodeb cynharach" in words(of_sian[1], "html")
    assert sent_to(outbox, late.address) == []


def test_it_comes_before_the_week_s_news_of_those_who_want_any(outbox, debate):  # noqa: F811
    bank = cast.topic("Public bank")
    subscribed(SIAN)
    rhys = subscribed(RHYS)
    edition("2026-W48")
    put(debate[1], EventState.POSTPONED)
    cast.story("Later news")
    rhys.topics = [str(bank.translation_key)]
    rhys.save()
    edition("2026-W49")
    assert headings(sent_to(outbox, SIAN)[1]) == ["Postponed: Debate", "Later news"]
    assert headings(sent_to(outbox, RHYS)[1]) == ["Postponed: Debate"]


def test_each_further_change_is_told_and_what_was_told_so_at_first_is_not(outbox, debate):  # noqa: F811
    subscribed(SIAN)
    put(debate[0], EventState.POSTPONED)
    edition("2026-W48")
    edition("2026-W49")
    put(debate[0], EventState.PLANNED)
    edition("2026-W50")
    put(debate[0], EventState.CANCELLED)
    edition("2026-W51")
    edition("2026-W52")
    told = [headings(letter) for letter in sent_to(outbox, SIAN)]
    assert told == [["Debate"], ["Going ahead: Debate"], ["Cancelled: Debate"]]


def test_who_never_got_the_first_letter_is_told_nothing(outbox, debate):  # noqa: F811
    subscribed(SIAN)
    edition("2026-W48")
    Outgoing.objects.update(state="refused", sent_at=None)
    put(debate[0], EventState.CANCELLED)
    edition("2026-W49")
    assert Outgoing.objects.count() == 1


def test_an_event_taken_back_is_told_of_no_more(outbox, debate):  # noqa: F811
    subscribed(SIAN)
    edition("2026-W48")
    put(debate[0], EventState.CANCELLED)
    for side in debate:
        side.unpublish()
    edition("2026-W49")
    assert len(letters(outbox)) == 1


def test_letters_are_remembered_until_the_event_that_they_told_of_is_past(outbox, debate):  # noqa: F811
    subscribed(SIAN)
    first = edition("2026-W20")
    Edition.objects.update(
        since=timezone.now() - timedelta(days=200), until=timezone.now() - timedelta(days=190)
    )
    for side in debate:
        side.starts_at = timezone.now() + timedelta(days=1)
        side.save_revision().publish()
    put(debate[0], EventState.CANCELLED)
    edition("2026-W48")
    assert "Cancelled: Debate" in headings(sent_to(outbox, SIAN)[1])
    for side in debate:
        side.refresh_from_db()
        side.starts_at = timezone.now() - timedelta(days=1)
        side.save_revision().publish()
    actions.write_edition(until=timezone.now(), name="2026-W49")
    assert not Edition.objects.filter(pk=first.pk).exists()
