"""The directory: every entry by name, with the map's filters."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from cydfap.atlas.choices import choices
from cydfap.atlas.entries import place_line
from cydfap.atlas.letters import letters
from cydfap.atlas.listing import PAGE_SIZE, listed, page_number
from cydfap.atlas.page import language, no_release, page
from cydfap.release import reading
from cydfap.release.reading import Filters, Release


def directory(request: HttpRequest) -> HttpResponse:
    release = reading.current()
    if release is None:
        return no_release(request, "directory")
    lang = language()
    filters = Filters.from_query(request.GET, lang)
    context = found(release, filters, page_number(request.GET), lang)
    index = letters(release, release.of_entries(filters), lang, context["total"], PAGE_SIZE)
    return page(
        request,
        "atlas/directory.html",
        {**context, "letters": index},
        here="directory",
        release=release,
    )


def found(release: Release, filters: Filters, number: int, lang: str) -> dict[str, Any]:
    """A page of entries, and what the filters offer beside it."""
    listing, pages = listed(release, release.of_entries(filters), lang, number)
    return {
        "filters": filters,
        "total": listing.total,
        "facets": listing.facets,
        "rows": [(record, place_line(release, record, lang)) for record in listing.results],
        "pages": pages,
        "choices": choices(release, filters, listing.facets, lang),
    }
