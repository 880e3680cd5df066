"""A page of a list of entries."""

from django.core.paginator import Page as Place
from django.core.paginator import Paginator
from django.http import QueryDict

from cydfap.lib.geography import Point
from cydfap.release.reading import Filters, Page, Release

PAGE_SIZE = 20


def page_number(query: QueryDict) -> int:
    """From the address; 1 if it says nothing that makes sense."""
    text = query.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def listed(
    release: Release, filters: Filters, lang: str, number: int, near: Point | None = None
) -> tuple[Page, Place[int]]:
    """The page of that number, and where it is among the others; beyond the last, the last."""
    found = release.page(filters, lang, page=number, size=PAGE_SIZE, near=near)
    place = Paginator(range(found.total), PAGE_SIZE).get_page(number)
    if place.number != number:
        found = release.page(filters, lang, page=place.number, size=PAGE_SIZE, near=near)
    return found, place
