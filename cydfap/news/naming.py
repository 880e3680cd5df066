"""Which pages name which entries: what a release tells on the entries' own pages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType

from .models import MODELS, Backer, NewsEntry, NewsPage, Report

FIELDS = (
    "translation_key",
    "locale__language_code",
    "title",
    "title_lang",
    "url_path",
    "when",
    "day",
    "content_type_id",
)


@dataclass
class Told:
    """A page and its other side as one. `title` and `path` by language; empty where not public.
    `title_lang` is the language of each title that is not in its page's.
    """

    kind: str
    when: str
    day: date | None
    title: dict[str, str] = field(default_factory=lambda: {"en": "", "cy": ""})
    title_lang: dict[str, str] = field(default_factory=lambda: {"en": "", "cy": ""})
    path: dict[str, str] = field(default_factory=lambda: {"en": "", "cy": ""})


def named_entries() -> list[tuple[int, Told]]:
    """(entry's primary key, page) for each public page that names it, an entry's newest first."""
    pages = public_pages()
    pairs = {(entry, key) for entry, key in links() if key in pages}
    told = [(entry, pages[key]) for entry, key in pairs]
    return sorted(told, key=lambda pair: (pair[0], *newest_first(pair[1])))


def newest_first(page: Told) -> tuple[Any, ...]:
    return -(page.day.toordinal() if page.day else 0), page.title["en"], page.title["cy"]


def public_pages() -> dict[UUID, Told]:
    kinds = {
        kind.pk: key
        for key, model in MODELS.items()
        for kind in [ContentType.objects.get_for_model(model)]
    }
    pages: dict[UUID, Told] = {}
    live = NewsPage.objects.live().values_list(*FIELDS)
    for key, lang, title, title_lang, path, when, day, kind in live:
        page = pages.setdefault(key, Told(kinds[kind], when, day))
        page.title[lang], page.title_lang[lang] = title, title_lang
        page.path[lang] = public_path(path, lang)
    return pages


def public_path(url_path: str, lang: str) -> str:
    """Wagtail's path of a page begins with its tree's root, an address with its language."""
    return f"/{lang}/" + url_path.split("/", 2)[2]


def links() -> Iterable[tuple[int, UUID]]:
    """(entry, page's translation key): named in the text, a report's own, a campaign's backers."""
    found: dict[UUID, set[int]] = defaultdict(set)
    for model in (NewsEntry, Backer):
        rows = model.objects.filter(page__live=True, entry__isnull=False)
        for entry, key in rows.values_list("entry_id", "page__translation_key"):
            found[key].add(entry)
    for entry, key in Report.objects.live().values_list("entry_id", "translation_key"):
        found[key].add(entry)
    return [(entry, key) for key, entries in found.items() for entry in entries]
