"""The pages for what went wrong, in the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from cydfap.atlas.page import page
from cydfap.release.filters import MOST_VALUES, TooMuchAsked


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page of ours only for what people may ask for: another bad request may be one whose host
    cannot be told, and a page needs it.
    """
    if isinstance(exception, TooMuchAsked):
        return page(request, "400.html", {"most": MOST_VALUES}, status=400)
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "404.html", {}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "403.html", {}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    return page(request, "500.html", {}, status=500)
