"""An event that does not take place: said in words wherever the event is told of."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Page

from cydfap.news import composing, editions
from cydfap.news.enums import EventState
from tests.news import cast
from tests.news.test_feeds import CALENDAR, FEED, calendar, feed, titles

pytestmark = pytest.mark.django_db

INDEX = {"en": "/en/whats-happening/", "cy": "/cy/beth-syn-digwydd/"}


@pytest.fixture
def debate():
    """In both languages; it was to be."""
    english = cast.event("Debate", 2026, 12, 6, 14)
    welsh = cast.event("Dadl", 2026, 12, 6, 14, lang="cy", other=english)
    return english, welsh


def put(page, state):
    page.state = state
    page.save_revision().publish()


def test_its_page_says_so_in_both_languages_though_one_side_alone_was_changed(reader, debate):
    english, _welsh = debate
    put(english, EventState.CANCELLED)
    assert "It has been cancelled." in reader.get(f"{INDEX['en']}debate/").content.decode()
    assert "Mae wedi’i ganslo." in reader.get(f"{INDEX['cy']}dadl/").content.decode()


def test_its_list_says_so(reader, debate):
    put(debate[1], EventState.POSTPONED)
    assert '<b class="off">Postponed</b>' in reader.get(INDEX["en"]).content.decode()
    assert '<b class="off">Wedi’i ohirio</b>' in reader.get(INDEX["cy"]).content.decode()


def test_what_goes_ahead_says_nothing_of_it(reader, debate):
    for address in (INDEX["en"], f"{INDEX['en']}debate/"):
        assert 'class="off"' not in reader.get(address).content.decode()


def test_its_feed_says_so(reader, debate):
    put(debate[0], EventState.CANCELLED)
    assert titles(reader, FEED["en"]) == ["Cancelled: Debate"]
    assert titles(reader, FEED["cy"]) == ["Wedi’i ganslo: Dadl"]


def test_who_follows_one_side_is_told_anew_of_what_the_other_side_calls_off(reader, debate):
    cast.story("Later news")
    Page.objects.update(last_published_at=datetime(2026, 10, 1, tzinfo=cast.LONDON))
    before = {entry.title: entry.updated for entry in feed(reader, FEED["en"]).entries}
    put(debate[1], EventState.CANCELLED)
    first, second = feed(reader, FEED["en"]).entries
    assert (first.title, second.title) == ("Cancelled: Debate", "Later news")
    assert first.updated > before["Debate"]
    assert second.updated == before["Later news"]


@pytest.mark.parametrize(
    ("state", "status"), [("cancelled", "CANCELLED"), ("postponed", "TENTATIVE")]
)
def test_calendars_are_told_of_the_same_event_again(reader, debate, state, status):
    (before,) = calendar(reader, CALENDAR["cy"])
    put(debate[0], state)
    (after,) = calendar(reader, CALENDAR["cy"])
    assert (before.status.value, after.status.value) == ("CONFIRMED", status)
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.dtstamp.value >= before.dtstamp.value
    assert after.summary.value.endswith(": Dadl")


def test_the_digest_says_so(reader, debate):
    put(debate[0], EventState.CANCELLED)
    now = timezone.now()
    (item,) = editions.items(now - editions.WEEK, now)
    assert composing.in_language(item, "en")["off"] == "Cancelled"


def test_an_edition_of_an_older_version_can_still_be_sent(reader, debate):
    now = timezone.now()
    (item,) = editions.items(now - editions.WEEK, now)
    assert "state" not in item
    assert composing.in_language(item, "cy")["off"] == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"postcode": "Library"}, "postcode"),
        ({"postcode": "ZZ9 9ZZ"}, "postcode"),
        ({"lat": 52.0}, "__all__"),
        ({"lat": 152.0, "lon": 1.0}, "__all__"),
    ],
)
def test_a_place_that_cannot_be_is_refused(debate, wrong, field):
    english, _welsh = debate
    for name, value in wrong.items():
        setattr(english, name, value)
    with pytest.raises(ValidationError) as refused:
        english.full_clean()
    assert field in refused.value.message_dict


def test_a_postcode_is_kept_as_people_write_it():
    fair = cast.event("Fair", 2026, 12, 6, 14, postcode="cf10 3nq")
    fair.refresh_from_db()
    assert fair.postcode == "CF10 3NQ"
