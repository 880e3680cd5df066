"""What a week's digest holds, and who wants what of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from cydfap.cms.pages import language_of

from .models import NewsPage, NewsTopic, Subscriber
from .models.event import states_of
from .models.finding import LISTED, about_area, kind_of
from .naming import public_path

WEEK = timedelta(days=7)
# A page as a letter tells of it: key, kind, state (of an event that does not go ahead), topics,
# areas, and by language title, the title's own language, intro, path.
Item = dict[str, Any]


def last_due(now: datetime) -> datetime:
    """The latest moment, not after `now`, at which a digest was to be written."""
    here = timezone.localtime(now)
    day = here - timedelta(days=(here.isoweekday() - settings.DIGEST_DAY) % 7)
    moment = day.replace(hour=settings.DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return moment if moment <= here else moment - WEEK


def name_of(moment: datetime) -> str:
    year, week, _day = timezone.localtime(moment).isocalendar()
    return f"{year}-W{week:02}"


def items(since: datetime, until: datetime) -> list[Item]:
    """What was first published in that time, in either language, as it stands now; newest first.

    A few queries, and one for each area that any subscriber chose.
    """
    live = NewsPage.objects.live()
    first = live.values("translation_key").annotate(first=Min("first_published_at"))
    fresh = first.filter(first__gt=since, first__lte=until).order_by("-first")
    order = list(fresh.values_list("translation_key", flat=True))
    found: dict[UUID, Item] = {}
    for page in live.filter(translation_key__in=order):
        key, lang = page.translation_key, language_of(page.locale_id)
        item = found.setdefault(key, empty(page))
        item["title"][lang], item["intro"][lang] = page.title, page.intro
        item["title_lang"][lang] = page.title_in
        item["path"][lang] = public_path(page.url_path, lang)
    add_topics(found)
    add_areas(found)
    for key, state in states_of(found).items():
        found[key]["state"] = str(state)
    return [found[key] for key in order]


def empty(page: NewsPage) -> Item:
    words: Item = {name: {} for name in ("title", "title_lang", "intro", "path")}
    kind = str(kind_of(page))
    return words | {"key": str(page.translation_key), "kind": kind, "topics": [], "areas": []}


def add_topics(found: dict[UUID, Item]) -> None:
    """A new topic is its own."""
    links = NewsTopic.objects.filter(page__translation_key__in=found)
    pairs = links.values_list("page__translation_key", "topic__translation_key").distinct()
    for key, topic in pairs:
        found[key]["topics"].append(str(topic))
    listed = [str(model.kind) for model in LISTED]
    for key, item in found.items():
        if item["kind"] not in listed:
            item["topics"].append(str(key))


def add_areas(found: dict[UUID, Item]) -> None:
    """By the rule of the index's own filter."""
    chosen = Subscriber.objects.exclude(areas=[]).values_list("areas", flat=True)
    for code in sorted({code for areas in chosen for code in areas}):
        here = NewsPage.objects.live().filter(about_area(code), translation_key__in=found)
        for key in set(here.values_list("translation_key", flat=True)):
            found[key]["areas"].append(code)


def wanted(subscriber: Subscriber, told: Iterable[Item]) -> list[int]:
    """The numbers of the items that a subscriber wants."""
    topics, areas = set(subscriber.topics), set(subscriber.areas)
    return [
        number
        for number, item in enumerate(told)
        if (not topics or topics.intersection(item["topics"]))
        and (not areas or areas.intersection(item["areas"]))
    ]
