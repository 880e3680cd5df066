"""What the pages here that are not Wagtail's have in common."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from cydfap.cms.hosts import address
from cydfap.news.models import NewsIndex


def language() -> str:
    """`en` or `cy`."""
    return get_language() or "en"


def beginning() -> NewsIndex:
    """The index of the language in force."""
    found = NewsIndex.objects.live().filter(locale__language_code=language())
    index: NewsIndex | None = found.first()
    if index is None:
        raise Http404
    return index


def page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    here = address(request, request.path, language())
    everywhere = {"here": "news", "canonical": here, "address": here}
    response = render(request, template, {**everywhere, **context}, status=status)
    response.headers.setdefault("Cache-Control", "no-cache")
    return response
