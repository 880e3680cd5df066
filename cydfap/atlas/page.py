"""What every page of the reader's side is given. Nothing here asks the database anything."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from cydfap.cms.hosts import address
from cydfap.release import reading
from cydfap.release.reading import Release

RETRY_SECONDS = 60


def language() -> str:
    """`en` or `cy`."""
    return get_language() or "en"


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    here: str = "",
    release: Release | None = None,
    status: int = 200,
) -> HttpResponse:
    """`here` is the name of the page's own item in the navigation."""
    everywhere = {
        "here": here,
        "release": release,
        "layers": release.layers if release else (),
        "address": address(request, request.path, language()),
        "canonical": address(request, canonical(request.path, context), language()),
    }
    response = render(request, template, {**everywhere, **context}, status=status)
    # A page is as new as its release: ask each time, it is cheap.
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def part(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """What a page's own script puts into it."""
    response = render(request, template, context)
    response.headers["Cache-Control"] = "no-cache"
    return response


def no_release(request: HttpRequest, here: str) -> HttpResponse:
    """The page where there is no release to show: none yet, or one that cannot be read (503)."""
    if not reading.is_broken():
        return page(request, "atlas/nothing_yet.html", {}, here=here)
    return try_later(page(request, "atlas/unreadable.html", {}, here=here, status=503))


def try_later(response: HttpResponse) -> HttpResponse:
    """A 503 that nobody keeps."""
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def canonical(path: str, context: dict[str, Any]) -> str:
    """The page's own address: with its filters and the page of its list, without a view. Where what
    is shown is not what the address asks for, `asked` has that.
    """
    filters, pages = context.get("filters"), context.get("pages")
    # Elsewhere than on the map `layer=all` says nothing.
    asked = context.get("asked", filters.choice() if filters else None)
    parts = [replace(asked, bbox=None).query()] if asked is not None else []
    if pages and pages.number > 1:
        parts.append(f"page={pages.number}")
    query = "&".join(part for part in parts if part)
    return f"{path}?{query}" if query else path
