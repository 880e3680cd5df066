"""The outbox is emptied by the worker, letter by letter. Each is marked at once when the mail
server has it: whatever ends the worker repeats one letter at most, and loses none.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cydfap.cms.post import Ready
from cydfap.lib import letters
from cydfap.lib.turns import turn
from cydfap.news.composing import compose
from cydfap.news.enums import Post, PostState, PostTrouble
from cydfap.news.models import Outgoing

logger = logging.getLogger(__name__)

BATCH = 50
MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=5)
PERMANENT = 500  # SMTP's answers from here on: it makes no sense to try again


class PostProblem(Exception):
    """The mail server cannot be reached. Says nothing of whom the letter was to."""


def send_batch() -> bool:
    """A chore for the worker: a batch of what waits, questions and messages before digests. True if
    anything was there.
    """
    # Looked at twice a second: nothing is locked where there is nothing to do.
    if not waiting(timezone.now()).exists():
        return False
    with turn(settings.DATA / "locks" / "post") as mine:
        if not mine:
            return False
        order = waiting(timezone.now()).order_by("kind", "pk")
        batch = list(order.values_list("pk", flat=True)[:BATCH])
        if not batch:
            return False
        server = get_connection()
        try:
            for pk in batch:
                send(pk, server)
        finally:
            server.close()
    return True


def waiting(now: datetime) -> QuerySet[Outgoing]:
    may = Q(not_before=None) | Q(not_before__lte=now)
    return Outgoing.objects.filter(may, state=PostState.WAITING)


@contextmanager
def held(pk: int) -> Iterator[Outgoing | None]:
    """The letter, if it still waits. Workers on several machines share PostgreSQL, where its row
    is then ours; SQLite's are on one, where it was our turn already.
    """
    rows = Outgoing.objects.filter(pk=pk, state=PostState.WAITING)
    rows = rows.select_related("subscriber", "edition", "campaign")
    if not connection.features.has_select_for_update_skip_locked:
        yield rows.first()
        return
    with transaction.atomic():
        yield rows.select_for_update(skip_locked=True, of=("self",)).first()


def send(pk: int, server: Any) -> None:
    trouble = ""
    with held(pk) as letter:
        if letter is None:
            return
        try:
            hand_over(letter, server)
        except (SMTPException, OSError, ValueError) as problem:
            trouble = put_off(letter, problem)
        else:
            mark_sent(letter)
    if trouble:
        raise PostProblem(trouble)


def hand_over(letter: Outgoing, server: Any) -> None:
    """ValueError, which Unicode's problems are too, where no mail can go to the address."""
    written = compose(letter)
    raw = letters.compose(written)
    server.open()
    server.send_messages([Ready(raw, written.sender.address, written.to.address)])


def mark_sent(letter: Outgoing) -> None:
    if letter.kind == Post.DIGEST:
        rows = Outgoing.objects.filter(pk=letter.pk)
        rows.update(state=PostState.SENT, sent_at=timezone.now())
    else:
        letter.delete()


def put_off(letter: Outgoing, problem: Exception) -> str:
    """Later, or never. What went wrong, if no other letter could go either. The problem itself
    names the address, so nobody else gets to see it.
    """
    code = code_of(problem)
    letter.trouble, letter.code = trouble_of(problem, code), code
    letter.attempts += 1
    refused = isinstance(problem, ValueError) or code >= PERMANENT
    if refused or letter.attempts >= MOST_ATTEMPTS:
        letter.state = PostState.REFUSED
        logger.warning("Letter %s is given up (%s %s).", letter.pk, type(problem).__name__, code)
    else:
        letter.not_before = timezone.now() + FIRST_WAIT * 2 ** (letter.attempts - 1)
    # Not `save`: whoever it was to may have unsubscribed meanwhile.
    Outgoing.objects.filter(pk=letter.pk).update(
        attempts=letter.attempts,
        state=letter.state,
        not_before=letter.not_before,
        trouble=letter.trouble,
        code=code,
    )
    return "" if code or refused else type(problem).__name__


def trouble_of(problem: Exception, code: int) -> PostTrouble:
    if isinstance(problem, ValueError):
        return PostTrouble.ADDRESS
    if isinstance(problem, SMTPRecipientsRefused):
        return PostTrouble.RECIPIENT
    return PostTrouble.LETTER if code else PostTrouble.AWAY


def code_of(problem: Exception) -> int:
    """The server's answer; 0 if it gave none, for which Python's library has -1."""
    codes = [0]
    if isinstance(problem, SMTPRecipientsRefused):
        codes += [code for code, _words in problem.recipients.values()]
    elif isinstance(problem, SMTPResponseException):
        codes.append(problem.smtp_code)
    return max(codes)
