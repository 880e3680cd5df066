"""What readers get of a release: records of entries, layers and areas, ready to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from .about import slug
from .dated import DatedRecord
from .happenings import EVENT

Both = dict[str, str]


@dataclass(frozen=True)
class LayerInfo:
    """A row of the key."""

    key: str
    name: Both
    note: Both
    colour: str
    colour_dark: str
    shape: str
    size: int
    on_by_default: bool
    happening: str = ""


@dataclass(frozen=True)
class AreaInfo:
    """An administrative area. `bbox` is west, south, east, north; `within` has codes of others."""

    code: str
    kind: str
    name: Both
    bbox: tuple[float, float, float, float] | None
    within: tuple[str, ...]
    lat: float | None
    lon: float | None

    @classmethod
    def of(cls, area: dict[str, Any]) -> AreaInfo:
        bbox = area["bbox"]
        told = {"bbox": tuple(bbox) if bbox else None, "within": tuple(area["within"])}
        return cls(**area | told)


@dataclass(frozen=True)
class SiteRecord:
    """Where an entry is said to be. Where no place is told, lat and lon are None, precision ""."""

    site: int
    address: str
    town_en: str
    town_cy: str
    postcode: str
    lat: float | None
    lon: float | None
    precision: str
    authority: str

    @property
    def town(self) -> Both:
        return {"en": self.town_en, "cy": self.town_cy}


@dataclass(frozen=True)
class RelationRecord:
    """A link to another entry. `outward`: the entry it was asked of is the subject."""

    kind: str
    outward: bool
    id: str
    name_en: str
    name_cy: str
    note_en: str
    note_cy: str

    @property
    def name(self) -> Both:
        return {"en": self.name_en, "cy": self.name_cy}

    def slug(self, lang: str) -> str:
        return slug_of(self.name_en, self.name_cy, lang)


@dataclass(frozen=True)
class NewsRecord:
    """A page of What's happening that names an entry; title and path are empty in a language that
    it is not in. `kind` is one of the vocabulary `news_kinds`, `when` an EDTF date or empty;
    `title_lang_…` is the language of a title that is not in its page's.
    """

    kind: str
    when: str
    title_en: str
    title_cy: str
    path_en: str
    path_cy: str
    title_lang_en: str = ""
    title_lang_cy: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> NewsRecord:
        """From a row that has more; or less, of a release that knows of no titles' languages."""
        return cls(**{one.name: row[one.name] for one in fields(cls) if one.name in row})


@dataclass(frozen=True)
class EntryRecord:
    """All that is public of an entry. Also reads like a mapping: record["name_en"].

    `match` tells how a search found it where its words are not all in it: another form of a Welsh
    word (`form`), the other language's word (`concept`), nearly the same letters (`slip`).
    `sites` holds those that may be told, in their order; in answers to a box, the one that lies in
    it comes first. `dated` is there where it has days; an event is no entry of the directory, but
    is read like one. `Release.entry` alone fills `relations` and `news`, each with the first of
    `relations_in_all` and `news_in_all`.
    """

    id: str
    kind: str
    status: str
    legal_form: str
    privacy: str
    name_en: str
    name_cy: str
    summary_en: str
    summary_cy: str
    description_en: str
    description_cy: str
    name_state_en: str
    name_state_cy: str
    summary_state_en: str
    summary_state_cy: str
    description_state_en: str
    description_state_cy: str
    sectors: tuple[str, ...]
    opened: str
    closed: str
    website: str
    email: str
    phone: str
    identifiers: tuple[tuple[str, str], ...]
    source: str
    source_url: str
    licence: str
    checked_on: str | None
    layers: tuple[str, ...]
    sites: tuple[SiteRecord, ...] = ()
    relations: tuple[RelationRecord, ...] = ()
    relations_in_all: int = 0
    news: tuple[NewsRecord, ...] = ()
    news_in_all: int = 0
    match: str = ""
    dated: DatedRecord | None = None

    def __getitem__(self, name: str) -> Any:
        try:
            return getattr(self, name)
        except AttributeError:
            raise KeyError(name) from None

    def keys(self) -> list[str]:
        return [one.name for one in fields(self)]

    @property
    def is_event(self) -> bool:
        return self.kind == EVENT

    @property
    def place(self) -> SiteRecord | None:
        """The first site that has a point."""
        return next((site for site in self.sites if site.lat is not None), None)

    @property
    def lat(self) -> float | None:
        return self.place.lat if self.place else None

    @property
    def lon(self) -> float | None:
        return self.place.lon if self.place else None

    @property
    def name(self) -> Both:
        """By language; empty where there is none in it. The same for the other texts."""
        return {"en": self.name_en, "cy": self.name_cy}

    @property
    def summary(self) -> Both:
        return {"en": self.summary_en, "cy": self.summary_cy}

    @property
    def description(self) -> Both:
        return {"en": self.description_en, "cy": self.description_cy}

    def slug(self, lang: str) -> str:
        """The readable end of the entry's address; it may be anything, the id alone counts."""
        return slug_of(self.name_en, self.name_cy, lang)


def slug_of(name_en: str, name_cy: str, lang: str) -> str:
    here, there = (name_cy, name_en) if lang == "cy" else (name_en, name_cy)
    return slug(here) or slug(there) or "-"


SITE_FIELDS = [one.name for one in fields(SiteRecord)]


def entry_record(rows: list[dict[str, Any]]) -> EntryRecord:
    """From an entry's rows as entries.arrow has them; the order of its sites is kept."""
    sites = tuple(SiteRecord(*[row[name] for name in SITE_FIELDS]) for row in rows if row["site"])
    first = dict(rows[0])
    for name in SITE_FIELDS:
        del first[name]
    first["layers"], first["sectors"] = split(first["layers"]), split(first["sectors"])
    parts = (one.partition(":") for one in split(first["identifiers"]))
    first["identifiers"] = tuple((scheme, value) for scheme, _, value in parts)
    return EntryRecord(**first, sites=sites)


def split(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()
