"""Where each language's pages are: on one host, or each on its own (`CYDFAP_LANGUAGE_HOSTS`).

Paths are the same either way, so that a link made under one setting works under the other.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase

from .middleware import ALL_FORWARDED

DESK = "admin"
# The ports that an address leaves out.
USUAL_PORTS = (":80", ":443")


def plain(host: str) -> str:
    """A host as it is compared: in small letters, without a usual port and a last dot."""
    host = host.strip().lower()
    for port in USUAL_PORTS:
        host = host.removesuffix(port)
    return host.rstrip(".")


def base(lang: str) -> str:
    """Scheme and host of a language's pages, for files and letters that leave the site."""
    main = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return f"{main.scheme}://{settings.LANGUAGE_HOSTS.get(lang, main.netloc)}"


def address(request: HttpRequest, path: str, lang: str) -> str:
    """The whole address of one of a language's pages; without own hosts, on the reader's."""
    return base(lang) + path if settings.LANGUAGE_HOSTS else request.build_absolute_uri(path)


def link(request: HttpRequest, path: str, lang: str) -> str:
    """The same for a link in a page: the host is named only where it may be another."""
    return address(request, path, lang) if settings.LANGUAGE_HOSTS else path


def front_door(request: HttpRequest) -> str:
    """The page on which a reader chooses the language; empty where each host has its own."""
    if not settings.LANGUAGE_HOSTS:
        return request.build_absolute_uri("/")
    main = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return "" if language_of(main.netloc) else f"{main.scheme}://{main.netloc}/"


def language_of(host: str) -> str:
    """The language whose host this is; empty for any other host."""
    own = {plain(name): lang for lang, name in settings.LANGUAGE_HOSTS.items()}
    return own.get(plain(host), "")


class LanguageHosts:
    """Sends readers to the host of the page's language, and editors to the desk's: signed in on
    one host, nobody is signed in on the other.

    Nobody is sent in circles, whatever stands in front: only who came to a host that is known here
    is sent on, and never to a host that the request names already. A proxy that calls everything
    `localhost` gets the pages as they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.LANGUAGE_HOSTS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.desk = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        self.known = {plain(host) for host in (*settings.LANGUAGE_HOSTS.values(), self.desk.netloc)}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") and (elsewhere := self.elsewhere(request)):
            return elsewhere
        return self.get_response(request)

    def elsewhere(self, request: HttpRequest) -> HttpResponseBase | None:
        path, first = request.get_full_path(), request.path_info.split("/")[1]
        if first == DESK and self.is_astray(request, self.desk.netloc):
            return HttpResponseRedirect(f"{self.desk.scheme}://{self.desk.netloc}{path}")
        if request.path_info == "/" and (lang := language_of(request.get_host())):
            return HttpResponseRedirect(f"/{lang}/")
        host = settings.LANGUAGE_HOSTS.get(first, "")
        if not host or not self.is_astray(request, host):
            return None
        moved = HttpResponsePermanentRedirect(address(request, path, first))
        # For good, but asked for each time: kept by a browser, it would be a circle on the day that
        # the two hosts change places.
        moved.headers["Cache-Control"] = "no-cache"
        return moved

    def is_astray(self, request: HttpRequest, host: str) -> bool:
        """Whether somebody came to another of our hosts than this."""
        return plain(request.get_host()) in self.known and plain(host) not in named(request)


def named(request: HttpRequest) -> set[str]:
    """All hosts that may be the one it was sent to: what a proxy says counts here, believed or
    not.
    """
    forwarded = request.META.get(ALL_FORWARDED, "").split(",")
    return {plain(host) for host in (request.get_host(), *forwarded)}
