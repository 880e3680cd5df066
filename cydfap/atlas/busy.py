"""The answer to who writes while a large import holds the database: words instead of a fault."""

import logging
import sqlite3
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from .page import language, page, try_later

logger = logging.getLogger(__name__)


class BusyDatabase:
    """SQLite has one writer at a time; whoever waited in vain is told, in the language of the
    desk, that nothing was saved and what to do.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        if not is_busy(trouble):
            return None
        logger.warning("%s %s waited in vain to write.", request.method, request.path)
        with translation.override(language_at_desk(request)):
            return try_later(page(request, "busy.html", {}, status=503))


def is_busy(trouble: Exception) -> bool:
    cause = trouble.__cause__
    return (
        isinstance(trouble, OperationalError)
        and isinstance(cause, sqlite3.OperationalError)
        and cause.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    )


def language_at_desk(request: HttpRequest) -> str:
    """What the signed-in person chose, else the page's own."""
    profile = getattr(getattr(request, "user", None), "wagtail_userprofile", None)
    return (profile.preferred_language if profile else "") or language()
