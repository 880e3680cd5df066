"""The reader's addresses (docs/reference/routes.md): pages in two languages, and what machines
fetch.

The words of an address are promises, so they are here and not in the catalogue of translations.
"""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern
from django.urls import path as any_path
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .views import api, data, directory, entry, home, map, media, search, tiles


def route_word(english: str, welsh: str) -> str:
    return welsh if get_language() == "cy" else english


def route(english: str, welsh: str) -> str:
    """A route that follows the language in force."""
    return lazy(route_word, str)(english, welsh)


def path(route: str, view: Callable[..., Any], name: str) -> URLPattern:
    """Reading only: any other method is refused before the view does any work. It is refused for
    being that method (405), not for the lack of a token that no reader has.
    """
    return any_path(route, csrf_exempt(require_safe(view)), name=name)


app_name = "atlas"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("map/", map.map_page, name="map"),
    path(route("directory/", "cyfeiriadur/"), directory.directory, name="directory"),
    path(
        route("directory/<str:id>/<str:slug>/", "cyfeiriadur/<str:id>/<str:slug>/"),
        entry.entry,
        name="entry",
    ),
    path(
        route("directory/<str:id>/", "cyfeiriadur/<str:id>/"), entry.without_slug, name="entry-id"
    ),
    path(route("search/", "chwilio/"), search.search, name="search"),
    path("data/", data.data, name="data"),
]
machine_patterns: list[URLPattern] = [
    path("", home.front_door, name="front-door"),
    path("tiles/<str:release>/<int:z>/<int:x>/<int:y>.mvt", tiles.tile, name="tile"),
    path("api/search", api.search, name="search"),
    path("api/places", api.places, name="places"),
    path("api/openapi.json", api.description, name="openapi"),
    path("data/<str:release>/<path:name>", data.download, name="download"),
    path("media/<path:name>", media.image, name="image"),
    path("favicon.ico", home.favicon, name="favicon"),
    path("robots.txt", home.robots, name="robots"),
    path("sitemap.xml", home.sitemap_index, name="sitemap"),
    path("sitemap-<str:lang>.xml", home.sitemap, name="sitemap-language"),
]
