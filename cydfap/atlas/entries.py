"""How an entry of a release is named in addresses and in lists."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import override

from cydfap.release.reading import EntryRecord, Release

from .wording import in_language

SLUG_LENGTH = 60


def slug(name: Mapping[str, str], lang: str) -> str:
    return slugify(in_language(name, lang).words)[:SLUG_LENGTH].strip("-") or "-"


def entry_url(id: str, name: Mapping[str, str], lang: str) -> str:
    with override(lang):
        return reverse("atlas:entry", args=[id, slug(name, lang)])


def place_line(release: Release, record: EntryRecord, lang: str) -> str:
    """Where it is, in a word or two: its first town, else its authority; empty when it has no place."""
    for site in record.sites:
        if site.town:
            return site.town
        if area := release.areas.get(site.authority):
            return in_language(area.name, lang).words
    return ""
