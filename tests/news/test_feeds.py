"""What's happening is followed by programs that are not ours: feed readers and calendars."""

from datetime import date, datetime
from pathlib import Path

import feedparser
import icalendar
import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from cydfap.news.models import NewsTopic, Story
from tests.lib import test_atom
from tests.news import cast
from tests.release import cast as directory

pytestmark = pytest.mark.django_db

FEED = {"en": "/en/whats-happening/feed.atom", "cy": "/cy/beth-syn-digwydd/feed.atom"}
CALENDAR = {"en": "/en/whats-happening/calendar.ics", "cy": "/cy/beth-syn-digwydd/calendar.ics"}
SCHEMA = etree.RelaxNG(etree.parse(Path(test_atom.__file__).with_name("atom.rng")))
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(reader, address):
    """A feed as feedparser has it; it keeps to the standard's schema."""
    answer = reader.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (
        200,
        "application/atom+xml; charset=utf-8",
    )
    SCHEMA.assertValid(etree.fromstring(answer.content))
    parsed = feedparser.parse(answer.content, sanitize_html=False)
    assert not parsed.bozo
    return parsed


def titles(reader, address):
    return [entry.title for entry in feed(reader, address).entries]


def calendar(reader, address):
    """A calendar as vobject has it; icalendar reads it too."""
    answer = reader.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert not [fault for part in icalendar.Calendar.from_ical(answer.content).walk()
                for fault in part.errors]  # fmt: skip
    return vobject.readOne(answer.content.decode()).contents.get("vevent", [])


def test_what_was_published_last_comes_first_whatever_day_it_tells_of(reader):
    cast.story("New day", when="2018")
    cast.story("Old day", when="2016")
    assert titles(reader, FEED["en"]) == ["Old day", "New day"]


def test_a_feed_has_the_filters_of_the_index_and_says_so(reader):
    bank = cast.topic("Public bank")
    cast.topic("Banc cyhoeddus", "cy", other=bank)
    gwynedd = directory.areas()[directory.GWYNEDD]
    cast.story("About all of it", topics=(bank,), areas=(gwynedd,))
    cast.story("Elsewhere", topics=(bank,))
    cast.event("Debate", 2017, 12, 6, 14, topics=(bank,), areas=(gwynedd,))
    query = f"?topic=public-bank&kind=story&area={directory.GWYNEDD}"
    assert titles(reader, FEED["en"] + query) == ["About all of it"]
    assert titles(reader, FEED["cy"] + query) == ["About all of it"]
    told = feed(reader, FEED["cy"] + query).feed
    assert told.title == "Beth sy’n digwydd · Banc cyhoeddus · Stori · Gwynedd"
    assert told.id.endswith(query)


def test_an_entry_is_the_same_after_its_address_changed(reader):
    page = cast.story("Old Oak opens")
    before = feed(reader, FEED["en"]).entries[0]
    page.slug = "old-oak"
    page.save_revision().publish()
    after = feed(reader, FEED["en"]).entries[0]
    assert after.id == before.id
    assert after.link != before.link
    assert reader.get(after.link).status_code == 200


def test_both_sides_name_each_other_and_what_has_one_only_says_in_which_language(reader):
    both = cast.story("In both")
    cast.story("Yn y ddwy", "cy", other=both)
    cast.story("English alone")
    root = etree.fromstring(reader.get(FEED["cy"]).content)
    entries = root.findall("{*}entry")
    assert root.get(XML_LANG) == "cy"
    assert {(e.findtext("{*}title"), e.get(XML_LANG)) for e in entries} == {
        ("Yn y ddwy", "cy"),
        ("English alone", "en"),
    }
    told = next(e for e in feed(reader, FEED["cy"]).entries if e.title == "Yn y ddwy")
    other = [link.href for link in told.links if link.get("hreflang") == "en"]
    assert other == ["http://localhost/en/whats-happening/in-both/"]


def test_what_is_not_public_is_in_no_feed(reader):
    cast.story("Old Oak opens").unpublish()
    cast.event("Round table", 2017, 12, 6, 14).unpublish()
    assert titles(reader, FEED["en"]) == []
    assert calendar(reader, CALENDAR["en"]) == []


@pytest.mark.parametrize("query", ["topic=nothing", "area=W0"])
def test_who_follows_what_is_not_there_is_told(reader, query):
    assert reader.get(f"{FEED['en']}?{query}").status_code == 404
    assert reader.get(f"{CALENDAR['en']}?{query}").status_code == 404


def test_who_has_it_already_gets_nothing_until_something_is_published(reader):
    cast.story("Old Oak opens")
    first = reader.get(FEED["en"])
    again = {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]}
    same = reader.get(FEED["en"], headers=again)
    assert (same.status_code, same.content) == (304, b"")
    cast.story("Old Oak closes")
    assert reader.get(FEED["en"], headers=again).status_code == 200


def test_a_calendar_holds_the_events_of_a_topic_and_a_place(reader):
    bank, (gwynedd, cardiff) = cast.topic("Public bank"), [
        directory.areas()[code] for code in (directory.GWYNEDD, directory.CARDIFF)
    ]  # fmt: skip
    cast.event("Debate", 2017, 12, 6, 14, ends_at=datetime(2017, 12, 6, 16, tzinfo=cast.LONDON),
               place="Tŷ Hywel", area=cardiff, topics=(bank,))  # fmt: skip
    cast.event("Roadshow", 2018, 6, 1, 0, is_all_day=True, area=gwynedd)
    cast.story("A story", topics=(bank,))
    (debate,) = calendar(reader, f"{CALENDAR['en']}?topic=public-bank&kind=story")
    assert debate.summary.value == "Debate"
    assert debate.dtstart.value == datetime(2017, 12, 6, 14, tzinfo=cast.LONDON)
    assert debate.location.value == "Tŷ Hywel, Cardiff"
    assert reader.get(debate.url.value).status_code == 200
    (roadshow,) = calendar(reader, f"{CALENDAR['cy']}?area={directory.GWYNEDD}")
    assert (roadshow.dtstart.value, roadshow.dtend.value) == (date(2018, 6, 1), date(2018, 6, 2))
    assert roadshow.summary.params["LANGUAGE"] == ["en"]


def test_a_changed_event_is_a_later_revision_of_the_same_in_both_languages(reader):
    english = cast.event("Debate", 2017, 12, 6, 14)
    cast.event("Dadl", 2017, 12, 6, 14, lang="cy", other=english)
    (before,) = calendar(reader, CALENDAR["en"])
    (welsh,) = calendar(reader, CALENDAR["cy"])
    assert before.uid.value == welsh.uid.value
    english.starts_at = datetime(2017, 12, 7, 14, tzinfo=cast.LONDON)
    english.save_revision().publish()
    (after,) = calendar(reader, CALENDAR["en"])
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)


@pytest.mark.parametrize("page", ["/en/whats-happening/", "/en/whats-happening/public-bank/"])
def test_pages_say_where_they_can_be_followed(reader, page):
    cast.topic("Public bank")
    html = etree.HTML(reader.get(page).content)
    (found,) = html.xpath('//link[@rel="alternate"][@type="application/atom+xml"]/@href')
    assert reader.get(found).status_code == 200
    assert html.xpath(f'//main//a[@href="{found}"]/text()') == ["Follow by feed"]


def test_the_number_of_queries_stays_when_pages_grow(reader):
    bank = cast.topic("Public bank")
    under = cast.index("en")
    addresses = [FEED["en"], FEED["cy"] + "?topic=public-bank", CALENDAR["en"]]

    def grow(first, last):
        for number in range(first, last):
            page = Story(title=f"Story {number}", locale=under.locale)
            page.topic_links = [NewsTopic(topic=bank)]
            under.add_child(instance=page)
        cast.event(f"Event {last}", 2018, 1, 2, 3)

    def queries():
        counts = []
        for address in addresses:
            reader.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert reader.get(address).status_code == 200
            counts.append(len(asked))
        return counts

    grow(0, 5)
    before = queries()
    grow(5, 45)
    assert queries() == before
    assert max(before) <= 10
