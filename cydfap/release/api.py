"""What `/api/search` and `./manage.py search --json` both answer."""

from __future__ import annotations

from typing import Any

from cydfap.lib.geography import Point, distance_km

from .filters import Filters
from .page_search import FoundPage, FoundReport
from .reading import PAGE_SIZE, EntryRecord, Release
from .routes import entry_path


def answer(
    release: Release, filters: Filters, lang: str, page: int = 1, near: Point | None = None
) -> dict[str, Any]:
    """{total, results, facets}: 20 entries a page, from page 1 (docs/reference/api.md)."""
    found = release.page(filters, lang, page, near=near)
    return {
        "total": found.total,
        "results": [result(record, lang, near) for record in found.results],
        "facets": found.facets,
    }


def result(record: EntryRecord, lang: str, near: Point | None = None) -> dict[str, Any]:
    """`lat` and `lon` are the first site's that is on the map, else null; with `near` they are the
    nearest's, and `km` says how far it is. `match` is there only where an entry was found otherwise
    than by the words themselves.
    """
    told = {
        "id": record.id,
        "name": record.name,
        "kind": record.kind,
        "layers": list(record.layers),
        "lat": record.lat,
        "lon": record.lon,
        "url": entry_path(record.id, record.name_en, record.name_cy, lang),
    }
    if near and record.lat is not None and record.lon is not None:
        told["km"] = round(distance_km(near.lat, near.lon, record.lat, record.lon))
    if record.dated:
        told["when"] = record.dated.when
        if record.is_event:
            told |= {"url": record.dated.path(lang), "state": record.dated.state}
    return told | {"match": record.match} if record.match else told


# What a question may be asked of instead of the entries.
PARTS = ("pages", "reports")


def answer_of(release: Release, part: str, q: str, lang: str, page: int = 1) -> dict[str, Any]:
    """{total, results}: what of a part answers, 20 a page."""
    some = slice((max(1, page) - 1) * PAGE_SIZE, max(1, page) * PAGE_SIZE)
    guess = may_guess(release, q, lang)
    if part == "pages":
        pages = release.texts.pages(q, lang, some, guess=guess)
        return {"total": pages.total, "results": [page_result(each, lang) for each in pages.pages]}
    found = release.texts.reports(q, lang, some, guess=guess)
    return {"total": found.total, "results": [report_result(each, lang) for each in found.reports]}


def may_guess(release: Release, q: str, lang: str) -> bool:
    """Whether what is spelt nearly so may answer: where no entry answers otherwise."""
    first = release.page(Filters(q=q, lang=lang), lang, page=1, size=1).results
    return not first or first[0].match == "slip"


def page_result(found: FoundPage, lang: str) -> dict[str, Any]:
    """`url` leads to the page in `lang` where it is there, else in the other language."""
    page = found.page
    here, there = (page.path_cy, page.path_en) if lang == "cy" else (page.path_en, page.path_cy)
    told = {
        "kind": page.kind,
        "when": page.when,
        "title": {"en": page.title_en, "cy": page.title_cy},
        "url": here or there,
    }
    return told | {"match": found.match} if found.match else told


def report_result(found: FoundReport, lang: str) -> dict[str, Any]:
    """With the pages of its files that answer best."""
    passages = [
        {"url": f"{each.url}#page={each.part.number}", "page": each.part.number,
         "lang": each.part.lang or "", "text": each.part.text}
        for each in found.passages
    ]  # fmt: skip
    return page_result(found.page, lang) | {"passages": passages}
