"""Vector tiles of a release: immutable, so kept by browsers and caches for ever."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse

from cydfap.atlas.kept import find
from cydfap.release import reading
from cydfap.release.reading import Filters

FOR_EVER = "public, max-age=31536000, immutable"
TYPE = "application/vnd.mapbox-vector-tile"


def tile(request: HttpRequest, release: str, z: int, x: int, y: int) -> HttpResponse:
    """A tile with the query's filters; of a release no longer kept, the current one's."""
    found = find(release)
    if found is None:
        current = reading.current()
        if current is None:
            return missing()
        address = reverse("open:tile", args=[current.hash, z, x, y])
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
    etag = f'"{found.hash}"'
    if request.headers.get("If-None-Match") == etag:
        return cached(HttpResponse(status=304), etag)
    try:
        content = found.tile(
            z, x, y, Filters.from_query(request.GET, request.GET.get("lang", "en"))
        )
    except ValueError:
        return missing()
    return cached(packed(content), etag)


def packed(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPE)
    response.headers["Content-Encoding"] = "gzip"
    return response


def cached(response: HttpResponse, etag: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def missing() -> HttpResponse:
    return HttpResponse("There is no such tile.", status=404, content_type="text/plain")
