"""What public pages and reports' files say, read at once for a search: no instance a page."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db.models import Model, TextField
from django.db.models.functions import Cast, Length

from cydfap.cms.pages import language_of
from cydfap.lib.snippets import APART

from .models import (
    Backer,
    Campaign,
    CampaignDocument,
    CaseStudy,
    Event,
    FilePage,
    FileText,
    Milestone,
    NewsArea,
    NewsEntry,
    NewsIndex,
    NewsPage,
    Report,
    ReportFile,
    Story,
)
from .naming import Told, newest_first, public_pages, public_path
from .texts import SEARCHED

# What a page of a kind says besides its introduction and its blocks …
OWN: dict[type[Model], tuple[str, ...]] = {
    Story: ("byline",),
    Event: ("place",),
    Report: ("authors", "publisher", "abstract"),
    Campaign: ("ask", "put_to"),
}
# … and what its parts say.
PARTS: dict[type[Model], tuple[str, ...]] = {
    Milestone: ("words",),
    Backer: ("name", "commitment"),
    CampaignDocument: ("title",),
    CaseStudy: ("title", "country", "organisations", "summary"),
}
# Of a block that has several texts, those that a reader sees.
SPOKEN = ("words", "said_by", "caption")
END = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")
TAG = re.compile("<[^>]*>")


def by_language() -> dict[str, str]:
    return {"en": "", "cy": ""}


@dataclass
class Said:
    """A public page and its other side as one, by language: `named` are the entries and areas that
    it is joined to, which its readers see beside its text.
    """

    told: Told
    intro: dict[str, str] = field(default_factory=by_language)
    text: dict[str, str] = field(default_factory=by_language)
    named: dict[str, str] = field(default_factory=by_language)


class FileSaid(NamedTuple):
    """A searchable file of a public report, whose `page` is a translation key. `stamp` is another
    where its text may be another.
    """

    page: UUID
    document: int
    url: str
    title: str
    stamp: str


def said_pages() -> dict[UUID, Said]:
    """By translation key, the newest first; last the beginning of What's happening itself."""
    told = public_pages()
    found = {key: Said(told[key]) for key in sorted(told, key=lambda key: newest_first(told[key]))}
    further = further_texts()
    fields = ("pk", "translation_key", "locale_id", "intro", Cast("body", TextField()))
    for page, key, locale, intro, body in NewsPage.objects.live().values_list(*fields):
        said, lang = found[key], language_of(locale)
        said.intro[lang] = intro
        said.text[lang] = APART.join(filter(None, [*said_in(body), *further[page]]))
    add_names(found)
    return found | said_beginning()


def said_beginning() -> dict[UUID, Said]:
    found: dict[UUID, Said] = {}
    fields = ("translation_key", "locale_id", "title", "url_path", "intro")
    for key, locale, title, path, intro in NewsIndex.objects.live().values_list(*fields):
        said, lang = found.setdefault(key, Said(Told("", "", None))), language_of(locale)
        said.told.title[lang], said.told.path[lang] = title, public_path(path, lang)
        said.intro[lang] = intro
    return found


def said_in(body: str | None) -> Iterator[str]:
    """The texts of a page's blocks as they are stored, in their order."""
    for block in orjson.loads(body or "[]"):
        value = block["value"]
        if isinstance(value, dict):
            yield " ".join(value[name] for name in SPOKEN if value.get(name))
        else:
            yield plain(value) if block["type"] == "text" else value


def plain(html: str) -> str:
    """Rich text without its marks, a line a paragraph."""
    return unescape(TAG.sub("", END.sub("\n", html))).strip()


def further_texts() -> dict[int, list[str]]:
    """What OWN and PARTS have, by the page's primary key."""
    found: dict[int, list[str]] = defaultdict(list)
    for model, names in OWN.items():
        for page, *texts in model._default_manager.filter(live=True).values_list("pk", *names):
            found[page] += texts
    for model, names in PARTS.items():
        parts = model._default_manager.filter(page__live=True).order_by("page_id", "sort_order")
        for page, *texts in parts.values_list("page_id", *names):
            found[page] += texts
    return found


def add_names(found: dict[UUID, Said]) -> None:
    """Either side is joined to what the other is."""
    joined: tuple[tuple[type[Model], str], ...] = ((NewsArea, "area"), (NewsEntry, "entry"))
    for model, end in joined:
        fields = ("page__translation_key", f"{end}__name_en", f"{end}__name_cy")
        links = model._default_manager.filter(page__live=True).order_by("pk")
        for key, name_en, name_cy in links.values_list(*fields):
            found[key].named["en"] += f"{name_en}\n"
            found[key].named["cy"] += f"{name_cy}\n"


def said_files() -> list[FileSaid]:
    """The files of public reports whose texts have been read: those of both sides, each once."""
    texts = FileText.objects.filter(state__in=SEARCHED).annotate(size=Length("keys"))
    stamps = {
        document: "-".join(map(str, marks))
        for document, *marks in texts.values_list(
            "document", "name", "document__file_hash", "state", "size"
        )
    }
    files = ReportFile.objects.filter(page__live=True, document__in=list(stamps))
    found: dict[tuple[UUID, int], FileSaid] = {}
    for file in files.select_related("document", "page").order_by("page_id", "sort_order"):
        document: Any = file.document
        stamp = hashlib.sha256(stamps[document.pk].encode()).hexdigest()[:20]
        key = file.page.translation_key
        said = FileSaid(key, document.pk, document.url, document.title, stamp)
        found.setdefault((key, document.pk), said)
    return list(found.values())


def said_on_sheets(document: int) -> list[tuple[int, str, str]]:
    """Number, language (empty where nobody can tell) and text of each page of a read file."""
    sheets = FilePage.objects.filter(file__document=document).exclude(text="").order_by("number")
    return list(sheets.values_list("number", "lang", "text"))
