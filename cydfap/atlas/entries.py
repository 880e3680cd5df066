"""How an entry of a release is named in addresses and in lists."""

import math
from collections.abc import Mapping
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import override

from cydfap.lib.geography import distance_km
from cydfap.release.about import slug
from cydfap.release.reading import EntryRecord, RelationRecord, Release, SiteRecord

from .wording import Text, in_language, told


def address(id: str, slug: str, lang: str) -> str:
    with override(lang):
        return reverse("atlas:entry", args=[id, slug])


def entry_url(record: EntryRecord | RelationRecord, lang: str) -> str:
    """An event's page is in What's happening."""
    if isinstance(record, EntryRecord) and record.is_event and record.dated:
        return record.dated.path(lang)
    return address(record.id, record.slug(lang), lang)


def named_url(id: str, name: Mapping[str, str], lang: str) -> str:
    """The address of an entry of which no more is known than its names."""
    return address(id, slug(in_language(name, lang).words) or "-", lang)


def place_line(release: Release, record: EntryRecord, lang: str) -> Text | None:
    """Where it is, in a word or two: the town of its place, else its authority; None when neither
    is known. Another of its sites is somewhere else, and not told of.
    """
    site = record.place or next(iter(record.sites), None)
    if site is None:
        return None
    town = told(site, "town", lang)
    if town.words:
        return town
    area = release.areas.get(site.authority)
    return in_language(area.name, lang) if area else None


def seen_from(record: EntryRecord, lat: float, lon: float) -> EntryRecord:
    """The same with its site nearest to a point first: the one that is looked at."""

    def far(site: SiteRecord) -> float:
        if site.lat is None or site.lon is None:
            return math.inf
        return distance_km(lat, lon, site.lat, site.lon)

    return replace(record, sites=tuple(sorted(record.sites, key=far)))
