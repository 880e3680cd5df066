"""Which pages an index shows: by topic, kind, place and date, the newest first."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from cydfap.directory.enums import Privacy
from cydfap.directory.models import Entry
from cydfap.news.enums import NewsKind
from cydfap.places.models import Area

from .campaign import Campaign
from .event import Event, EventSeries
from .links import NewsArea, NewsEntry, NewsTopic
from .news_page import NewsPage
from .report import Report
from .story import Story
from .topic import Topic

# Topics have their own place on the index, above the list.
LISTED: tuple[type[NewsPage], ...] = (Story, Event, EventSeries, Report, Campaign)
COMING = "coming"


@dataclass(frozen=True)
class Filters:
    """What an address of an index asks for. What makes no sense there counts as not asked."""

    topic: str = ""
    kind: str = ""
    area: str = ""
    year: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Filters:
        # PostgreSQL has no text with a NUL in it.
        given = {
            field.name: query.get(field.name, "").replace("\0", "").strip()[:100]
            for field in fields(cls)
        }
        if given["kind"] not in NewsKind.values:
            given["kind"] = ""
        year = given["year"]
        is_year = year.isascii() and year.isdecimal() and len(year) == 4 and int(year) > 0
        if year != COMING and not is_year:
            given["year"] = ""
        return cls(**given)

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def query(self) -> str:
        """As an address has them."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in told.items() if value})


def listed(locale: int, *models: type[NewsPage]) -> QuerySet[NewsPage]:
    """All that is public in a language, and what is there in the other language only."""
    types = ContentType.objects.get_for_models(*(models or LISTED)).values()
    pages = NewsPage.objects.live().filter(content_type__in=[kind.pk for kind in types])
    side = NewsPage.objects.live().filter(
        locale_id=locale, translation_key=OuterRef("translation_key")
    )
    found: QuerySet[NewsPage] = pages.filter(Q(locale_id=locale) | ~Exists(side))
    return found


def found_in(locale: int, filters: Filters) -> QuerySet[NewsPage]:
    """The pages that pass, the newest first; those without a date by when they were published."""
    pages = listed(locale, *asked_kinds(filters))
    if filters.topic:
        pages = pages.filter(translation_key__in=keys(in_topic(filters.topic)))
    if filters.area:
        pages = pages.filter(about_area(filters.area))
    if filters.year == COMING:
        # What runs for days is to come until its last day is over.
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        pages = pages.filter(Q(day__gte=today.date()) | Q(event__ends_at__gte=today))
        return pages.order_by("day", "pk")
    if filters.year:
        pages = pages.filter(day__year=int(filters.year))
    return pages.order_by(F("day").desc(nulls_last=True), "-first_published_at", "pk")


def asked_kinds(filters: Filters) -> list[type[NewsPage]]:
    """Topics are listed like all else where something other than a topic is asked for."""
    kinds: list[type[NewsPage]] = list(LISTED)
    if filters.kind == Topic.kind or (filters and not filters.topic):
        kinds.append(Topic)
    return [model for model in kinds if filters.kind in ("", model.kind)]


def keys(links: QuerySet[Any]) -> QuerySet[Any]:
    """The two sides of a page count as one: what either is joined to, both are. A draft is not."""
    return links.filter(page__live=True).values("page__translation_key")


def in_topic(slug: str) -> QuerySet[NewsTopic]:
    """Of the topic with that slug, in whichever language the slug is."""
    topics = NewsPage.objects.filter(slug=slug).values("translation_key")
    return NewsTopic.objects.filter(topic__translation_key__in=topics)


def about_area(code: str) -> Q:
    """Pages about an area or a part of it, events there, and pages that name an entry there."""
    here = Area.objects.filter(Q(code=code) | Q(within__code=code)).values("pk")
    # Where a hidden entry is, no filter tells.
    entries = Entry.objects.exclude(privacy=Privacy.HIDDEN).filter(sites__authority__in=here)
    areas = keys(NewsArea.objects.filter(area__in=here))
    named = keys(NewsEntry.objects.filter(entry__in=entries.values("pk")))
    reports = Report.objects.live().filter(entry__in=entries.values("pk")).values("translation_key")
    events = Event.objects.live().filter(area__in=here).values("translation_key")
    return (
        Q(translation_key__in=areas)
        | Q(translation_key__in=named)
        | Q(translation_key__in=reports)
        | Q(translation_key__in=events)
    )


def areas_told_of() -> Q:
    """The areas that `about_area` finds something for, those around them left out."""
    shown = Entry.objects.exclude(privacy=Privacy.HIDDEN)
    public = NewsPage.objects.live()
    named = NewsEntry.objects.filter(page__in=public).values("entry")
    reports = Report.objects.live().values("entry")
    there = shown.filter(Q(pk__in=named) | Q(pk__in=reports))
    return (
        Q(pk__in=NewsArea.objects.filter(page__in=public).values("area"))
        | Q(pk__in=Event.objects.live().values("area"))
        | Q(pk__in=there.values("sites__authority"))
    )


def kind_of(page: NewsPage) -> NewsKind:
    """The kind of a page of a list, which is read without its own table."""
    model = page.cached_content_type.model_class()
    kind: NewsKind = model.kind
    return kind
