"""Pages as they were sent a moment ago: the same until something public changes."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from django.http import HttpRequest, HttpResponse

MOST = 64
# A restored backup may count its generations anew: what is older than this is made again.
SECONDS = 60.0


class Kept:
    """Bytes by key in this process; the least recently asked for are forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.lock = Lock()
        self.pages: OrderedDict[Hashable, tuple[float, bytes]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """What is kept under the key, else what `make` makes."""
        with self.lock:
            made_at, page = self.pages.get(key, (-SECONDS, b""))
            if self.clock() - made_at < SECONDS:
                self.pages.move_to_end(key)
                return page
        page = make()
        with self.lock:
            self.pages[key] = (self.clock(), page)
            self.pages.move_to_end(key)
            while len(self.pages) > MOST:
                self.pages.popitem(last=False)
        return page

    def forget(self) -> None:
        with self.lock:
            self.pages.clear()


front = Kept()
# Apart, for anybody can ask for any number of them: they drive out each other alone.
with_a_query = Kept()


def forget() -> None:
    front.forget()
    with_a_query.forget()


def page(request: HttpRequest, *versions: Hashable, make: Callable[[], bytes]) -> HttpResponse:
    """The page of that address, made now or a moment ago from the same versions of what it shows.

    Browsers ask for it each time.
    """
    pages = with_a_query if request.META.get("QUERY_STRING") else front
    body = pages.get((request.build_absolute_uri(), *versions), make)
    response = HttpResponse(body)
    response.headers["Cache-Control"] = "no-cache"
    return response
