"""The pages for what went wrong, in the reader's language."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string

from cydfap.atlas.page import page
from cydfap.release.filters import MOST_VALUES, TooMuchAsked


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page of ours for what people may ask for. All else in both languages at once: what was bad
    may be the very host that says which.
    """
    if isinstance(exception, TooMuchAsked):
        return page(request, "400.html", {"most": MOST_VALUES}, status=400)
    words = render_to_string("bad_request.html", {"languages": ("cy", "en")})
    return HttpResponseBadRequest(words)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Instead of Django's page for a form that may not come from here (CSRF)."""
    return page(request, "403_csrf.html", {}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "404.html", {}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "403.html", {}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    return page(request, "500.html", {}, status=500)
