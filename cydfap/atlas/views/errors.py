"""The pages for what went wrong, in the reader's language."""

import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string

from cydfap.atlas.page import page, try_later
from cydfap.lib.outages import is_outage
from cydfap.release.filters import MOST_VALUES, TooMuchAsked


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page of ours for what people may ask for. All else in both languages at once: what was bad
    may be the very host that says which.
    """
    if isinstance(exception, SessionInterrupted) and is_outage(exception):
        # Django takes every session that cannot be kept for one that was ended meanwhile.
        return out_of_reach(request)
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
    """Django asks for this while it handles what was raised, wherever that was, and logs it."""
    trouble = sys.exception()
    if trouble is not None and is_outage(trouble):
        return out_of_reach(request)
    return page(request, "500.html", {}, status=500)


def out_of_reach(request: HttpRequest) -> HttpResponse:
    """The database does not answer, or the disk is full."""
    return try_later(page(request, "out_of_reach.html", {}, status=503))
