"""How much may be sent at once: a file at the desk, some words elsewhere.

Django writes the files of a form to the disk before anybody has looked at who sends them.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .middleware import DESK

# What may be in a form besides its file.
WORDS = 1_000_000
CHUNK = 1 << 16


class SizeLimit:
    """What is larger than anything that is asked for is refused, and nothing of it kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        file = settings.IMPORT_LIMIT_BYTES if request.path_info.startswith(DESK) else 0
        size, most = size_of(request), file + WORDS
        if size <= most:
            return self.get_response(request)
        # A browser that cannot send to the end shows no answer, only that the line was cut: what
        # is not absurd is listened to, and forgotten.
        while size <= 2 * most and request.read(CHUNK):
            pass
        context = {"limit": (file or WORDS) // 1_000_000}
        return render(request, "413.html", context, status=413)


def size_of(request: HttpRequest) -> int:
    """As the request says: Django reads no more of it than that."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
