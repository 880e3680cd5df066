"""Search: one field over everything."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from cydfap.atlas import answers
from cydfap.atlas.listing import page_number
from cydfap.atlas.nearby import places_near
from cydfap.atlas.page import language, no_release, page
from cydfap.atlas.views.directory import found
from cydfap.release import reading
from cydfap.release.reading import Filters, Release


def search(request: HttpRequest) -> HttpResponse:
    """Places, entries, pages and reports; with `in`, all of the last two, page by page."""
    release = reading.current()
    if release is None:
        return no_release(request, "search")
    lang, number = language(), page_number(request.GET)
    filters = Filters.from_query(request.GET, lang)
    part = request.GET.get("in", "")
    if filters.q and part in answers.PAGE_SIZE:
        return one_part(request, release, part, filters, number)
    context = found(release, filters, number, lang)
    context["places"] = places_near(filters.q, filters, release)
    if filters.q and context["pages"].number == 1:
        context["beside"] = answers.beside(release, filters.q, lang)
    return page(request, "atlas/search.html", context, here="search", release=release)


def one_part(
    request: HttpRequest, release: Release, part: str, filters: Filters, number: int
) -> HttpResponse:
    lang = language()
    asked = Filters(q=filters.q, lang=lang)
    context: dict[str, Any] = answers.alone(release, part, asked.q, lang, number)
    context |= {"filters": asked, "part": part}
    return page(request, "atlas/search_part.html", context, here="search", release=release)
