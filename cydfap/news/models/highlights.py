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
    """`steps` are the labelled milestones of the topic's campaign, in their order."""

    pages: list[NewsPage] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    steps: list[Milestone] = field(default_factory=list)


def highlights(topics: Iterable[Any], locale: int) -> dict[UUID, Highlights]:
    """By the topic's translation key. Three queries, however many topics."""
    found: dict[UUID, Highlights] = defaultdict(Highlights)
    keys = [topic.translation_key for topic in topics]
    types = ContentType.objects.get_for_models(Report, Campaign)
    pages = listed(locale).filter(content_type__in=[kind.pk for kind in types.values()])
    links = NewsTopic.objects.filter(topic__translation_key__in=keys, page__in=pages)
    newest = links.select_related("page").order_by("-page__day", "page_id")
    told = newest.annotate(key=F("topic__translation_key"))[:MOST_READ]
    pairs = [(link.key, link.page) for link in told]
    for key, page in pairs:
        if len(found[key].pages) < MOST_PAGES:
            found[key].pages.append(page)
    campaigns = {p.pk: key for key, p in pairs if p.content_type_id == types[Campaign].pk}
    steps = Milestone.objects.filter(page__in=campaigns).exclude(label="").exclude(when="")
    for step in steps.order_by("page_id", "sort_order") if campaigns else ():
        found[campaigns[step.page_id]].steps.append(step)
    for key, entry in shown_entries(keys):
        if len(found[key].entries) < MOST_ENTRIES and entry not in found[key].entries:
            found[key].entries.append(entry)
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
