"""Where each language's pages are: on one host, or each on its own (`CYDFAP_LANGUAGE_HOSTS`).

Paths are the same either way, so that a link made under one setting works under the other.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase

DESK = "admin"


def base(lang: str) -> str:
    """Scheme and host of a language's pages, for files and letters that leave the site."""
    main = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return f"{main.scheme}://{settings.LANGUAGE_HOSTS.get(lang, main.netloc)}"


def address(request: HttpRequest, path: str, lang: str) -> str:
    """The whole address of one of a language's pages, as the reader reaches this site."""
    host = settings.LANGUAGE_HOSTS.get(lang)
    return f"{request.scheme}://{host}{path}" if host else request.build_absolute_uri(path)


def link(request: HttpRequest, path: str, lang: str) -> str:
    """The same for a link in a page: the host is named only where it may be another."""
    return address(request, path, lang) if settings.LANGUAGE_HOSTS else path


def language_of(host: str) -> str:
    """The language whose host this is; empty for any other host."""
    return next((lang for lang, own in settings.LANGUAGE_HOSTS.items() if own == host), "")


class LanguageHosts:
    """Sends readers to the host of the page's language, and editors to the desk's: signed in on
    one host, nobody is signed in on the other.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.LANGUAGE_HOSTS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.desk = urlsplit(settings.WAGTAILADMIN_BASE_URL)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") and (elsewhere := self.elsewhere(request)):
            return elsewhere
        return self.get_response(request)

    def elsewhere(self, request: HttpRequest) -> HttpResponseBase | None:
        here, first = request.get_host(), request.path_info.split("/")[1]
        if first == DESK and here != self.desk.netloc:
            return HttpResponseRedirect(
                f"{self.desk.scheme}://{self.desk.netloc}{request.get_full_path()}"
            )
        if request.path_info == "/" and (lang := language_of(here)):
            return HttpResponseRedirect(f"/{lang}/")
        if settings.LANGUAGE_HOSTS.get(first, here) != here:
            return HttpResponsePermanentRedirect(address(request, request.get_full_path(), first))
        return None
