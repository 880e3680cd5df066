"""The search as JSON, for programs and for the live map (docs/reference/api.md)."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from cydfap.atlas.description import openapi
from cydfap.atlas.listing import page_number
from cydfap.atlas.nearby import places_near
from cydfap.atlas.page import try_later
from cydfap.lib.languages import LANGUAGES
from cydfap.release import api as release_api
from cydfap.release import reading
from cydfap.release.filters import Filters, TooMuchAsked, read_date, read_point


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
        if reading.is_broken():
            return try_later(problem("The release cannot be read. Try again later.", 503))
        return answer({"total": 0, "results": [], "facets": {}})
    lang = request.GET.get("lang", "en")
    if lang not in LANGUAGES:
        return problem("lang must be en or cy.")
    try:
        filters = Filters.from_query(request.GET, lang)
    except TooMuchAsked as too_much:
        return problem(str(too_much))
    if wrong := not_understood(request.GET, filters):
        return problem(wrong)
    number, part = page_number(request.GET), request.GET.get("in")
    if part:
        return answer(release_api.answer_of(release, part, filters.q, lang, number))
    near = read_point(request.GET.get("near", ""))
    return answer(release_api.answer(release, filters, lang, number, near))


def not_understood(query: QueryDict, filters: Filters) -> str:
    """What a program asked for that makes no sense: a page for people leaves it out instead."""
    if query.get("bbox") and filters.bbox is None:
        return "bbox must be west,south,east,north in degrees."
    if query.get("near") and read_point(query.get("near", "")) is None:
        return "near must be latitude,longitude in degrees."
    if not all(read_date(date) for name in ("from", "to") if (date := query.get(name))):
        return "from and to must be dates such as 2026-05-14, 2026-05 or 2026."
    if query.get("in") and query["in"] not in release_api.PARTS:
        return "in must be pages or reports."
    return ""


def places(request: HttpRequest) -> HttpResponse:
    """Where a postcode or a town is; a postcode's view has some of what the filters let pass."""
    lang = request.GET.get("lang", "en")
    if lang not in LANGUAGES:
        return problem("lang must be en or cy.")
    words = request.GET.get("q", "")[:100]
    try:
        filters = Filters.from_query(request.GET, lang)
    except TooMuchAsked as refusal:
        return problem(str(refusal))
    found = places_near(words, filters, reading.current())
    return answer({"results": [place.as_json() for place in found]})


def description(request: HttpRequest) -> HttpResponse:
    return answer(openapi(request.build_absolute_uri(reverse("open:front-door")).rstrip("/")))
