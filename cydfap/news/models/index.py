from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, TitleFieldPanel

from cydfap.cms import kept, map_views
from cydfap.cms.pages import SitePage, language_of
from cydfap.cms.sections import section_path
from cydfap.cms.wording import only_in
from cydfap.directory.models import Generation
from cydfap.lib.languages import other_language
from cydfap.lib.welsh import english_key, sort_key
from cydfap.news.enums import NewsKind
from cydfap.places.enums import AreaKind
from cydfap.places.models import Area

from .event import states_of
from .finding import COMING, Filters, areas_told_of, found_in, kind_of, listed
from .highlights import Highlights, highlights
from .news_page import NewsPage
from .topic import Topic

PAGE_SIZE = 20


@dataclass(frozen=True)
class Row:
    """A page in a list. `lacking` says that it is only in the other language, `off` that it does
    not go ahead as planned; else empty.
    """

    page: NewsPage
    kind: str
    lang: str
    lacking: str
    highlights: Highlights | None = None
    off: str = ""


@dataclass(frozen=True)
class Choice:
    key: str
    name: str
    is_picked: bool
    # Of the name, where it is not the page's.
    lang: str = ""


class NewsIndex(SitePage):
    """What's happening, in one language: the home of all its pages."""

    section = "news"
    template = "news/index.html"
    parent_page_types = ["cms.SiteRoot"]
    subpage_types = [
        "news.Topic",
        "news.Story",
        "news.Event",
        "news.EventSeries",
        "news.Report",
        "news.Campaign",
    ]
    max_count_per_parent = 1

    intro = models.TextField(gettext_lazy("introduction"), max_length=600, blank=True)

    content_panels = [TitleFieldPanel("title", targets=[]), FieldPanel("intro")]
    # The address of the section is a promise: it is in the code.
    promote_panels: list[Any] = []

    class Meta:
        verbose_name = gettext_lazy("beginning of What’s happening")

    # There is one in each language, from the planting on.
    is_alone = False

    def where_else(self, request: HttpRequest) -> str:
        """The other side is always there; a topic of the filters is found by either's slug."""
        query = Filters.from_query(request.GET).query()
        path = section_path(self.section, other_language(self.lang))
        return f"{path}?{query}" if query else path

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Made once for each state of all that is public; then sent as it was."""
        if getattr(request, "is_preview", False):
            preview: HttpResponse = super().serve(request, *args, **kwargs)
            return preview
        versions = Generation.current(), map_views.version(), timezone.localdate()
        return kept.page(request, *versions, make=lambda: self.made(request))

    def made(self, request: HttpRequest) -> bytes:
        response: Any = super().serve(request)
        content: bytes = response.render().content
        return content

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        filters = Filters.from_query(request.GET)
        pages = Paginator(found_in(self.locale_id, filters), PAGE_SIZE).get_page(
            request.GET.get("page", "1")
        )
        topics = topics_in(self.locale_id)
        is_plain = not filters and pages.number == 1
        query = filters.query()
        if pages.number > 1:
            query = f"{query}&page={pages.number}".lstrip("&")
        whole = f"{context['canonical']}?{query}" if query else context["canonical"]
        return context | {
            "filters": filters,
            "is_plain": is_plain,
            "pages": pages,
            "rows": rows(pages.object_list, self.lang),
            "topics": topic_rows(topics, self.locale_id, self.lang) if is_plain else (),
            "choices": choices(self.locale_id, self.lang, filters, topics),
            "filter_labels": [
                ("topic", _("Topic")),
                ("kind", _("Kind")),
                ("area", _("Place")),
                ("year", _("Date")),
            ],
            "asked_for": asked_for(request, self.lang),
            "canonical": whole,
        }


def topics_in(locale: int) -> list[Topic]:
    """In their order; where a topic has no page in this language, the other's. `slugs` of each are
    those of both its sides.
    """
    sides: dict[Any, Topic] = {}
    slugs: dict[Any, set[str]] = defaultdict(set)
    for topic in Topic.objects.live().order_by("order", "title"):
        slugs[topic.translation_key].add(topic.slug)
        if topic.translation_key not in sides or topic.locale_id == locale:
            sides[topic.translation_key] = topic
    for key, topic in sides.items():
        topic.slugs = slugs[key]
    return sorted(sides.values(), key=lambda topic: (topic.order, topic.title))


def rows(pages: Any, lang: str) -> list[Row]:
    """Pages for a list in `lang`."""
    found = []
    pages = list(pages)
    kinds = {page.pk: page.kind if hasattr(page, "kind") else kind_of(page) for page in pages}
    events = [page.translation_key for page in pages if kinds[page.pk] == NewsKind.EVENT]
    states = states_of(events) if events else {}
    for page in pages:
        its = language_of(page.locale_id)
        lacking = "" if its == lang else only_in(its, lang)
        state = states.get(page.translation_key)
        off = str(state.label) if state else ""
        found.append(Row(page, str(NewsKind(kinds[page.pk]).label), its, lacking, off=off))
    return found


def topic_rows(topics: list[Topic], locale: int, lang: str) -> list[Row]:
    """The topics, each with what stands out in it."""
    found = highlights(topics, locale)
    return [
        replace(row, highlights=found.get(row.page.translation_key)) for row in rows(topics, lang)
    ]


def choices(
    locale: int, lang: str, filters: Filters, topics: list[Topic]
) -> dict[str, list[Choice]]:
    """What can be picked; of areas and years, only those of which something is told."""
    key = sort_key if lang == "cy" else english_key
    areas = sorted(told_areas(lang, filters.area), key=lambda area: key(area[1]))
    coming = Choice(COMING, _("Still to come"), filters.year == COMING)
    return {
        "topic": [
            Choice(t.slug, t.title, filters.topic in t.slugs, otherwise(t.title_in, lang))
            for t in topics
        ],
        "kind": [Choice(str(k), str(k.label), k == filters.kind) for k in NewsKind],
        "area": [Choice(code, name, code == filters.area, its) for code, name, its in areas],
        "year": [coming]
        + [Choice(year, year, year == filters.year) for year in told_years(locale)],
    }


def otherwise(spoken: str, lang: str) -> str:
    """The language of words among others in `lang`, where it is not the same."""
    return "" if spoken == lang else spoken


def told_years(locale: int) -> list[str]:
    """The years in which something happened, the last first. Read as text: SQLite would call Python
    for the year of each page.
    """
    year = Substr(Cast("day", models.CharField()), 1, 4)
    dated = listed(locale).exclude(day=None).annotate(year=year)
    return list(dated.order_by("-year").values_list("year", flat=True).distinct())


def told_areas(lang: str, asked: str) -> list[tuple[str, str, str]]:
    """Code and name of the authorities and nations of which something is told, and of the one that
    is asked for; the name's language where it is the other.
    """
    here, there = ("name_cy", "name_en") if lang == "cy" else ("name_en", "name_cy")
    kinds = (AreaKind.LOCAL_AUTHORITY, AreaKind.COUNTY, AreaKind.NATION)
    told = Area.objects.filter(Q(areas_told_of(), kind__in=kinds) | Q(code=asked))
    found = told.values_list("code", here, there)
    return [(code, own or other, "" if own else other_language(lang)) for code, own, other in found]


def asked_for(request: HttpRequest, lang: str) -> dict[str, Any] | None:
    """The page whose language switch led here, since it is not in this language."""
    number = request.GET.get("only", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    page = NewsPage.objects.live().filter(pk=int(number)).first()
    if page is None or page.lang == lang:
        return None
    return {
        "page": page,
        "url": page.get_url(request),
        "lacking": only_in(page.lang, lang),
    }
