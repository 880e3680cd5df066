"""Vector tiles of a release: immutable, so kept by browsers and caches for ever."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import parse_etags

from cydfap.atlas.kept import find
from cydfap.atlas.page import try_later
from cydfap.release import folder, reading
from cydfap.release.filters import Filters, TooMuchAsked

FOR_EVER = "public, max-age=31536000, immutable"
TYPE = "application/vnd.mapbox-vector-tile"
OUTLIVED = (
    "The format of this edition is older than this site, which can no longer draw its map.\n"
    "Its files can still be downloaded: {0}\n\n"
    "Mae fformat yr argraffiad hwn yn hŷn na’r wefan hon. Ni all hi lunio ei fap mwyach.\n"
    "Gellir lawrlwytho ei ffeiliau o hyd: {0}\n"
)


def tile(request: HttpRequest, release: str, z: int, x: int, y: int) -> HttpResponse:
    """A tile with the query's filters; of a release no longer kept, the current one's."""
    found = find(release)
    if found is None and folder.is_edition(release):
        # Another release's marks would be passed off as the edition's.
        return try_later(missing(503)) if folder.is_whole(release) else outlived(release)
    if found is None:
        current = reading.current()
        if current is None:
            return try_later(missing(503)) if reading.is_broken() else missing()
        address = reverse("open:tile", args=[current.hash, z, x, y])
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
    etag = f'"{found.version}"'
    if is_known(request, etag):
        return cached(HttpResponse(status=304), etag)
    try:
        filters = Filters.from_query(request.GET, request.GET.get("lang", "en"))
        content = found.tile(z, x, y, filters)
    except TooMuchAsked as too_much:
        return plain(str(too_much), 400)
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


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether the asker has it already. Weakly compared: compression on the way weakens an ETag."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in {tag.removeprefix("W/") for tag in known}


def outlived(release: str) -> HttpResponse:
    """For an edition of a format that this version cannot draw: gone, but for its files."""
    files = reverse("open:download", args=[release, "datapackage.json"])
    response = plain(OUTLIVED.format(files), 410)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def missing(status: int = 404) -> HttpResponse:
    return plain("There is no such tile.", status)


def plain(message: str, status: int) -> HttpResponse:
    return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
