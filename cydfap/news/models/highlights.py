"""What stands under each topic on the index: reports, campaigns and how far they came, entries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import F

from cydfap.directory.enums import Kind
from cydfap.directory.models import Entry

from .campaign import Campaign, Milestone
from .finding import listed
from .links import NewsEntry, NewsTopic
from .news_page import NewsPage
from .report import Report

# Of a topic; and of all topics together, however many reports there are.
MOST_PAGES, MOST_ENTRIES, MOST_READ = 3, 2, 200


@dataclass
class Highlights:
    """`steps` are the labelled milestones of the topic's newest campaign, in their order."""

    pages: list[NewsPage] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    campaign: NewsPage | None = None
    steps: list[Milestone] = field(default_factory=list)


def highlights(topics: Iterable[Any], locale: int) -> dict[UUID, Highlights]:
    """By the topic's translation key. Few queries, however many topics."""
    found: dict[UUID, Highlights] = defaultdict(Highlights)
    keys = [topic.translation_key for topic in topics]
    campaigns = ContentType.objects.get_for_model(Campaign).pk
    for key, page in pages_of(keys, locale):
        if len(found[key].pages) < MOST_PAGES:
            found[key].pages.append(page)
        if page.content_type_id == campaigns and found[key].campaign is None:
            found[key].campaign = page
    steps = steps_of([each.campaign.pk for each in found.values() if each.campaign])
    for each in found.values():
        each.steps = steps[each.campaign.pk] if each.campaign else []
    for key, entry in shown_entries(keys):
        if len(found[key].entries) < MOST_ENTRIES and entry not in found[key].entries:
            found[key].entries.append(entry)
    return found


def pages_of(topics: list[UUID], locale: int) -> list[tuple[UUID, NewsPage]]:
    """(topic's key, page): reports and campaigns that either side puts there, the newest first."""
    links = NewsTopic.objects.filter(topic__translation_key__in=topics, page__live=True)
    there = links.values("page__translation_key")
    pages = listed(locale, Report, Campaign).filter(translation_key__in=there)
    newest = list(pages.order_by(F("day").desc(nulls_last=True), "pk")[:MOST_READ])
    of_page = defaultdict(set)
    read = links.filter(page__translation_key__in=[page.translation_key for page in newest])
    for topic, page in read.values_list("topic__translation_key", "page__translation_key"):
        of_page[page].add(topic)
    return [(topic, page) for page in newest for topic in of_page[page.translation_key]]


def steps_of(campaigns: list[int]) -> dict[int, list[Milestone]]:
    """The labelled and dated milestones of each campaign."""
    found = defaultdict(list)
    steps = Milestone.objects.filter(page__in=campaigns).exclude(label="").exclude(when="")
    for step in steps.order_by("page_id", "sort_order") if campaigns else ():
        found[step.page_id].append(step)
    return found


def shown_entries(topics: list[UUID]) -> list[tuple[UUID, Entry]]:
    """(topic's key, entry): the projects and resources that topics name. Reports have pages."""
    links = NewsEntry.objects.filter(
        page__translation_key__in=topics,
        page__live=True,
        entry__kind__in=(Kind.PROJECT, Kind.RESOURCE),
    )
    told = links.select_related("entry").annotate(key=F("page__translation_key"))
    return [(link.key, link.entry) for link in told.order_by("page_id", "sort_order")]
