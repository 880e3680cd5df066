"""Search: one field over everything."""

from django.http import HttpRequest, HttpResponse

from cydfap.atlas.listing import page_number
from cydfap.atlas.page import language, no_release, page
from cydfap.atlas.places import find_places
from cydfap.atlas.views.directory import found
from cydfap.release import reading
from cydfap.release.reading import Filters


def search(request: HttpRequest) -> HttpResponse:
    release = reading.current()
    if release is None:
        return no_release(request, "search")
    lang = language()
    filters = Filters.from_query(request.GET, lang)
    context = found(release, filters, page_number(request.GET), lang)
    places = find_places(filters.q, lang)
    return page(
        request, "atlas/search.html", {**context, "places": places}, here="search", release=release
    )
