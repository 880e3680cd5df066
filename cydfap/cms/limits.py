"""How much one address may ask for: enough for a lively reader, too little for a flood.

Each web process keeps its own counts in memory (no database on the reader's side), so a limit
holds per process.
"""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from .middleware import asked_language


@dataclass(frozen=True)
class Limit:
    """`burst` requests at once, then `per_second`; for paths that begin so. No methods: all."""

    prefix: str
    methods: frozenset[str]
    burst: int
    per_second: float

    def fits(self, path: str, method: str) -> bool:
        return path.startswith(self.prefix) and (not self.methods or method in self.methods)


ANY, WRITE = frozenset[str](), frozenset({"POST"})
# The first that fits counts. Guessing passwords is the one thing worth being slow about.
LIMITS = (
    Limit("/admin/login/", WRITE, burst=10, per_second=1 / 30),
    Limit("/admin/first/", WRITE, burst=10, per_second=1 / 30),
    Limit("/admin/password_reset/", WRITE, burst=5, per_second=1 / 60),
    Limit("/admin/", ANY, burst=600, per_second=20),
    Limit("/tiles/", ANY, burst=2000, per_second=100),
    # Anything else: a request may also ask for "*", or for a path without its first slash.
    Limit("", ANY, burst=600, per_second=30),
)
ADDRESSES_REMEMBERED = 20_000


def address_of(request: HttpRequest) -> str:
    """The reader's address; behind a proxy, the last hop it added. An IPv6 reader has a whole
    /64 to choose from, so that counts as one."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.BEHIND_PROXY and forwarded:
        address = forwarded.rsplit(",", 1)[-1].strip()
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 6:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return address


class Buckets:
    """Token buckets by (limit, address); the least recently seen are forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.lock = Lock()
        self.levels: OrderedDict[tuple[str, frozenset[str], str], tuple[float, float]] = (
            OrderedDict()
        )

    def take(self, limit: Limit, address: str) -> float:
        """Take one; 0 when there was one, else the seconds until there will be."""
        key, now = (limit.prefix, limit.methods, address), self.clock()
        with self.lock:
            level, seen = self.levels.get(key, (float(limit.burst), now))
            level = min(limit.burst, level + (now - seen) * limit.per_second)
            wait = 0.0 if level >= 1 else (1 - level) / limit.per_second
            self.levels[key] = (level - 1 if wait == 0 else level, now)
            self.levels.move_to_end(key)
            if len(self.levels) > ADDRESSES_REMEMBERED:
                self.levels.popitem(last=False)
        return wait


class RateLimit:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.buckets = Buckets()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path, method = request.path_info, request.method or "GET"
        limit = next(limit for limit in LIMITS if limit.fits(path, method))
        wait = self.buckets.take(limit, address_of(request))
        if wait == 0:
            return self.get_response(request)
        answer = refusal(request, math.ceil(wait))
        answer.headers["Retry-After"] = str(math.ceil(wait))
        return answer


def refusal(request: HttpRequest, wait: int) -> HttpResponse:
    """A page for people; a line for programs, which are the most of those who ask too much.

    Nobody has looked yet who it is, but at the desk a browser says which language was chosen.
    """
    with translation.override(asked_language(request) or translation.get_language()):
        return in_words(request, wait)


def in_words(request: HttpRequest, wait: int) -> HttpResponse:
    if "text/html" in request.headers.get("Accept", ""):
        return render(request, "429.html", {"wait": wait}, status=429)
    words = _("Too many requests from your address. Try again in a while.")
    return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
