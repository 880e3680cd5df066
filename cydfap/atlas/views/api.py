"""The search as JSON, for programs and for the live map (docs/reference/api.md)."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cydfap.atlas.description import openapi
from cydfap.atlas.entries import entry_url
from cydfap.atlas.places import find_places
from cydfap.atlas.views.map import PAGE_SIZE, page_number
from cydfap.atlas.wording import texts_of
from cydfap.release import reading
from cydfap.release.reading import EntryRecord, Filters

LANGUAGES = ("en", "cy")


def answer(content: Any, status: int = 200) -> HttpResponse:
    response = HttpResponse(orjson.dumps(content), status=status, content_type="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-cache"
    return response


def problem(message: str, status: int = 400) -> HttpResponse:
    return answer({"error": message}, status)


def search(request: HttpRequest) -> HttpResponse:
    release = reading.current()
    if release is None:
        return answer({"total": 0, "results": [], "facets": {}})
    lang = request.GET.get("lang", "en")
    if lang not in LANGUAGES:
        return problem("lang must be en or cy.")
    filters = Filters.from_query(request.GET, lang)
    if request.GET.get("bbox") and filters.bbox is None:
        return problem("bbox must be west,south,east,north in degrees.")
    found = release.page(filters, lang, page=page_number(request.GET), size=PAGE_SIZE)
    results = [result(record, lang) for record in found.results]
    return answer({"total": found.total, "results": results, "facets": found.facets})


def result(record: EntryRecord, lang: str) -> dict[str, Any]:
    """`lat` and `lon` are the first site's that is on the map, else null."""
    site = next((site for site in record.sites if site.lat is not None), None)
    return {
        "id": record.id,
        "name": texts_of(record, "name"),
        "kind": record.kind,
        "layers": list(record.layers),
        "lat": site.lat if site else None,
        "lon": site.lon if site else None,
        "url": entry_url(record, lang),
    }


def places(request: HttpRequest) -> HttpResponse:
    """Where a postcode or a town is."""
    lang = request.GET.get("lang", "en")
    if lang not in LANGUAGES:
        return problem("lang must be en or cy.")
    words = request.GET.get("q", "")[:100]
    return answer({"results": [place.as_json() for place in find_places(words, lang)]})


def description(request: HttpRequest) -> HttpResponse:
    return answer(openapi(request.build_absolute_uri(reverse("open:front-door")).rstrip("/")))
