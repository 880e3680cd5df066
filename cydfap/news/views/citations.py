"""A report for programs that keep references."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from cydfap.cms.hosts import address
from cydfap.lib.citations import KEY, Work, bibtex, ris
from cydfap.news.citing import work_of
from cydfap.news.models import Report
from cydfap.news.naming import public_path


def as_bibtex(request: HttpRequest, slug: str) -> HttpResponse:
    return cited(request, slug, bibtex, "application/x-bibtex", "bib")


def as_ris(request: HttpRequest, slug: str) -> HttpResponse:
    return cited(request, slug, ris, "application/x-research-info-systems", "ris")


def cited(
    request: HttpRequest, slug: str, write: Callable[[Work], str], kind: str, end: str
) -> HttpResponse:
    report = get_object_or_404(Report.objects.live(), slug=slug, lang=get_language() or "en")
    here = address(request, public_path(report.url_path, report.lang), report.lang)
    response = HttpResponse(write(work_of(report, here)), content_type=f"{kind}; charset=utf-8")
    name = f"{KEY.sub('-', slug)}.{end}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response
