"""The language of a page, of which what machines fetch has none; and what can be no address."""

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from cydfap.cms.hosts import language_of

# In letters, without the query: a page's is less than half of it.
LONGEST = 2_000


class PageLanguage(LocaleMiddleware):
    """Django's, but a host of one language speaks it where the path does not say; and tiles,
    answers and files do not vary by Accept-Language: a cache keeps one.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        lang = language_of(request.get_host())
        if lang and not translation.get_language_from_path(request.path_info):
            translation.activate(lang)
            request.LANGUAGE_CODE = lang

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        return (
            response
            if is_for_machines(request, response)
            else super().process_response(request, response)
        )


def is_for_machines(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Not so the front door, and a page that says that nothing is there."""
    match = request.resolver_match
    if match is None or "open" not in match.namespaces or response.status_code == 404:
        return False
    return match.url_name != "front-door"


class PossibleAddress:
    """Nothing is at an address with a NUL in it, nor at one that is longer than all of ours. Asked
    for a text with a NUL PostgreSQL calls the question itself a fault, and so does Python asked for
    a number of thousands of figures.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or len(request.path_info) > LONGEST:
            raise Http404
        return self.get_response(request)
