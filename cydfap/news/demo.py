"""The demo's pages: a file a page, both its sides in it. Files that a forum may copy and change.

A text is written plainly: an empty line between paragraphs, `##` before a heading, `!` before what
is not certain, `@ layer=care | Caption` for a view of the map. `read_on` is the day on which a
page's sources were read and its facts checked; a source read on another day has its own.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, time
from html import escape
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils.timezone import make_aware

from cydfap.directory.enums import TextState
from cydfap.directory.models import Entry
from cydfap.places.models import Area

from . import actions
from .enums import EventState
from .models import (
    MODELS,
    Backer,
    CampaignDocument,
    CaseStudy,
    EventSeries,
    Milestone,
    NewsArea,
    NewsEntry,
    NewsIndex,
    NewsPage,
    NewsSource,
    NewsTopic,
    Report,
    Topic,
)

Page = dict[str, Any]
LANGUAGES = ("en", "cy")
STATES = {"en": TextState.ORIGINAL, "cy": TextState.DRAFT}


def load(folder: Path) -> int:
    """Add the pages that are missing; change nothing that is there. How many were added."""
    indexes = actions.plant(by=None)
    there = set(NewsPage.objects.values_list("translation_key", "locale__language_code"))
    added = 0
    for path in sorted(folder.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        for lang in LANGUAGES:
            if lang in told and (key_of(path.stem), lang) not in there:
                added += add_page(path.stem, told, lang, indexes[lang])
    return added


def key_of(name: str) -> UUID:
    """What ties a page's two sides together, and tells whether it is there already."""
    return uuid5(NAMESPACE_URL, f"cydfap/demo/pages/{name}")


@transaction.atomic
def add_page(name: str, told: Page, lang: str, index: NewsIndex) -> bool:
    """False for a report whose entry is gone: it cannot stand without one."""
    model = MODELS[told["kind"]]
    own = OWN.get(told["kind"], nothing)(told, lang)
    if own is None:
        return False
    side = told[lang]
    page = model(
        title=side["title"],
        title_lang=side.get("title_lang", ""),
        slug=side["slug"],
        intro=side["intro"],
        when=told.get("when", ""),
        text_state=side.get("state", STATES[lang]),
        checked_on=told.get("read_on"),
        body=list(blocks(side["body"])),
        locale=index.locale,
        translation_key=key_of(name),
        **own,
    )
    join(page, told, lang)
    if told["kind"] in CHILDREN:
        CHILDREN[told["kind"]](page, told, lang)
    actions.add(page=page, under=index, by=None)
    return True


def blocks(text: str) -> Iterator[tuple[str, Any]]:
    for part in re.split(r"\n\s*\n", text.strip()):
        if part.startswith("## "):
            yield "heading", part[3:]
        elif part.startswith("! "):
            yield "note", part[2:]
        elif part.startswith("@ "):
            view, _bar, caption = part[2:].partition(" | ")
            yield "map_view", {"view": view, "caption": caption}
        elif part:
            yield "text", f"<p>{escape(part, quote=False)}</p>"


def join(page: Any, told: Page, lang: str) -> None:
    """Its topics, entries, areas and sources; those that are not there are passed over."""
    entries = {e.public_id: e for e in Entry.objects.filter(public_id__in=told.get("entries", []))}
    page.entry_links = [
        NewsEntry(entry=entries[id], sort_order=order)
        for order, id in enumerate(told.get("entries", []))
        if id in entries
    ]
    page.area_links = [
        NewsArea(area=area) for area in Area.objects.filter(code__in=told.get("areas", []))
    ]
    keys = [key_of(name) for name in told.get("topics", [])]
    topics = Topic.objects.filter(translation_key__in=keys, locale__language_code=lang)
    page.topic_links = [NewsTopic(topic=topic) for topic in topics]
    page.sources = [
        NewsSource(
            name=source["name"],
            url=source.get("url", ""),
            note=source.get(f"note_{lang}", ""),
            read_on=source.get("read_on", told.get("read_on")),
            sort_order=order,
        )
        for order, source in enumerate(told.get("sources", []))
    ]


def nothing(told: Page, lang: str) -> Page | None:
    return {}


def of_topic(told: Page, lang: str) -> Page | None:
    return {"order": told["order"]}


def of_event(told: Page, lang: str) -> Page | None:
    """A day without hours lasts all day."""
    starts = told["starts"]
    is_all_day = not isinstance(starts, datetime)
    series = EventSeries.objects.filter(
        translation_key=key_of(told.get("series", "")), locale__language_code=lang
    )
    return {
        "starts_at": make_aware(datetime.combine(starts, time()) if is_all_day else starts),
        "is_all_day": is_all_day,
        "place": told[lang].get("place", ""),
        "postcode": told.get("postcode", ""),
        "state": told.get("state", EventState.PLANNED),
        "at_entry": Entry.objects.filter(public_id=told.get("at", "")).first(),
        "area": Area.objects.filter(code=told.get("area", "")).first(),
        "series": series.first(),
    }


def of_report(told: Page, lang: str) -> Page | None:
    entry = Entry.objects.filter(public_id=told["entry"]).first()
    if entry is None:
        return None
    names = ("authors", "publisher", "languages", "link", "licence", "abstract")
    own = {name: told[lang].get(name, told.get(name, "")) for name in names}
    return {"entry": entry, "lang": lang, **own}


def of_campaign(told: Page, lang: str) -> Page | None:
    return {"ask": told[lang]["ask"], "put_to": told[lang]["put_to"]}


def add_cases(page: Report, told: Page, lang: str) -> None:
    page.case_studies = [
        CaseStudy(
            title=case[f"title_{lang}"],
            sector=case.get("sector", ""),
            country=case.get(f"country_{lang}", ""),
            organisations="\n".join(case.get("organisations", [])),
            summary=case.get(f"summary_{lang}", ""),
            sort_order=order,
        )
        for order, case in enumerate(told.get("case_studies", []))
    ]


def add_steps(page: Any, told: Page, lang: str) -> None:
    """A campaign's milestones, backers and documents."""
    page.milestones = [
        Milestone(
            when=step["when"],
            state=step["state"],
            words=step[f"words_{lang}"],
            label=step.get(f"label_{lang}", ""),
            source_url=step.get("url", ""),
            sort_order=order,
        )
        for order, step in enumerate(told.get("milestones", []))
    ]
    page.backers = [
        Backer(
            name=backer.get(f"name_{lang}", backer["name"]),
            entry=Entry.objects.filter(public_id=backer.get("entry", "")).first(),
            stance=backer["stance"],
            commitment=backer.get(f"commitment_{lang}", ""),
            when=backer.get("when", ""),
            evidence=backer["evidence"],
            evidence_url=backer.get("evidence_url", ""),
            sort_order=order,
        )
        for order, backer in enumerate(told.get("backers", []))
    ]
    page.documents = [
        CampaignDocument(title=each["title"], url=each["url"], sort_order=order)
        for order, each in enumerate(told.get("documents", []))
    ]


OWN = {"topic": of_topic, "event": of_event, "report": of_report, "campaign": of_campaign}
CHILDREN = {"report": add_cases, "campaign": add_steps}
