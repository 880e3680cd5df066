"""When an event is, in words, in English and Welsh."""

from datetime import date, datetime, time, timedelta

from .date_words import MONTHS

ENGLISH_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
WELSH_DAYS = "Llun Mawrth Mercher Iau Gwener Sadwrn Sul"
DAYS = {
    "en": ENGLISH_DAYS.split(),
    "cy": [f"dydd {day}" for day in WELSH_DAYS.split()],
}
# What ends so early belongs to the evening on which it began.
SMALL_HOURS = time(6)


def day(one: date, lang: str) -> str:
    """One day: "Wednesday 6 December 2017", "dydd Mercher 6 Rhagfyr 2017"."""
    return f"{_weekday(one, lang)} {_month(one, lang)} {one.year}"


def days(first: date, last: date, lang: str) -> str:
    """From one day to another, both whole; month and year are said once if they are the same."""
    if first == last:
        return day(first, lang)
    start = _weekday(first, lang)
    if (first.year, first.month) != (last.year, last.month):
        start += f" {_month(first, lang)}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} – {day(last, lang)}"


def when(start: datetime | date, end: datetime | date | None, lang: str) -> str:
    """The times of an event, as its place has them; `end` is the last day of one without times.

    "dydd Mercher 6 Rhagfyr 2017, 14:00–16:00". A night ends before six: "22:00–02:00".
    """
    if not isinstance(start, datetime) or not (end is None or isinstance(end, datetime)):
        return days(_day_of(start), _day_of(end or start), lang)
    begun = f"{day(start, lang)}, {start:%H:%M}"
    if end is None or end <= start:
        return begun
    if _one_evening(start, end):
        return f"{begun}–{end:%H:%M}"
    return f"{begun} – {day(end, lang)}, {end:%H:%M}"


def _one_evening(start: datetime, end: datetime) -> bool:
    next_day = start.date() + timedelta(days=1)
    night = end.date() == next_day and end.time() < SMALL_HOURS <= start.time()
    return night or end.date() == start.date()


def _day_of(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _weekday(one: date, lang: str) -> str:
    return f"{DAYS[lang][one.weekday()]} {one.day}"


def _month(one: date, lang: str) -> str:
    return MONTHS[lang][one.month - 1]
