"""What goes into a calendar is what another program reads out of it."""

from datetime import UTC, date, datetime, timedelta, timezone
from io import StringIO
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st

from cydfap.lib.calendars import LONDON_RULES, Event, Status, write
from cydfap.lib.characters import one_line, plain

LONDON = ZoneInfo("Europe/London")
ROUND_TABLE = Event(
    uid="bwrdd-crwn@gofal.cymru.coop",
    lang="cy",
    summary="Bwrdd crwn: addysg gydweithredol, ŵyl a dŵr; rhan 2",
    start=datetime(2017, 12, 6, 14, tzinfo=LONDON),
    end=datetime(2017, 12, 6, 16, tzinfo=LONDON),
    changed=datetime(2017, 11, 1, 9, 30, 15, 123, tzinfo=UTC),
    revision=3,
    description='Croeso i bawb.\nDewch â ffrind; \\ neu ddau, "os gwelwch yn dda".',
    location="Tŷ’r Cwmnïau, Caerdydd",
    point=(51.481581, -3.17909),
    url="https://gofal.cymru.coop/cy/digwyddiad/?a=1,2;b",
    categories=("addysg, dysgu", "cydweithio"),
)


def changed(**parts):
    return Event(**{name: getattr(ROUND_TABLE, name) for name in Event.__slots__} | parts)


def read(*events):
    """The calendar as vobject reads it, and its events."""
    text = write(events, name="Digwyddiadau’r fforwm", lang="cy").decode()
    calendar = vobject.readOne(text)
    return calendar, calendar.contents.get("vevent", [])


def test_an_event_is_read_as_it_was_written():
    calendar, (event,) = read(ROUND_TABLE)
    assert calendar.version.value == "2.0"
    assert len(calendar.vtimezone_list) == 1
    assert event.uid.value == ROUND_TABLE.uid
    assert event.summary.value == ROUND_TABLE.summary
    assert event.summary.params["LANGUAGE"] == ["cy"]
    assert event.description.value == ROUND_TABLE.description
    assert event.location.value == ROUND_TABLE.location
    assert event.url.value == ROUND_TABLE.url
    assert event.geo.value == "51.481581;-3.179090"
    assert event.categories.value == list(ROUND_TABLE.categories)
    assert (event.dtstart.value, event.dtend.value) == (ROUND_TABLE.start, ROUND_TABLE.end)
    stamp = datetime(2017, 11, 1, 9, 30, 15, tzinfo=UTC)
    assert event.dtstamp.value == event.last_modified.value == stamp
    assert (event.sequence.value, event.status.value) == ("3", "CONFIRMED")


def test_the_calendar_says_what_it_is():
    text = write([], name="Care, events", lang="en", url="https://care.wales.coop/en/").decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "NAME;LANGUAGE=en:Care\\, events\r\n" in text
    assert "X-WR-CALNAME:Care\\, events\r\n" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in text
    assert "URL:https://care.wales.coop/en/\r\n" in text
    assert vobject.readOne(text).prodid.value.startswith("-//Cydfap")


def test_signs_of_the_format_are_escaped_though_many_readers_do_not_mind():
    text = write([changed(summary="a,b;c\\d", description="e\nf")], name="x", lang="cy").decode()
    assert "SUMMARY;LANGUAGE=cy:a\\,b\\;c\\\\d\r\n" in text
    assert "DESCRIPTION;LANGUAGE=cy:e\\nf\r\n" in text


def test_a_cancelled_event_stays_and_says_so():
    _, (event,) = read(changed(status=Status.CANCELLED, revision=4))
    assert (event.status.value, event.sequence.value) == ("CANCELLED", "4")


def test_the_same_events_make_the_same_file():
    assert write([ROUND_TABLE], name="x", lang="cy") == write([ROUND_TABLE], name="x", lang="cy")


@pytest.mark.parametrize(
    ("first", "last", "end"),
    [
        (date(2018, 3, 1), None, date(2018, 3, 2)),
        (date(2018, 3, 1), date(2018, 3, 1), date(2018, 3, 2)),
        (date(2017, 12, 30), date(2018, 1, 2), date(2018, 1, 3)),
    ],
)
def test_days_are_days_and_the_last_is_among_them(first, last, end):
    _, (event,) = read(changed(start=first, end=last))
    assert (event.dtstart.value, event.dtend.value) == (first, end)


@pytest.mark.parametrize("year", [1, 26, 202, 1996, 9999])
def test_a_slip_of_a_year_in_one_event_spoils_nobody_s_calendar(year):
    day = changed(start=date(year, 12, 31), end=None)
    evening = changed(start=datetime(year, 1, 1, tzinfo=UTC), end=None)
    _, (first, second) = read(day, evening)
    assert first.dtstart.value == day.start
    assert second.dtstart.value == evening.start


@pytest.mark.parametrize("hours", [-1, 0, 1, 2])
@pytest.mark.parametrize("night", [datetime(2018, 3, 25), datetime(2018, 10, 28)])
def test_the_clocks_change_in_the_calendar_as_they_do(night, hours):
    moment = night.replace(tzinfo=UTC) + timedelta(hours=hours)
    _, (event,) = read(changed(start=moment.astimezone(LONDON), end=None))
    assert event.dtstart.value.astimezone(UTC) == moment


@pytest.fixture(scope="module")
def rules():
    return tzical(StringIO(LONDON_RULES)).get("Europe/London")


MOMENTS = st.datetimes(datetime(1997, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))


@given(MOMENTS)
def test_the_rules_of_london_are_those_of_the_tz_database(rules, moment):
    ours = moment.astimezone(LONDON)
    if not ours.fold:
        assert ours.replace(tzinfo=rules).utcoffset() == ours.utcoffset()


TEXT = st.text(max_size=200) | st.text('ŵŷâêîôû’,;:\\"\n\r\t aN=', max_size=200)
ZONES = st.sampled_from([UTC, LONDON, timezone(timedelta(hours=-5)), ZoneInfo("Asia/Tokyo")])
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=ZONES)


def value(component, name):
    """What vobject read under a name; empty where there is nothing."""
    return component.contents[name][0].value if name in component.contents else ""


@settings(max_examples=60)
@given(TEXT, TEXT, TEXT, TIMES, TIMES)
def test_whatever_is_written_is_read(summary, description, location, one, other):
    start, end = sorted(time.replace(microsecond=0) for time in (one, other))
    calendar, (event,) = read(
        changed(summary=summary, description=description, location=location, start=start, end=end)
    )
    assert len(calendar.contents["vevent"]) == 1
    assert value(event, "summary") == one_line(summary)
    assert value(event, "description") == plain(description)
    assert value(event, "location") == one_line(location)
    assert event.dtstart.value.astimezone(UTC) == start.astimezone(UTC)
    if end > start:
        assert event.dtend.value.astimezone(UTC) == end.astimezone(UTC)


@settings(max_examples=60)
@given(TEXT, TIMES)
def test_a_second_reader_reads_the_same(text, start):
    file = write([changed(summary=text, start=start, end=None)], name=text, lang="en")
    calendar = icalendar.Calendar.from_ical(file)
    (event,) = calendar.walk("VEVENT")
    assert not event.errors
    assert event["SUMMARY"] == one_line(text)
    assert event["SUMMARY"].params["LANGUAGE"] == "cy"
    assert event.decoded("DTSTART").astimezone(UTC) == start.astimezone(UTC).replace(microsecond=0)


@given(st.text("ŵŷ’😀 abc,;\n", min_size=60, max_size=400))
def test_lines_are_folded_by_octets_between_letters(text):
    lines = write([changed(description=text)], name=text, lang="cy").split(b"\r\n")
    assert lines[-1] == b""
    for line in lines:
        assert len(line) <= 75
        line.decode()
        assert b"\n" not in line
        assert b"\r" not in line
