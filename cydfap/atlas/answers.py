"""What answers a question besides entries: pages of What's happening, and reports by their text."""

from typing import Any

from django.core.paginator import Page as Place
from django.core.paginator import Paginator

from cydfap.release.api import may_guess
from cydfap.release.page_search import Found, FoundPage, FoundReport
from cydfap.release.reading import NewsRecord, Release

from .wording import in_language, notice, told

PAGES, REPORTS = "pages", "reports"
# As many as a list alone has, and as stand beside the entries.
PAGE_SIZE = {PAGES: 20, REPORTS: 10}
FIRST = {PAGES: 5, REPORTS: 3}
# Of each report alone, and beside the entries.
PASSAGES, FIRST_PASSAGES = 5, 2

Answers = dict[str, Any]


def beside(release: Release, q: str, lang: str) -> Answers:
    """The best of both, to stand beside the entries that answer; and how many there are."""
    guess = may_guess(release, q, lang)
    pages = release.texts.pages(q, lang, slice(FIRST[PAGES]), guess=guess)
    reports = release.texts.reports(
        q, lang, slice(FIRST[REPORTS]), passages=FIRST_PASSAGES, guess=guess
    )
    return {
        PAGES: {"total": pages.total, "rows": page_rows(pages, release, lang)},
        REPORTS: {"total": reports.total, "rows": report_rows(reports, release, lang)},
    }


def count(release: Release, q: str, lang: str) -> int:
    """How many pages and reports answer."""
    guess = may_guess(release, q, lang)
    parts = (release.texts.pages, release.texts.reports)
    return sum(part(q, lang, slice(0), guess=guess).total for part in parts)


def alone(release: Release, part: str, q: str, lang: str, number: int) -> Answers:
    """All of one part, page by page; beyond the last, the last."""
    guess = may_guess(release, q, lang)

    def some(which: slice) -> Found:
        if part == PAGES:
            return release.texts.pages(q, lang, which, guess=guess)
        return release.texts.reports(q, lang, which, passages=PASSAGES, guess=guess)

    place = placed(some(slice(0)).total, PAGE_SIZE[part], number)
    found = some(slice(place.start_index() - 1 if place.object_list else 0, place.end_index()))
    rows = page_rows if part == PAGES else report_rows
    return {"total": found.total, "rows": rows(found, release, lang), "pages": place}


def placed(total: int, size: int, number: int) -> Place[int]:
    return Paginator(range(total), size).get_page(number)


def page_rows(found: Found, release: Release, lang: str) -> list[Answers]:
    return [page_row(each, release, lang) for each in found.pages]


def page_row(found: FoundPage, release: Release, lang: str) -> Answers:
    """With the passage that answers, or else its introduction."""
    row = news_row(found.page, release, lang)
    return row | {
        "intro": in_language(found.intro, lang),
        "passage": found.passage,
        "match": found.match,
    }


def report_rows(found: Found, release: Release, lang: str) -> list[Answers]:
    return [report_row(each, release, lang) for each in found.reports]


def report_row(found: FoundReport, release: Release, lang: str) -> Answers:
    return page_row(found.page, release, lang) | {"passages": found.passages}


def news_row(page: NewsRecord, release: Release, lang: str) -> dict[str, Any]:
    """A page of What's happening as a list has it; in the other language if it must be."""
    title, path = told(page, "title", lang), told(page, "path", lang)
    return {
        "title": title,
        "url": path.words,
        "lang": path.lang,
        "kind": release.vocabularies["news_kinds"].get(page.kind, {}),
        "when": page.when,
        "lacking": notice(page, "title", lang),
    }
