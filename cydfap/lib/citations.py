"""How a report is cited: a sentence to copy, BibTeX and RIS."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .characters import address, one_line
from .date_words import single
from .dates import FuzzyDate


@dataclass(frozen=True, slots=True)
class Author:
    """A person by both names, or an organisation, whose name is all in `family`."""

    family: str
    given: str = ""

    def __str__(self) -> str:
        return ", ".join(one_line(part) for part in (self.family, self.given) if part.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A report in the language in which it is cited; lang is the report's own."""

    key: str
    title: str
    lang: str
    authors: tuple[Author, ...] = ()
    publisher: str = ""
    issued: FuzzyDate | None = None
    url: str = ""
    accessed: date | None = None
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    isbn: str = ""
    doi: str = ""


WORDS = {
    "en": {
        "no_date": "no date",
        "others": "and others",
        "available": "Available at: {url}",
        "accessed": "(accessed: {day})",
    },
    "cy": {
        "no_date": "dim dyddiad",
        "others": "ac eraill",
        "available": "Ar gael yn: {url}",
        "accessed": "(cyrchwyd: {day})",
    },
}
MOST_AUTHORS = 3
# Names are parted by these: a Welsh "and" is "a" or "ac", by the name that follows.
BETWEEN_AUTHORS = "; "
ENDS = (".", "!", "?")


def sentence(work: Work, lang: str) -> str:
    """As Harvard has it, in words of "en" or "cy": "Jones, Siân (2016) Title. Publisher.
    Available at: https://…". Of more than three authors the first is named.
    """
    words = WORDS[lang]
    authors = [name for author in work.authors if (name := str(author))]
    publisher = "" if work.publisher in authors else one_line(work.publisher)
    if len(authors) > MOST_AUTHORS:
        authors = [f"{authors[0]} {words['others']}"]
    when = work.issued.label(lang) if work.issued else words["no_date"]
    title = one_line(work.title)
    whose = f"{BETWEEN_AUTHORS.join(authors)} ({when}) {title}"
    parts = [whose if authors else f"{title} ({when})", *filter(None, [publisher])]
    said = " ".join(part if part.endswith(ENDS) else f"{part}." for part in parts)
    if not work.url:
        return said
    found = words["available"].format(url=address(work.url))
    if work.accessed:
        found += " " + words["accessed"].format(day=_day(work.accessed, lang))
    return f"{said} {found}."


def _day(when: date, lang: str) -> str:
    return single(f"{when.year:04}", f"{when.month:02}", f"{when.day:02}", lang)


# As commands in braces: a bare \{ would count as a brace of BibTeX's own.
LATEX = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
# Pairs that LaTeX would make one sign of: -- is a dash there, and << a quotation mark.
PAIRS = re.compile(r"(?<=([-`',<>]))(?=\1)|(?<=[?!])(?=`)")
KEY = re.compile(r"[^A-Za-z0-9:._-]+")
LANGUAGES = {"en": "english", "cy": "welsh"}
# Names that BibTeX takes apart: by a comma, or by the word that stands between names. Some of its
# readers stumble over commands too.
TAKEN_APART = re.compile(r",|\band\b", re.IGNORECASE)


def bibtex(work: Work) -> str:
    """A @techreport in UTF-8, whose letters stay as they are: ŵ and ŷ too.

    `date` holds the fuzzy date whole, as biblatex reads it; `year` and `month`, which older
    styles want, only what is sure.
    """
    fields = [(name, value) for name, value in _bibtex_fields(work) if value]
    lines = [f"  {name} = {{{value}}}" for name, value in fields]
    return f"@techreport{{{KEY.sub('-', work.key)},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex_fields(work: Work) -> Iterator[tuple[str, str]]:
    yield "author", " and ".join(filter(None, map(_bibtex_name, work.authors)))
    # In a second pair of braces, or a style would make its capitals small.
    yield "title", _protected(work.title)
    yield "institution", _latex(work.publisher)
    if work.issued:
        yield "year", _year(work.issued)
        yield "month", _month(work.issued)
        yield "date", work.issued.edtf
    yield "url", address(work.url)
    yield "urldate", work.accessed.isoformat() if work.accessed else ""
    yield "isbn", _latex(work.isbn)
    yield "doi", _latex(work.doi)
    yield "keywords", ", ".join(_latex(word) for word in work.keywords)
    yield "abstract", _latex(work.abstract)
    yield "langid", LANGUAGES.get(work.lang, "")
    yield "language", work.lang


def _latex(text: str) -> str:
    return PAIRS.sub("{}", one_line(text).translate(LATEX))


def _protected(text: str) -> str:
    return f"{{{_latex(text)}}}" if text.strip() else ""


def _bibtex_name(author: Author) -> str:
    if not author.given.strip():
        return _protected(author.family)
    return f"{_name_part(author.family)}, {_name_part(author.given)}"


def _name_part(name: str) -> str:
    written = _latex(name)
    whole = written != one_line(name) or TAKEN_APART.search(name)
    return _protected(name) if whole else written


def _year(when: FuzzyDate) -> str:
    """The year, if it is only one."""
    first, last = when.earliest, when.latest
    return f"{first.year:04}" if first and last and first.year == last.year else ""


def _month(when: FuzzyDate) -> str:
    first, last = when.earliest, when.latest
    one = first and last and (first.year, first.month) == (last.year, last.month)
    return str(first.month) if first and one else ""


def ris(work: Work) -> str:
    """A report (RPRT) for reference managers. RIS cannot say that a comma is an organisation's."""
    lines = [("TY", "RPRT"), *((tag, text) for tag, text in _ris_lines(work) if text), ("ER", "")]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in lines)


def _ris_lines(work: Work) -> Iterable[tuple[str, str]]:
    yield "ID", KEY.sub("-", work.key)
    for author in work.authors:
        yield "AU", str(author)
    yield "TI", one_line(work.title)
    yield "PB", one_line(work.publisher)
    if work.issued:
        yield "PY", _year(work.issued)
        yield "DA", _ris_date(work.issued)
    yield "UR", address(work.url).replace(";", "%3B")  # RIS parts addresses by it
    yield "Y2", f"{work.accessed:%Y/%m/%d}/" if work.accessed else ""
    yield "SN", one_line(work.isbn)
    yield "DO", one_line(work.doi)
    for word in work.keywords:
        yield "KW", one_line(word)
    yield "AB", one_line(work.abstract)
    yield "LA", work.lang


def _ris_date(when: FuzzyDate) -> str:
    """Year/month/day/other: what is sure in its place, and what EDTF says beyond in the last."""
    month = _month(when)
    day = f"{when.earliest.day:02}" if when.earliest and when.earliest == when.latest else ""
    sure = [_year(when), f"{int(month):02}" if month else "", day]
    beyond = "" if when.edtf == "-".join(filter(None, sure)) else when.edtf.replace("/", " - ")
    return "/".join([*sure, beyond])
