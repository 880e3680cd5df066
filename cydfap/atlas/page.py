"""What every page of the reader's side is given. Nothing here asks the database anything."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cydfap.release.reading import Release


def language() -> str:
    """`en` or `cy`."""
    return get_language() or "en"


def navigation() -> list[dict[str, str]]:
    return [
        {"name": "map", "label": _("Map"), "url": reverse("atlas:map")},
        {"name": "directory", "label": _("Directory"), "url": reverse("atlas:directory")},
        {"name": "data", "label": _("Data"), "url": reverse("atlas:data")},
    ]


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
        "navigation": navigation(),
        "here": here,
        "release": release,
        "layers": release.layers if release else (),
        "address": request.build_absolute_uri(request.path),
    }
    response = render(request, template, {**everywhere, **context}, status=status)
    # A page is as new as its release: ask each time, it is cheap.
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def nothing_yet(request: HttpRequest, here: str) -> HttpResponse:
    """The page to show before anything was published."""
    return page(request, "atlas/nothing_yet.html", {}, here=here)
