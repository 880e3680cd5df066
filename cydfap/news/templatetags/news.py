"""What the pages of What's happening need in their templates."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cydfap.cms.map_views import draw
from cydfap.cms.templatetags.wording import as_spoken, hold
from cydfap.cms.wording import only_in
from cydfap.directory.models import Text, tr
from cydfap.lib.citations import sentence
from cydfap.news.citing import work_of
from cydfap.news.models import Event, NewsIndex, NewsPage, Report
from cydfap.news.models.index import Row, rows
from cydfap.news.texts import Passages, of_report

register = template.Library()

NAMES = {"en": "English", "cy": "Cymraeg"}


@register.simple_tag
def map_drawing(query: str) -> SafeString:
    """A view of the map as it is drawn without a script; empty where nothing is published."""
    return draw(query, get_language() or "en", "")


@register.simple_tag
def index_of(page: NewsPage) -> NewsIndex | None:
    """Where all pages of its language begin."""
    index: NewsIndex | None = NewsIndex.objects.filter(locale_id=page.locale_id).first()
    return index


@register.simple_tag
def entry_text(thing: Any) -> Text:
    """The name of an entry or area in the page's language, else in the other, and which it is."""
    return tr(thing, "name", get_language() or "en")


@register.simple_tag
def lacking(page: NewsPage) -> str:
    """That a page is only in the other language; empty where it is in this."""
    lang = get_language() or "en"
    return "" if page.lang == lang else only_in(page.lang, lang)


@register.simple_tag
def news_rows(pages: Iterable[NewsPage]) -> list[Row]:
    return rows(pages, get_language() or "en")


@register.simple_tag
def language_names(codes: str) -> SafeString:
    """Languages by their own names."""
    known = [(code, NAMES[code]) for code in codes.split() if code in NAMES]
    return format_html_join(", ", '<span lang="{}">{}</span>', known)


@register.simple_tag
def event_time(event: Event) -> SafeString:
    """When it takes place, in London's time, with hours only where it has some."""
    start = timezone.localtime(event.starts_at)
    words = date_format(start, "l j F Y")
    several_days = event.last_day != event.first_day
    if not event.is_all_day:
        words += f", {start:%H:%M}"
    if event.ends_at and (several_days or not event.is_all_day):
        end = timezone.localtime(event.ends_at)
        day = f"{date_format(end, 'l j F Y')}" if several_days else ""
        hour = "" if event.is_all_day else f"{end:%H:%M}"
        words += " – " + ", ".join(part for part in (day, hour) if part)
    if event.is_all_day:
        return format_html('<time datetime="{}">{}</time>', event.first_day.isoformat(), words)
    zone = _("time in London")
    return format_html('<time datetime="{}">{}</time> ({})', start.isoformat(), words, zone)


@register.simple_tag
def citation(report: Report, address: str) -> str:
    """The sentence to copy, in the page's language."""
    lang = get_language() or "en"
    return sentence(work_of(report, address), lang)


@register.simple_tag
def text_passages(report: Report, query: str) -> list[Passages]:
    """The report's files: how each stands, and what in it answers."""
    return of_report(report, query)


@register.simple_tag
def is_searched(files: Iterable[Passages]) -> bool:
    """Whether any of these files can be searched."""
    return any(file.is_searched for file in files)


@register.filter
def title_of(page: NewsPage) -> str:
    """A page's title. A report's is its own name, which may be in the other language."""
    is_report = page.specific_class is Report
    return as_spoken(page.title) if is_report else hold(page.title)
