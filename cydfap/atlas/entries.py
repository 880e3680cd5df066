"""How an entry of a release is named in addresses and in lists."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import override

from cydfap.release.about import slug
from cydfap.release.reading import EntryRecord, RelationRecord, Release

from .wording import Text, in_language, told


def address(id: str, slug: str, lang: str) -> str:
    with override(lang):
        return reverse("atlas:entry", args=[id, slug])


def entry_url(record: EntryRecord | RelationRecord, lang: str) -> str:
    return address(record.id, record.slug(lang), lang)


def named_url(id: str, name: Mapping[str, str], lang: str) -> str:
    """The address of an entry of which no more is known than its names."""
    return address(id, slug(in_language(name, lang).words) or "-", lang)


def place_line(release: Release, record: EntryRecord, lang: str) -> Text | None:
    """Where it is, in a word or two: its first town, else its authority; None when it has no
    place.
    """
    for site in record.sites:
        town = told(site, "town", lang)
        if town.words:
            return town
        if area := release.areas.get(site.authority):
            return in_language(area.name, lang)
    return None
