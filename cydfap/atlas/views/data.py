"""The data page, and the files of a release.

Files are sent by the web process with `Range` understood (one range at a time): WhiteNoise does
that for its own files only, and it lists them at start, while releases come and go. A release's
files never change, so their ETag is its name, and how often something was withdrawn from it.
"""

import re
from pathlib import Path
from typing import IO, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from cydfap.atlas.kept import place_of
from cydfap.atlas.page import language, no_release, page, try_later
from cydfap.atlas.views.tiles import FOR_EVER, is_known
from cydfap.release import folder, reading
from cydfap.release.downloads.schema import COLUMN, FILES
from cydfap.release.reading import Release

DESCRIPTION = "datapackage.json"
# In the order that suits most people; what else there is follows.
FIRST = ("entries-en.xlsx", "entries-cy.xlsx", "entries.csv", "sites.csv")
PACKED = {".parquet", ".pmtiles", ".xlsx"}
ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
BLOCK = 1 << 16


def data(request: HttpRequest) -> HttpResponse:
    release = reading.current()
    if release is None:
        return no_release(request, "data")
    context = {
        "files": files(release, language()),
        "columns": columns(),
        "editions": editions(),
        "sources": sources(release),
        "wording": [(lang, shares(release, lang)) for lang in ("cy", "en")],
    }
    return page(request, "atlas/data.html", context, here="data", release=release)


def shares(release: Release, lang: str) -> list[tuple[str, int]]:
    """What part of the text is in which state, in per cent: words of the state, number."""
    states: dict[str, int] = release.about["wording"][lang]
    total = max(1, sum(states.values()))
    sorts = (
        (_("written in it, or the same in both"), ("original", "same")),
        (_("reviewed translation"), ("reviewed",)),
        (_("draft"), ("draft",)),
        (_("out of date"), ("stale",)),
        (_("missing"), ("missing",)),
    )
    parts = [(words, sum(states.get(state, 0) for state in some)) for words, some in sorts]
    return [(words, round(100 * number / total)) for words, number in parts if number]


def files(release: Release, lang: str) -> list[dict[str, Any]]:
    """What can be downloaded now; the files that take longest come a little later."""
    resources = {resource["path"]: resource for resource in release.downloads.get("resources", [])}
    welsh_first = ("entries-cy.xlsx", "entries-en.xlsx", *FIRST[2:])
    first = [name for name in (welsh_first if lang == "cy" else FIRST) if name in resources]
    names = [*first, *(name for name in resources if name not in first)]
    listed = [
        {"name": name, "size": resources[name]["bytes"], "title": FILES[name].titled(lang)}
        for name in names
        if name in FILES
    ]
    if resources:
        size = (release.folder / DESCRIPTION).stat().st_size
        listed.append({"name": DESCRIPTION, "size": size, "title": _("What is in each file")})
    return listed


def columns() -> list[tuple[str, str]]:
    """What each column of the downloads holds, in the page's language."""
    names = [*FILES["entries.csv"].columns]
    names += [name for name in FILES["sites.csv"].columns if name not in names]
    return [(name, str(COLUMN[name].says)) for name in names]


def sources(release: Release) -> list[dict[str, str]]:
    """Who is to be credited: as the data package says."""
    found: list[dict[str, str]] = release.downloads.get("sources", [])
    return found


def editions() -> list[dict[str, Any]]:
    """The editions, newest first, each with its files, with what was withdrawn from it, and why in
    the page's language; `is_old` where its map can no longer be drawn.
    """
    lang = language()
    found = []
    for edition in folder.editions():
        package = folder.package(folder.releases() / edition["release"])
        notes = [
            {**note, "why": note.get(f"reason_{lang}", "")}
            for note in package.get("withdrawals", [])
        ]
        found.append(
            {
                **edition,
                "files": [resource["path"] for resource in package.get("resources", [])],
                "withdrawals": notes,
                "lost": package.get("files_withdrawn", []),
                "is_old": not folder.is_whole(edition["release"]),
            }
        )
    return found


def path_of(place: Path, name: str) -> Path | None:
    """The file, if it is one that the release in this folder offers."""
    offered = {r.get("path") for r in folder.package(place).get("resources", [])} | {DESCRIPTION}
    path = place / name
    return path if name in offered and path.is_file() else None


def download(request: HttpRequest, release: str, name: str) -> HttpResponseBase:
    """A file of a release (`current`: the current one), as an attachment under its own name."""
    current = reading.current() if release == "current" else None
    place = current.folder if current else place_of(release)
    path = path_of(place, name) if place else None
    if place is None and reading.is_broken():
        return try_later(HttpResponse(status=503))
    if place is None or path is None:
        raise Http404
    etag = f'"{place.name}-{path.name}{"-withdrawn" * len(folder.withdrawals(place))}"'
    if is_known(request, etag):
        return with_headers(HttpResponse(status=304), path, etag, release == "current")
    response = ranged(request, path, etag) or FileResponse(path.open("rb"))
    return with_headers(response, path, etag, release == "current")


def with_headers(
    response: HttpResponseBase, path: Path, etag: str, is_current: bool
) -> HttpResponseBase:
    response.headers["Content-Type"] = media_type(path.name)
    response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache" if is_current else FOR_EVER
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Access-Control-Allow-Origin"] = "*"
    # Not to be compressed on the way: a range counts the file's bytes, and some are small already.
    if response.status_code == 206 or path.suffix in PACKED:
        response.headers["Content-Encoding"] = "identity"
    return response


def media_type(name: str) -> str:
    if name not in FILES:
        return "application/json"
    is_csv = name.endswith(".csv")
    return FILES[name].mediatype + ("; charset=utf-8" if is_csv else "")


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
