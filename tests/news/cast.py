"""Pages about three real co-operatives (tests/release/cast.py), as an editor would write them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cydfap.directory.models import Entry
from cydfap.news import actions
from cydfap.news.models import (
    Event,
    NewsArea,
    NewsEntry,
    NewsIndex,
    NewsPage,
    NewsTopic,
    Report,
    Story,
    Topic,
)
from cydfap.places.models import Area

LONDON = ZoneInfo("Europe/London")


def index(lang: str) -> NewsIndex:
    return actions.plant(by=None)[lang]


def add(
    model: type[NewsPage],
    title: str,
    lang: str = "en",
    *,
    other: NewsPage | None = None,
    entries: tuple[Entry, ...] = (),
    areas: tuple[Area, ...] = (),
    topics: tuple[Topic, ...] = (),
    **fields: Any,
) -> Any:
    """A published page. `other` is its other side."""
    under = index(lang)
    if other is not None:
        fields["translation_key"] = other.translation_key
    page = model(title=title, locale=under.locale, **fields)
    page.entry_links = [NewsEntry(entry=entry) for entry in entries]
    page.area_links = [NewsArea(area=area) for area in areas]
    page.topic_links = [NewsTopic(topic=topic) for topic in topics]
    return actions.add(page=page, under=under, by=None)


def story(title: str, lang: str = "en", **more: Any) -> Story:
    return add(Story, title, lang, **more)


def topic(title: str, lang: str = "en", **more: Any) -> Topic:
    return add(Topic, title, lang, **more)


def report(title: str, entry: Entry, lang: str = "en", **more: Any) -> Report:
    return add(Report, title, lang, entry=entry, **more)


def event(title: str, *start: int, lang: str = "en", **more: Any) -> Event:
    """An event that starts at that year, month, day, hour and minute in London."""
    return add(Event, title, lang, starts_at=datetime(*start, tzinfo=LONDON), **more)
