"""One entry: both texts, its sites, what it is connected to, and where this comes from."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override

from cydfap.atlas import structured
from cydfap.atlas.answers import news_row
from cydfap.atlas.connections import connections
from cydfap.atlas.entries import entry_url
from cydfap.atlas.frame import Frame
from cydfap.atlas.page import language, no_release, page
from cydfap.atlas.views.map import picture
from cydfap.atlas.wording import notice, told
from cydfap.cms import hosts
from cydfap.directory.enums import TextState
from cydfap.lib.languages import NAMES, other_language
from cydfap.release import reading
from cydfap.release.reading import EntryRecord, Filters, Release

# How near the small map looks at a place outside the site's own area.
ABROAD = 6.5
# Its height in pixels.
SMALL = {"wide": 370}
DESCRIBING = ("summary", "description")
WORST_FIRST = (
    TextState.STALE,
    TextState.DRAFT,
    TextState.REVIEWED,
    TextState.ORIGINAL,
    TextState.SAME,
)


def without_slug(request: HttpRequest, id: str) -> HttpResponse:
    return entry(request, id, "")


def entry(request: HttpRequest, id: str, slug: str) -> HttpResponse:
    """An entry's page; its address with another slug leads there."""
    release = reading.current()
    if release is None:
        return no_release(request, "directory")
    lang = language()
    record = release.entry(id)
    if record is None:
        return page(
            request, "atlas/no_entry.html", {}, here="directory", release=release, status=404
        )
    path = entry_url(record, lang)
    if record.is_event:
        return redirect(path)
    if request.path != path:
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{path}?{query}" if query else path, permanent=False)
    request.other_language_url = entry_url(record, other_language(lang))  # type: ignore[attr-defined]
    context = {
        "entry": record,
        "texts": texts(record, lang),
        "relations": connections(release, record, lang),
        "news": [news_row(each, release, lang) for each in record.news],
        "more_news": record.news_in_all - len(record.news),
        "more_relations": record.relations_in_all - len(record.relations),
        "picture": entry_picture(release, record, lang),
        "data": structured.entry(record, release, hosts.address(request, path, lang), lang),
        "report": report_address(request, record, lang),
    }
    return page(request, "atlas/entry.html", context, here="directory", release=release)


def texts(record: EntryRecord, first: str) -> list[dict[str, Any]]:
    """The two columns: each language's words and their state, the reader's language first."""
    columns = []
    names = sorted(NAMES.items(), key=lambda pair: pair[0] != first)
    for lang, name in names:
        columns.append(
            {
                "lang": lang,
                "name": name,
                "title": record[f"name_{lang}"],
                "summary": record[f"summary_{lang}"],
                "description": record[f"description_{lang}"],
                "state": worst_state(record, lang),
                "notice": notice_in(record, lang),
            }
        )
    return columns


def worst_state(record: EntryRecord, lang: str) -> str:
    """Of what the entry says in that language, the state that asks for most work."""
    states = {record[f"{text}_state_{lang}"] for text in DESCRIBING if record[f"{text}_{lang}"]}
    return next((str(state) for state in WORST_FIRST if state in states), TextState.MISSING)


def notice_in(record: EntryRecord, lang: str) -> str:
    """In that language, that the entry is described only in the other or that the words are out of
    date; empty where neither is so.
    """
    with override(lang):
        return notice(record, "summary", lang) or notice(record, "description", lang)


def entry_picture(release: Release, record: EntryRecord, lang: str) -> Any:
    if record.lat is None or record.lon is None:
        return None
    frame = Frame.around(*settings.MAP_AREA)
    if not (frame.west < record.lon < frame.east and frame.south < record.lat < frame.north):
        frame = Frame.at(record.lat, record.lon, ABROAD)
    alone = Filters(lang=lang, layers=("-",))
    return picture(release, alone, frame, QueryDict(), lang, record, SMALL)


def report_address(request: HttpRequest, record: EntryRecord, lang: str) -> str:
    """A letter to the forum, begun."""
    name = told(record, "name", lang).words
    subject = _("About the entry") + f": {name} ({record.id})"
    body = (
        _("What is wrong, and how do you know?")
        + "\n\n\n"
        + hosts.address(request, request.path, lang)
    )
    return f"mailto:{settings.FORUM_EMAIL}?subject={quote(subject)}&body={quote(body)}"
