"""Events as iCalendar (RFC 5545), for people's own calendars.

Written by us: the icalendar package changes the clocks an hour late, lets London's time end, and
takes a backslash before an N for a line break.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .characters import address, one_line, plain

PRODUCT = "-//Cydfap//Cydfap//EN"
LONDON = ZoneInfo("Europe/London")
LONDON_RULES = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
END:VTIMEZONE
"""
RULES_SINCE = 1997
REFRESH = "PT6H"
LONGEST_LINE = 75  # in octets
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class Status(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event in one language.

    uid is the same for ever and in every language; `revision` grows with every change, `changed`
    (aware) is the last one's time. start and end are aware times, or the first and last day. A
    cancelled event stays in the calendar, or people's own would keep it as it was. `summary_lang`
    is there where the summary is in another language than the rest.
    """

    uid: str
    lang: str
    summary: str
    summary_lang: str = ""
    start: datetime | date
    end: datetime | date | None = None
    changed: datetime
    revision: int = 0
    status: Status = Status.CONFIRMED
    description: str = ""
    location: str = ""
    point: tuple[float, float] | None = None  # latitude, longitude
    url: str = ""
    categories: tuple[str, ...] = ()


def write(events: Iterable[Event], *, name: str, lang: str, url: str = "") -> bytes:
    """A calendar of events, by the name under which people see it; url is the calendar's page.

    The same events make the same bytes: DTSTAMP is the last change, as is right for a calendar
    without METHOD.
    """
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{PRODUCT}",
        "VERSION:2.0",
        _words("NAME", name, lang),  # RFC 7986; the X- lines say the same to older programs
        _words("X-WR-CALNAME", name),
        f"X-WR-TIMEZONE:{LONDON.key}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    if url:
        lines.append(f"URL:{address(url)}")
    lines += LONDON_RULES.splitlines()
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield _words("UID", event.uid)
    yield f"DTSTAMP:{_utc(event.changed)}"
    yield f"LAST-MODIFIED:{_utc(event.changed)}"
    yield f"SEQUENCE:{event.revision}"
    yield f"STATUS:{event.status}"
    yield "TRANSP:TRANSPARENT"  # nobody knows whether the reader goes: their day stays free
    yield from _times(event)
    yield _words("SUMMARY", event.summary, event.summary_lang or event.lang)
    if event.description:
        text = plain(event.description).translate(ESCAPED)
        yield f"DESCRIPTION;LANGUAGE={event.lang}:{text}"
    if event.location:
        yield _words("LOCATION", event.location, event.lang)
    if event.point:
        yield "GEO:{:.6f};{:.6f}".format(*event.point)
    if event.url:
        yield f"URL:{address(event.url)}"
    if event.categories:
        names = ",".join(one_line(name).translate(ESCAPED) for name in event.categories)
        yield f"CATEGORIES;LANGUAGE={event.lang}:{names}"
    yield "END:VEVENT"


def _words(name: str, text: str, lang: str = "") -> str:
    language = f";LANGUAGE={lang}" if lang else ""
    return f"{name}{language}:{one_line(text).translate(ESCAPED)}"


def _times(event: Event) -> Iterator[str]:
    """DTSTART and DTEND. The end of a day is the next one's start."""
    start, end = event.start, event.end
    if isinstance(start, datetime):
        yield f"DTSTART{_in_london(start)}"
        if isinstance(end, datetime) and end > start:
            yield f"DTEND{_in_london(end)}"
        return
    last = max(start, end or start)
    yield f"DTSTART;VALUE=DATE:{_day(start)}"
    if last < date.max:  # "for ever", as somebody may write it, has no day after
        yield f"DTEND;VALUE=DATE:{_day(last + timedelta(days=1))}"


def _day(day: date) -> str:
    """With four figures of the year, which a C library leaves out of an early one's."""
    return f"{day.year:04}{day:%m%d}"


def _in_london(time: datetime) -> str:
    """London's time where the rules above say which moment that is, else UTC.

    Of the hour that comes twice in October, iCalendar can only name the first.
    """
    if time.year < RULES_SINCE or (there := time.astimezone(LONDON)).fold:
        return f":{_utc(time)}"
    return f";TZID={LONDON.key}:{_day(there)}T{there:%H%M%S}"


def _utc(time: datetime) -> str:
    there = time.astimezone(UTC)
    return f"{_day(there)}T{there:%H%M%SZ}"


def _folded(line: str) -> bytes:
    """The line with its end, in pieces of at most 75 octets, parted between letters."""
    rest, pieces = line.encode(), []
    room = LONGEST_LINE
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:  # in the middle of a letter
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
        room = LONGEST_LINE - 1  # the next piece begins with a space
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"
