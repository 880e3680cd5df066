"""How often one address may send letters on their way."""

import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from cydfap.cms.limits import WRITE, Buckets, Limit, address_of

from .page import page

BUCKETS = Buckets()


def limited(name: str, burst: int, seconds: float) -> Callable[[Any], Any]:
    """For a view: `burst` POSTs at once, then one in so many seconds. Others are told to wait."""
    limit = Limit(name, WRITE, burst=burst, per_second=1 / seconds)

    def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def careful(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and (wait := BUCKETS.take(limit, address_of(request))):
                answer = page(request, "news/too_often.html", {}, status=429)
                answer.headers["Retry-After"] = str(math.ceil(wait))
                return answer
            return view(request, *args, **kwargs)

        return careful

    return around
