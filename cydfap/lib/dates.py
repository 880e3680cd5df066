"""Fuzzy dates: EDTF level 1, which can say "October 2014", "about 2016" or "by April 2018".

Read by our own small grammar: the edtf package takes milliseconds a date, fails on half-open
intervals and invents ten years as the bounds of those with an unknown end.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .date_words import between, half_open, qualified, single


class Reason(StrEnum):
    NOT_A_DATE = "not-a-date"
    NO_SUCH_DAY = "no-such-day"  # 31 February, month 13
    TWO_FIGURE_YEAR = "two-figure-year"  # 1/4/16
    WRONG_WAY_ROUND = "wrong-way-round"  # an interval that ends before it starts


class DateProblem(ValueError):
    """What was given cannot be read as a date; `reason` says why, `text` is what was given."""

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.reason = reason
        self.text = text


@dataclass(frozen=True, slots=True)
class FuzzyDate:
    """A date that says how exact it is.

    earliest and latest are the first and last day that it may mean; None where it is open or
    unknown. A qualifier (~ about, ? uncertain, % both) does not widen them: nobody said how far.
    """

    edtf: str
    earliest: date | None
    latest: date | None

    def __str__(self) -> str:
        return self.edtf

    def label(self, lang: str) -> str:
        """In words, in "en" or "cy": "about 2016", "tua 2016". KeyError for other languages."""
        start, slash, end = self.edtf.partition("/")
        if not slash:
            return _worded(start, lang)
        if start in OPEN:
            return half_open(_worded(end, lang), lang, "before")
        if end in OPEN:
            return half_open(_worded(start, lang), lang, "after")
        return between(_worded(start, lang), _worded(end, lang))


OPEN = ("", "..")
SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11)}
POINT = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?P<qualifier>[?~%]?)"
)
DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{2}(?:[0-9]{2})?)")
MONTH_FIRST = re.compile(r"([0-9]{1,2})[/.]([0-9]{4})")
MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+(?:Z|[+-][0-9:]+)?")


def parse(text: str) -> FuzzyDate:
    """Read EDTF level 1 (years 0001 to 9999), ISO dates and times, d/m/yyyy and m/yyyy.

    The day comes before the month in 3/4/2018, as in Britain. Raises DateProblem.
    """
    given = text.strip()
    edtf = _as_edtf(given, text)
    start, slash, end = edtf.partition("/")
    if not slash:
        return FuzzyDate(edtf, *_bounds(start, text))
    if start in OPEN and end in OPEN:
        raise DateProblem(Reason.NOT_A_DATE, text)
    earliest = None if start in OPEN else _bounds(start, text)[0]
    latest = None if end in OPEN else _bounds(end, text)[1]
    if earliest and latest and earliest > latest:
        raise DateProblem(Reason.WRONG_WAY_ROUND, text)
    return FuzzyDate(edtf, earliest, latest)


def _as_edtf(given: str, text: str) -> str:
    """The EDTF of what people and spreadsheets write; EDTF itself goes through as it is."""
    if numbers := DAY_FIRST.fullmatch(given):
        day, month, year = numbers.groups()
        if len(year) == 2:
            raise DateProblem(Reason.TWO_FIGURE_YEAR, text)
        return f"{year}-{month:0>2}-{day:0>2}"
    if numbers := MONTH_FIRST.fullmatch(given):
        return f"{numbers[2]}-{numbers[1]:0>2}"
    if timed := MIDNIGHT.fullmatch(given):
        return timed[1]
    return given


def _bounds(point: str, text: str) -> tuple[date, date]:
    match = POINT.fullmatch(point)
    if not match:
        raise DateProblem(Reason.NOT_A_DATE, text)
    year, month, day = match["year"], match["month"], match["day"]
    if "X" in year and month:
        raise DateProblem(Reason.NOT_A_DATE, text)
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    try:
        if month in (None, "XX"):
            if day not in (None, "XX"):
                raise DateProblem(Reason.NOT_A_DATE, text)
            return date(max(first, 1) if "X" in year else first, 1, 1), date(last, 12, 31)
        return _within_year(first, month, day)
    except DateProblem:
        raise
    except ValueError as problem:
        raise DateProblem(Reason.NO_SUCH_DAY, text) from problem


def _within_year(year: int, month: str, day: str | None) -> tuple[date, date]:
    if day is None and month in SEASONS:
        first, last = SEASONS[month]
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])
    if day is None and month == "24":
        # Nobody says which of its two winters a year means.
        return date(year, 1, 1), date(year + 1, 2, monthrange(year + 1, 2)[1])
    if day in (None, "XX"):
        first_day = date(year, int(month), 1)
        return first_day, first_day.replace(day=monthrange(year, int(month))[1])
    exact = date(year, int(month), int(day or 0))
    return exact, exact


def _worded(point: str, lang: str) -> str:
    match = POINT.fullmatch(point)
    if not match:
        raise DateProblem(Reason.NOT_A_DATE, point)
    return qualified(
        single(match["year"], match["month"], match["day"], lang), match["qualifier"], lang
    )
