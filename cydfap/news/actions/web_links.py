"""Addresses that public pages and entries lead to: gathered, and asked one by one.

The worker does this, no editor, so nothing of it is in the desk's log but who asked for one again.
"""

import time
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.log_actions import log
from wagtail.models import Page

from cydfap.directory.models import Entry, Generation, Source
from cydfap.lib.reaching import LEFT_AS_IT_IS, Answer, Manners, reach
from cydfap.lib.turns import turn
from cydfap.news import web_addresses
from cydfap.news.enums import LinkState, LinkTrouble
from cydfap.news.models import NewsPage, WebLink, WebLinkPlace
from cydfap.news.models.web_links import digest_of

AT_ONCE = 500
WEEK, DAY = timedelta(days=7), timedelta(days=1)
# Whoever took up an address and died leaves it to the others after this.
CLAIM = timedelta(hours=1)
# Between two questions to one host.
PAUSE_SECONDS = 5.0
# Answers that settle it, and those of sites that answer people only.
BROKEN = {404, 410}
PEOPLE_ONLY = {401, 402, 403, 405, 406, 407, 418, 429, 451, 999}
SETTLED = {LinkTrouble.ADDRESS, LinkTrouble.PRIVATE, LinkTrouble.GONE, LinkTrouble.REDIRECTS}

asked_at: dict[str, float] = {}
# The directory's generation that was gathered last, and when.
gathered: list[tuple[int, datetime]] = []


def note_page(*, page: NewsPage) -> None:
    """The page has been published or taken back: what it leads to is to be asked."""
    found = web_addresses.of_page(page.specific) if page.live else set()
    note("page", {page.pk: found})


def gather() -> bool:
    """A chore for the worker: at its start all that is public, then what entries have changed.
    False: it goes on at the next look.
    """
    now, number = timezone.now(), Generation.current()
    if not gathered:
        for page in NewsPage.objects.live().specific().iterator(100):
            note_page(page=page)
    entries = changed_entries(number).order_by("pk")
    note_records("entry", entries.values_list("pk", "website", "source_url"))
    note_records("source", Source.objects.order_by("pk").values_list("pk", "url"))
    forget()
    gathered[:] = [(number, now)]
    return False


def changed_entries(number: int) -> QuerySet[Entry]:
    """What may have changed since it was gathered. An import's entries say when it began, and are
    seen when it has ended: hence a day more, which none takes.
    """
    if not gathered:
        return Entry.objects.all()
    before, when = gathered[0]
    if number == before:
        return Entry.objects.none()
    return Entry.objects.filter(updated_at__gte=when - DAY)


def forget() -> None:
    """What nothing leads to any longer. Whoever publishes holds an address that is about to have
    a place, and nobody gives a place to one that is held here.
    """
    orphans = WebLink.objects.filter(places=None)
    are_left = orphans.exists()
    while are_left:
        with transaction.atomic():
            some = orphans.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE]
            keys = [link.pk for link in some]
            # Looked at again: it may have got a place before it was held.
            orphans.filter(pk__in=keys).delete()
        are_left = len(keys) == AT_ONCE


def note_records(owner: str, rows: Any) -> None:
    part: dict[int, set[str]] = {}
    for pk, *urls in rows.iterator(AT_ONCE):
        part[pk] = web_addresses.of_record(*urls)
        if len(part) == AT_ONCE:
            note(owner, part)
            part = {}
    note(owner, part)


def note(owner: str, found: dict[int, set[str]]) -> None:
    """These things lead to these addresses now, and no longer to others."""
    wanted = {(pk, url) for pk, urls in found.items() for url in urls}
    there = WebLinkPlace.objects.filter(**{f"{owner}__in": list(found)})
    stored = {(pk, url): key for key, pk, url in there.values_list("pk", owner, "link__url")}
    gone = [key for place, key in stored.items() if place not in wanted]
    new = wanted - set(stored)
    if not (gone or new):
        return
    with transaction.atomic():
        WebLinkPlace.objects.filter(pk__in=gone).delete()
        links = linked({url for _pk, url in new})
        WebLinkPlace.objects.bulk_create(
            [WebLinkPlace(**{f"{owner}_id": pk}, link_id=links[url]) for pk, url in sorted(new)],
            ignore_conflicts=True,
            batch_size=AT_ONCE,
        )


def linked(urls: set[str]) -> dict[str, int]:
    """The key of each address's row, made where it is missing."""
    now = timezone.now()
    WebLink.objects.bulk_create(
        [
            WebLink(digest=digest_of(url), url=url, host=web_addresses.host_of(url), due_at=now)
            for url in sorted(urls)
        ],
        # Written again where it is there: nobody takes away a row that is about to have a place.
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["host"],
        batch_size=AT_ONCE,
    )
    rows: dict[str, int] = {}
    digests = sorted(map(digest_of, urls))
    for start in range(0, len(digests), AT_ONCE):
        part = WebLink.objects.filter(digest__in=digests[start : start + AT_ONCE])
        rows.update(part.values_list("url", "pk"))
    return rows


def check_next_link() -> bool:
    """A chore for the worker: ask one address that is due, each host at its leisure. True if there
    was one.
    """
    if not due().exists():
        return False
    with turn(settings.DATA / "locks" / "links") as mine:
        link = take() if mine else None
        if link is None:
            return False
        record(link, answer_of(link))
    return True


def due() -> QuerySet[WebLink]:
    return WebLink.objects.filter(due_at__lte=timezone.now())


def take() -> WebLink | None:
    """One whose host was not asked just now; nobody else takes it."""
    now = time.monotonic()
    for host in [host for host, last in asked_at.items() if now - last >= PAUSE_SECONDS]:
        del asked_at[host]
    order = due().exclude(host__in=list(asked_at)).order_by("due_at", "pk")
    link: WebLink | None = order.first()
    if link is None:
        return None
    mine = WebLink.objects.filter(pk=link.pk, due_at=link.due_at)
    if not mine.update(due_at=timezone.now() + CLAIM):
        return None
    if link.host:
        asked_at[link.host] = now
    return link


def answer_of(link: WebLink) -> Answer:
    kind, _colon, number = link.url.partition(":")
    if kind in web_addresses.OWN:
        return of_the_desk(kind, number)
    if not link.host:
        return of_this_site(link.url)
    agent = f"{settings.WAGTAIL_SITE_NAME} link check ({settings.WAGTAILADMIN_BASE_URL})"
    answer = reach(link.url, Manners(agent, may_be_private=settings.LINKS_MAY_BE_PRIVATE))
    if link.host in asked_at:
        asked_at[link.host] = time.monotonic()
    return answer


def of_the_desk(kind: str, number: str) -> Answer:
    """Of what was chosen at the desk: whether it is there, and public."""
    things = {"page": Page.objects.live(), "document": Document.objects.all()}[kind]
    is_there = number.isdecimal() and things.filter(pk=number).exists()
    return Answer(200) if is_there else Answer(trouble=LinkTrouble.GONE)


@cache
def site() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def of_this_site(url: str) -> Answer:
    """Our own pages are asked for without a network: the site need not be able to reach itself."""
    parts = urlsplit(url)
    try:
        port = parts.port or 80
    except ValueError:
        return Answer(trouble=LinkTrouble.ADDRESS)
    asked = {
        "REQUEST_METHOD": "GET",
        # As a server hands it over: without percent signs, each byte a letter.
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": quote(parts.query, LEFT_AS_IT_IS),
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(port),
        "HTTP_HOST": parts.netloc,
        "HTTP_X_FORWARDED_PROTO": parts.scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": BytesIO(),
    }
    # Not as a server would, which lets go of the database afterwards: the worker goes on with it.
    return Answer(site().get_response(WSGIRequest(asked)).status_code)


def record(link: WebLink, answer: Answer) -> None:
    now = timezone.now()
    state, wait = judge(link, answer)
    WebLink.objects.filter(pk=link.pk).update(
        state=state,
        code=answer.code,
        trouble=answer.trouble,
        checked_at=now,
        since=link.since if state == link.state else now,
        due_at=now + wait,
    )


def judge(link: WebLink, answer: Answer) -> tuple[LinkState, timedelta]:
    """What to think of an answer, and when to ask again. What may pass is broken only if it is so
    a day later, and if not all the world was out of reach.
    """
    if 200 <= answer.code < 400:
        return LinkState.WORKS, WEEK
    if answer.code in BROKEN or answer.trouble in SETTLED:
        return LinkState.BROKEN, WEEK
    if answer.code in PEOPLE_ONLY:
        return LinkState.UNSURE, WEEK
    if link.state == LinkState.BROKEN:
        return LinkState.BROKEN, WEEK
    failed = link.state == LinkState.UNSURE and link.code not in PEOPLE_ONLY
    if failed and is_online():
        return LinkState.BROKEN, WEEK
    return LinkState.UNSURE, DAY


def is_online() -> bool:
    lately = Q(checked_at__gte=timezone.now() - DAY)
    return WebLink.objects.filter(lately, state=LinkState.WORKS).exclude(host="").exists()


@transaction.atomic
def ask_again(*, link: WebLink, by: AbstractBaseUser | None) -> None:
    """As soon as it is its turn. One that is gone meanwhile is not asked."""
    if WebLink.objects.filter(pk=link.pk).update(due_at=timezone.now()):
        log(instance=link, action="news.ask_again", user=by)
