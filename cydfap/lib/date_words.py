"""Fuzzy dates in words, in English and Welsh."""

from typing import Literal

ENGLISH_MONTHS = """
    January February March April May June July August September October November December
"""
WELSH_MONTHS = """
    Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr
"""
MONTHS = {"en": ENGLISH_MONTHS.split(), "cy": WELSH_MONTHS.split()}
SEASONS = {
    "en": {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"},
    "cy": {"21": "gwanwyn", "22": "haf", "23": "hydref", "24": "gaeaf"},
}
DECADE = {"en": "{year}s", "cy": "{year}au"}
HALF_OPEN = {
    "en": {"before": "{point} or before", "after": "{point} or after"},
    "cy": {"before": "{point} neu cyn hynny", "after": "{point} neu ar ôl hynny"},
}
QUALIFIED = {
    "en": {"~": "about {point}", "?": "{point} (uncertain)", "%": "about {point} (uncertain)"},
    "cy": {"~": "tua {point}", "?": "{point} (ansicr)", "%": "tua {point} (ansicr)"},
}


def single(year: str, month: str | None, day: str | None, lang: str) -> str:
    """One point of EDTF in words: "5 October 2014", "Hydref 2014", "2010s"."""
    if "X" in year:
        return _years(year, lang)
    shown = str(int(year))
    if month in (None, "XX"):
        return shown
    if month in SEASONS[lang]:
        return f"{SEASONS[lang][month]} {shown}"
    named = f"{MONTHS[lang][int(month) - 1]} {shown}"
    return named if day in (None, "XX") else f"{int(day)} {named}"


def _years(year: str, lang: str) -> str:
    if year.endswith("XX"):
        return f"{int(year[:2] + '00')}–{int(year[:2] + '99')}"
    return DECADE[lang].format(year=int(year.replace("X", "0")))


def qualified(point: str, qualifier: str, lang: str) -> str:
    """With the words for ~ ? and %. *Tua* turns t, c and p at the start (tua Thachwedd)."""
    if not qualifier:
        return point
    if lang == "cy" and qualifier in "~%" and point.startswith("Tachwedd"):
        point = f"Thachwedd{point.removeprefix('Tachwedd')}"
    return QUALIFIED[lang][qualifier].format(point=point)


def half_open(point: str, lang: str, side: Literal["before", "after"]) -> str:
    """An interval with one end. The point itself is part of it, and the words say so."""
    return HALF_OPEN[lang][side].format(point=point)


def between(start: str, end: str) -> str:
    """From one to the other; a dash, since a Welsh *i* would change the word after it."""
    return f"{start}–{end}" if f"{start}{end}".isdecimal() else f"{start} – {end}"
