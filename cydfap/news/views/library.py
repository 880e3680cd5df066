"""All reports, and the search in their texts."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from cydfap.news import texts
from cydfap.news.models import Report
from cydfap.news.models.finding import Filters, found_in
from cydfap.news.models.index import rows

from .page import beginning, page

PAGE_SIZE = 10
PASSAGES = 2
FIELDS = ("title", "authors", "publisher", "abstract", "intro")


def library(request: HttpRequest) -> HttpResponse:
    """The newest first. Those whose files answer, or whose own words hold what was asked."""
    index = beginning()
    q = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = found_in(index.locale_id, Filters(kind="report"))
    if q:
        found = found.filter(Q(translation_key__in=texts.answering(q)) | Q(pk__in=saying(q)))
    pages = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    reports = Report.objects.in_bulk([each.pk for each in pages.object_list])
    shown = [reports[each.pk] for each in pages.object_list]
    files = texts.of_reports([each.translation_key for each in shown], q, PASSAGES) if q else {}
    context = {
        "q": q,
        "pages": pages,
        "found": [
            (row, files.get(row.page.translation_key, [])) for row in rows(shown, index.lang)
        ],
    }
    return page(request, "news/library.html", context)


def saying(q: str) -> Any:
    """For a filter: by what the page says of a report."""
    wanted = Q()
    for field in FIELDS:
        wanted |= Q(**{f"{field}__icontains": q})
    return Report.objects.filter(wanted).values("pk")
