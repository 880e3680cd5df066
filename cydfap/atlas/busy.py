"""The answer to who writes while a large import holds the database: words instead of a fault."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cydfap.directory.turns import waited_in_vain

from .missing import make_no_database
from .page import language, page, try_later

logger = logging.getLogger(__name__)


class BusyDatabase:
    """The directory has one writer at a time; whoever waited in vain is told, in the language of
    the desk, that nothing was saved and what to do.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        make_no_database()
        connection_created.connect(wait_no_longer_than_a_reader, dispatch_uid=__name__)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        if not waited_in_vain(trouble):
            return None
        logger.warning("%s %s waited in vain to write.", request.method, request.path)
        with translation.override(language_at_desk(request)):
            return try_later(page(request, "busy.html", {}, status=503))


def wait_no_longer_than_a_reader(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """In web processes PostgreSQL waits for a lock as long as SQLite does; by itself, for ever.

    Workers and commands, which have no middleware, wait until it is their turn.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            milliseconds = round(settings.PATIENCE_SECONDS * 1000)
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{milliseconds}ms"])


def language_at_desk(request: HttpRequest) -> str:
    """What the signed-in person chose, else the page's own."""
    profile = getattr(getattr(request, "user", None), "wagtail_userprofile", None)
    return (profile.preferred_language if profile else "") or language()
