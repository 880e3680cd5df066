"""What's happening for programs that follow it: Atom, and events as iCalendar."""

from dataclasses import replace
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from cydfap.cms.hosts import address
from cydfap.cms.sections import section_path
from cydfap.lib import atom, calendars
from cydfap.news import following
from cydfap.news.enums import NewsKind
from cydfap.news.models import Topic
from cydfap.news.models.finding import COMING, Filters
from cydfap.places.models import Area

from .page import beginning

SECONDS = 300


def feed(request: HttpRequest) -> HttpResponse:
    """What an index shows under the same filters, what was published last before all else."""
    index, filters = beginning(), Filters.from_query(request.GET)
    title = f"{index.title}{narrowed(filters, index.lang)}"
    pages = following.newest(index.locale_id, filters)
    itself = address(request, request.path, index.lang)
    query = f"?{filters.query()}" if filters else ""
    entries = following.entries(pages, lambda path, lang: address(request, path, lang))
    document = atom.write(
        atom.Feed(
            id=itself + query,
            self_url=itself + query,
            url=address(request, section_path("news", index.lang), index.lang) + query,
            lang=index.lang,
            title=title,
            subtitle=index.intro,
            author=atom.Author(
                settings.FORUM_NAME[index.lang],
                address(request, f"/{index.lang}/", index.lang),
            ),
            updated=following.LONG_AGO,
        ),
        entries,
    )
    newest = max((each.updated for each in entries), default=following.LONG_AGO)
    return answer(request, document, atom.MEDIA_TYPE, newest.timestamp())


def calendar(request: HttpRequest) -> HttpResponse:
    """The events of an index's filters; of these only topic and place count."""
    index = beginning()
    asked = Filters.from_query(request.GET)
    filters = replace(asked, kind=str(NewsKind.EVENT), year="")
    shown = replace(filters, kind="")
    events = following.events_in(index.locale_id, filters)
    home = address(request, section_path("news", index.lang), index.lang)
    appointments = following.appointments(events, lambda path, lang: address(request, path, lang))
    document = calendars.write(
        appointments,
        name=f"{_('Events')} · {settings.FORUM_NAME[index.lang]}{narrowed(shown, index.lang)}",
        lang=index.lang,
        url=f"{home}?{filters.query()}",
    )
    newest = max((each.changed for each in appointments), default=following.LONG_AGO)
    return answer(request, document, "text/calendar", newest.timestamp())


def narrowed(filters: Filters, lang: str) -> str:
    """The filters in words, as they stand behind a title. Http404 for a topic or area that is not
    there: whoever follows it should learn that, and not wait for ever.
    """
    words = []
    if filters.topic:
        topics = list(Topic.objects.live().filter(slug=filters.topic))
        if not topics:
            raise Http404
        sides = Topic.objects.live().filter(translation_key=topics[0].translation_key)
        own = [topic for topic in sides if topic.lang == lang]
        words.append((own or topics)[0].title)
    if filters.kind:
        words.append(str(NewsKind(filters.kind).label))
    if filters.area:
        area = Area.objects.filter(code=filters.area).first()
        if area is None:
            raise Http404
        here, there = (area.name_cy, area.name_en)[:: 1 if lang == "cy" else -1]
        words.append(here or there)
    if filters.year:
        words.append(_("Still to come") if filters.year == COMING else filters.year)
    return "".join(f" · {word}" for word in words)


def answer(request: HttpRequest, document: bytes, kind: str, changed: float) -> HttpResponse:
    """The document, or 304 for who has it already."""
    # By its content: a page that was taken back changes no time of the others.
    etag = f'"{sha256(document).hexdigest()[:32]}"'
    response = HttpResponse(document, content_type=f"{kind}; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed)
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return get_conditional_response(request, etag, int(changed), response) or response
