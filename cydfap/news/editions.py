"""What a week's digest holds, and who wants what of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone

from cydfap.cms.pages import language_of

from .enums import NewsKind, Post, PostState
from .models import Edition, Event, NewsPage, NewsTopic, Outgoing, Subscriber
from .models.event import states_of
from .models.finding import LISTED, about_area, kind_of
from .naming import public_path

WEEK = timedelta(days=7)
# A page as a letter tells of it: key, kind, state (of an event that does not go ahead), topics,
# areas, and by language title, the title's own language, intro, path; `again` where it tells that
# the state is another.
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
    """What was first published in that time, in either language, as it stands now; newest first."""
    live = NewsPage.objects.live()
    first = live.values("translation_key").annotate(first=Min("first_published_at"))
    fresh = first.filter(first__gt=since, first__lte=until).order_by("-first")
    return described(list(fresh.values_list("translation_key", flat=True)))


def described(order: list[UUID]) -> list[Item]:
    """Public pages as they stand now. A few queries, and one for each area that any subscriber
    chose.
    """
    found: dict[UUID, Item] = {}
    for page in NewsPage.objects.live().filter(translation_key__in=order):
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


def told_again(keys: Iterable[str]) -> list[Item]:
    """Events of those keys that are public, as news of what has become of them; the next first."""
    events = Event.objects.live().filter(translation_key__in=list(keys)).order_by("starts_at", "pk")
    order = dict.fromkeys(events.values_list("translation_key", flat=True))
    return [item | {"again": True} for item in described(list(order))]


def to_tell_again() -> dict[int, set[str]]:
    """By subscriber: the events (as items have their keys) that they were told of last in another
    state than they are in now. A letter that was refused told nobody anything.
    """
    told = {edition.pk: states_told(edition) for edition in Edition.objects.all()}
    pairs = {pair for events in told.values() for pair in events.values()}
    states = states_of(UUID(key) for key, _state in pairs)
    now = {str(key): str(state) for key, state in states.items()}
    changed = {key for key, state in pairs if now.get(key, "") != state}
    if not changed:
        return {}
    letters = Outgoing.objects.filter(kind=Post.DIGEST).exclude(state=PostState.REFUSED)
    rows = letters.order_by("edition__until").values_list("subscriber", "edition", "content")
    heard: dict[int, dict[str, str]] = defaultdict(dict)
    for subscriber, edition, content in rows.iterator():
        events = (told[edition].get(number, ("", "")) for number in content["items"])
        heard[subscriber].update((key, state) for key, state in events if key in changed)
    found = {
        subscriber: {key for key, state in events.items() if now.get(key, "") != state}
        for subscriber, events in heard.items()
    }
    return {subscriber: keys for subscriber, keys in found.items() if keys}


def states_told(edition: Edition) -> dict[int, tuple[str, str]]:
    """Of the events among an edition's items, by number: key, and state as it was told."""
    return {
        number: (item["key"], item.get("state", ""))
        for number, item in enumerate(edition.items)
        if item["kind"] == NewsKind.EVENT
    }


def may_change_yet(edition: Edition, now: datetime) -> bool:
    """Whether it told of an event that is still to come."""
    keys = [key for key, _state in states_told(edition).values()]
    coming = Q(starts_at__gte=now) | Q(ends_at__gte=now)
    return bool(Event.objects.live().filter(coming, translation_key__in=keys).exists())


def wanted(subscriber: Subscriber, told: Iterable[Item], again: Collection[str] = ()) -> list[int]:
    """The numbers of the items that a subscriber wants. `again`: the events that they are to be
    told of again, whatever they chose since.
    """
    topics, areas = set(subscriber.topics), set(subscriber.areas)
    return [
        number
        for number, item in enumerate(told)
        if (
            item["key"] in again
            if item.get("again")
            else (not topics or topics.intersection(item["topics"]))
            and (not areas or areas.intersection(item["areas"]))
        )
    ]
