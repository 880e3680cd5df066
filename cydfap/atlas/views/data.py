"""The data page, and the files of a release.

Files are sent by the web process with `Range` understood (one range at a time): WhiteNoise does that for its own files only,
and it lists them at start, while releases come and go. A release's files never change, so their ETag is its name.
"""

import mimetypes
import re
from pathlib import Path
from typing import IO, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from cydfap.atlas.columns import columns
from cydfap.atlas.kept import find
from cydfap.atlas.page import nothing_yet, page
from cydfap.atlas.views.tiles import FOR_EVER
from cydfap.release import folder, reading
from cydfap.release.reading import Release

DESCRIPTION = "datapackage.json"
# What each file is good for.
FORMATS = {
    "entries-en.xlsx": _("Spreadsheet with English headings"),
    "entries-cy.xlsx": _("Spreadsheet with Welsh headings"),
    "entries.csv": _("Table for any program: a row an entry, both languages"),
    "sites.csv": _("Table of all sites: a row a place"),
    "entries.geojson": _("For map programs such as QGIS"),
    "entries.kml": _("For Google Earth and Google My Maps"),
    "entries.parquet": _("For data tools such as DuckDB (GeoParquet)"),
    "entries.jsonld": _("For linked data (schema.org)"),
    "map.pmtiles": _("The map’s tiles, to host elsewhere"),
    DESCRIPTION: _("What each file and column holds, for programs"),
}
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".parquet": "application/vnd.apache.parquet",
    ".pmtiles": "application/vnd.pmtiles",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
BLOCK = 1 << 16


def data(request: HttpRequest) -> HttpResponse:
    release = reading.current()
    if release is None:
        return nothing_yet(request, "data")
    context = {
        "files": files(release),
        "columns": columns(),
        "editions": folder.editions(),
        "sources": sources(release),
    }
    return page(request, "atlas/data.html", context, here="data", release=release)


def files(release: Release) -> list[dict[str, Any]]:
    """What can be downloaded now, in the order that suits most people; some files come later."""
    known = {r["path"]: r for r in release.downloads.get("resources", []) if "path" in r}
    named = [name for name in [*FORMATS, DESCRIPTION] if name in known or name == DESCRIPTION]
    others = [name for name in known if name not in FORMATS]
    listed = []
    for name in [*named, *others]:
        path = release.folder / name
        if path.is_file():
            listed.append({"name": name, "size": path.stat().st_size, "for": FORMATS.get(name)})
    return listed


def sources(release: Release) -> list[dict[str, str]]:
    """Who is to be credited: as the data package says."""
    found: list[dict[str, str]] = release.downloads.get("sources", [])
    return found


def path_of(release: Release, name: str) -> Path | None:
    """The file, if it is one that this release offers."""
    offered = {r.get("path") for r in release.downloads.get("resources", [])} | {DESCRIPTION}
    path = release.folder / name
    return path if name in offered and path.is_file() else None


def download(request: HttpRequest, release: str, name: str) -> HttpResponseBase:
    """A file of a release (`current`: the current one), as an attachment under its own name."""
    found = reading.current() if release == "current" else find(release)
    path = path_of(found, name) if found else None
    if found is None or path is None:
        raise Http404
    etag = f'"{found.hash}-{path.name}"'
    if request.headers.get("If-None-Match") == etag:
        return with_headers(HttpResponse(status=304), path, etag, release == "current")
    response = ranged(request, path, etag) or FileResponse(path.open("rb"))
    return with_headers(response, path, etag, release == "current")


def with_headers(
    response: HttpResponseBase, path: Path, etag: str, is_current: bool
) -> HttpResponseBase:
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response.headers["Content-Type"] = TYPES.get(path.suffix, guessed)
    response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache" if is_current else FOR_EVER
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Access-Control-Allow-Origin"] = "*"
    # Nothing on the way may compress it: a range counts the bytes of the file.
    if response.status_code == 206:
        response.headers["Content-Encoding"] = "identity"
    return response


def ranged(request: HttpRequest, path: Path, etag: str) -> HttpResponseBase | None:
    """The part that was asked for (206), or that there is none (416); None to send the whole."""
    match = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not match or not any(match.groups()):
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    size = path.stat().st_size
    first, last = wanted(match[1], match[2], size)
    if first > last:
        refused = HttpResponse(status=416)
        refused.headers["Content-Range"] = f"bytes */{size}"
        return refused
    file = path.open("rb")
    file.seek(first)
    response = FileResponse(Part(file, last - first + 1), status=206)
    response.headers["Content-Length"] = str(last - first + 1)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def wanted(first: str, last: str, size: int) -> tuple[int, int]:
    """Both ends included; the second before the first when nothing of it is there."""
    if not first:
        return max(0, size - int(last)), size - 1 if int(last) else -1
    return int(first), min(int(last), size - 1) if last else size - 1


class Part:
    """So many bytes of an open file, from where it stands."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.file, self.left = file, length

    def read(self, size: int = BLOCK) -> bytes:
        block = self.file.read(min(size, self.left) if size >= 0 else self.left)
        self.left -= len(block)
        return block

    def close(self) -> None:
        self.file.close()
