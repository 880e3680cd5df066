"""Pages as the entries of a feed and the events of a calendar, in the language of its reader."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import OrderBy
from django.utils.translation import override

from cydfap.cms.pages import language_of
from cydfap.lib import atom, calendars

from .enums import EventState, NewsKind
from .models import Event, NewsPage, NewsTopic, Topic
from .models.event import states_of
from .models.finding import Filters, found_in, kind_of
from .naming import public_path

MOST_ENTRIES, MOST_EVENTS = 50, 1000
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

STATUSES = {
    EventState.PLANNED: calendars.Status.CONFIRMED,
    EventState.POSTPONED: calendars.Status.TENTATIVE,
    EventState.CANCELLED: calendars.Status.CANCELLED,
}
# From a path and its language to a whole address.
Address = Callable[[str, str], str]


def changed(page: NewsPage) -> datetime:
    """When it was last published. What no editor published has no such time."""
    return page.last_published_at or page.first_published_at or LONG_AGO


def newest(locale: int, filters: Filters) -> list[NewsPage]:
    """What a feed holds: what was published last on either side, whatever day it tells of."""
    sides = NewsPage.objects.live().filter(translation_key=OuterRef("translation_key"))
    last = sides.order_by(latest("last_published_at")).values("last_published_at")[:1]
    pages = found_in(locale, filters).annotate(last=Subquery(last))
    return list(pages.order_by(latest("last"), "-pk")[:MOST_ENTRIES])


def latest(moment: str) -> OrderBy:
    """The order by it, the latest first. What no editor published comes last on any database."""
    return F(moment).desc(nulls_last=True)


def entries(pages: list[NewsPage], address: Address) -> list[atom.Entry]:
    """Three queries, however many pages. Each page is in its own language, and says so.

    What is published of one side counts as a change of both: an event may be called off on either.
    """
    keys = [page.translation_key for page in pages]
    sides, topics, states = public_sides(keys), topics_by_page(pages), states_of(keys)
    return [_entry(page, sides[page.translation_key], topics, states, address) for page in pages]


def _entry(
    page: NewsPage,
    sides: list[NewsPage],
    topics: dict[UUID, list[Topic]],
    states: dict[UUID, EventState],
    address: Address,
) -> atom.Entry:
    lang = language_of(page.locale_id)
    kind = kind_of(page)
    return atom.Entry(
        # Not of its address, which may change; the two sides are two texts.
        id=uuid5(page.translation_key, lang).urn,
        url=address(public_path(page.url_path, lang), lang),
        lang=lang,
        title=called(page, states.get(page.translation_key)),
        title_lang=page.title_lang,
        updated=last_change(sides),
        published=page.first_published_at,
        summary=page.intro,
        categories=(
            atom.Category(str(kind), str(NewsKind(kind).label)),
            *(category(topic, lang) for topic in topics[page.translation_key]),
        ),
        links=tuple(
            atom.Link(address(public_path(side.url_path, other), other), other)
            for side in sides
            if (other := language_of(side.locale_id)) != lang
        ),
    )


def category(topic: Topic, lang: str) -> atom.Category:
    spoken = "" if topic.title_in == lang else topic.title_in
    return atom.Category(topic.slug, topic.title, lang=spoken)


def called(page: NewsPage, state: EventState | None) -> str:
    """The title, after the word for an event that does not go ahead: programs show little else.
    Both are in the title's language: the words of a feed have one.
    """
    title: str = page.title
    if state is None or state == EventState.PLANNED:
        return title
    with override(page.title_in):
        return f"{state.label}: {title}"


def public_sides(keys: list[UUID]) -> dict[UUID, list[NewsPage]]:
    """By translation key."""
    found: dict[UUID, list[NewsPage]] = defaultdict(list)
    for side in NewsPage.objects.live().filter(translation_key__in=keys).defer("body"):
        found[side.translation_key].append(side)
    return found


def last_change(sides: list[NewsPage]) -> datetime:
    return max(map(changed, sides), default=LONG_AGO)


def topics_by_page(pages: Iterable[NewsPage]) -> dict[UUID, list[Topic]]:
    """The topics of each page as it names them, by translation key."""
    found: dict[UUID, list[Topic]] = defaultdict(list)
    links = NewsTopic.objects.filter(page__in=[page.pk for page in pages], topic__live=True)
    for link in links.select_related("page", "topic").order_by("pk"):
        found[link.page.translation_key].append(link.topic)
    return found


def events_in(locale: int, filters: Filters) -> list[Event]:
    """The latest first, were there ever too many; in the order of their days."""
    pages: QuerySet[Any] = found_in(locale, filters).order_by().values("pk")
    events = Event.objects.filter(pk__in=pages).select_related("area").order_by("-starts_at", "pk")
    return list(events[:MOST_EVENTS])[::-1]


def appointments(events: list[Event], address: Address) -> list[calendars.Event]:
    """Two queries, however many events. One event is the same in whichever language it is followed:
    what is published of one side counts as a change of both.
    """
    keys = [event.translation_key for event in events]
    sides = public_sides(keys)
    states = states_of(keys)
    return [
        _appointment(
            event,
            sides[event.translation_key],
            states.get(event.translation_key, EventState.PLANNED),
            address,
        )
        for event in events
    ]


def _appointment(
    event: Event, sides: list[NewsPage], state: EventState, address: Address
) -> calendars.Event:
    lang = language_of(event.locale_id)
    whole_days = event.is_all_day
    return calendars.Event(
        uid=str(event.translation_key),
        lang=lang,
        summary=called(event, state),
        summary_lang=event.title_lang,
        start=event.first_day if whole_days else event.starts_at,
        end=event.last_day if whole_days else event.ends_at,
        changed=last_change(sides),
        revision=max((side.live_revision_id or 0 for side in sides), default=0),
        status=STATUSES[state],
        description=event.intro,
        location=", ".join(filter(None, [event.place, event.postcode, area_name(event, lang)])),
        point=None if event.lat is None or event.lon is None else (event.lat, event.lon),
        url=address(public_path(event.url_path, lang), lang),
    )


def area_name(event: Event, lang: str) -> str:
    """Empty where the place says it already."""
    if event.area is None:
        return ""
    own, other = event.area.name_en, event.area.name_cy
    name: str = (other or own) if lang == "cy" else (own or other)
    return "" if name in event.place else name
