"""What of What's happening is no Wagtail page: what programs follow. It stands before the pages,
and asks the database; the atlas's addresses do not.
"""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern
from django.urls import path as any_path
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from cydfap.cms.sections import SECTIONS

from .views import citations, contact, digest, feeds, library


def written(english: str, welsh: str) -> str:
    return welsh if get_language() == "cy" else english


def route(english: str, welsh: str) -> str:
    """A route that follows the language in force."""
    return lazy(written, str)(english, welsh)


def below(english: str, welsh: str = "") -> str:
    """A route beneath the index."""
    words = SECTIONS["news"]
    return route(f"{words['en']}/{english}", f"{words['cy']}/{welsh or english}")


def reading(route: str, view: Callable[..., Any], name: str) -> URLPattern:
    """For GET and HEAD; another method is refused for being that, not for lack of a token."""
    return any_path(route, csrf_exempt(require_safe(view)), name=name)


app_name = "news"
urlpatterns: list[URLPattern] = [
    reading(below("feed.atom"), feeds.feed, "feed"),
    reading(below("calendar.ics"), feeds.calendar, "calendar"),
    reading(below("<str:slug>/citation.bib"), citations.as_bibtex, "bibtex"),
    reading(below("<str:slug>/citation.ris"), citations.as_ris, "ris"),
    reading(route("library/", "llyfrgell/"), library.library, "library"),
    any_path(
        below("<str:slug>/get-in-touch/", "<str:slug>/cysylltu/"), contact.contact, name="contact"
    ),
    any_path(route("digest/", "crynodeb/"), digest.subscribe, name="digest"),
    reading(route("digest/asked/", "crynodeb/gofynnwyd/"), digest.asked, "digest-asked"),
    any_path(
        route("my-digest/<str:token>/", "fy-nghrynodeb/<str:token>/"),
        digest.own,
        name="digest-own",
    ),
    any_path(
        route("my-digest/<str:token>/confirm/", "fy-nghrynodeb/<str:token>/cadarnhau/"),
        digest.confirm,
        name="digest-confirm",
    ),
    any_path(
        route("my-digest/<str:token>/end/", "fy-nghrynodeb/<str:token>/gorffen/"),
        digest.end,
        name="digest-end",
    ),
]
