"""Subscribers, editions, and what goes into the outbox. What readers do is not in the desk's log,
where their addresses would outlive them.
"""

import json
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from cydfap.news import editions
from cydfap.news.enums import Post, PostState
from cydfap.news.models import Campaign, Edition, Outgoing, Subscriber

# How long a question waits for its answer, and when it may be put again.
PATIENCE = timedelta(days=7)
ASK_AGAIN = timedelta(hours=1)
# How long letters are remembered, sent or refused: no edition is that late. Those that told of an
# event stay until it is past, since who got them is told if it is called off.
REMEMBERED = timedelta(days=70)
AT_ONCE = 1000


@transaction.atomic
def subscribe(*, address: str, lang: str, topics: list[str], areas: list[str]) -> None:
    """Ask the address whether it wants the digest. The same for one that has it already, whose
    choices nobody else can change: it gets the way to them.
    """
    forget_unanswered()
    now = timezone.now()
    chosen = {"lang": lang, "topics": topics, "areas": areas}
    subscriber, is_new = Subscriber.objects.select_for_update().get_or_create(
        address=address.strip().lower(), defaults={**chosen, "asked_at": now}
    )
    if not is_new and now - subscriber.asked_at < ASK_AGAIN:
        return
    if subscriber.confirmed_at is None:
        subscriber.lang, subscriber.topics, subscriber.areas = lang, topics, areas
    subscriber.asked_at = now
    subscriber.save()
    Outgoing.objects.create(kind=Post.CONFIRM, subscriber=subscriber, written_at=now)


@transaction.atomic
def confirm(*, subscriber: Subscriber) -> None:
    if subscriber.confirmed_at is None:
        subscriber.confirmed_at = timezone.now()
        subscriber.save(update_fields=["confirmed_at"])


@transaction.atomic
def choose(*, subscriber: Subscriber, lang: str, topics: list[str], areas: list[str]) -> None:
    subscriber.lang, subscriber.topics, subscriber.areas = lang, topics, areas
    subscriber.save(update_fields=["lang", "topics", "areas"])


@transaction.atomic
def unsubscribe(*, token: str) -> None:
    """Nothing of them is kept, nor what was written to them. A second time does nothing."""
    Subscriber.objects.filter(token=token).delete()


@transaction.atomic
def remove_subscriber(*, subscriber: Subscriber, by: AbstractBaseUser | None) -> None:
    """Somebody asked the forum to be taken off. The desk's log has a number, not the address."""
    log(instance=subscriber, action="wagtail.delete", user=by, deleted=True)
    subscriber.delete()


@transaction.atomic
def send_again(*, letter: Outgoing, by: AbstractBaseUser | None) -> None:
    """A refused letter gets another chance; one that is not refused stays as it is."""
    rows = Outgoing.objects.filter(pk=letter.pk, state=PostState.REFUSED)
    if rows.update(state=PostState.WAITING, attempts=0, not_before=None):
        log(instance=letter, action="news.send_again", user=by)


def forget_unanswered() -> None:
    old = timezone.now() - PATIENCE
    Subscriber.objects.filter(confirmed_at=None, asked_at__lt=old).delete()


def forget_old(now: datetime) -> None:
    old = now - REMEMBERED
    for edition in Edition.objects.filter(until__lt=old):
        if not editions.may_change_yet(edition, now):
            edition.delete()
    Outgoing.objects.filter(state=PostState.REFUSED, written_at__lt=old).delete()


def write_what_is_due() -> bool:
    """A chore for the worker: the week's edition. True if one was due."""
    due = editions.last_due(timezone.now())
    if Edition.objects.filter(until__gte=due).exists():
        return False
    write_edition(until=timezone.now(), name=editions.name_of(due))
    return True


@transaction.atomic
def write_edition(*, until: datetime, name: str) -> Edition:
    """The digest of what was published since the last one and of events that were called off since
    a letter told of them, and a letter to everybody who wants any of it: all of it or nothing.
    """
    forget_unanswered()
    forget_old(until)
    last = Edition.objects.order_by("-until").first()
    since = last.until if last else until - editions.WEEK
    again = editions.to_tell_again()
    told = editions.told_again(set().union(*again.values())) + editions.items(since, until)
    edition, is_new = Edition.objects.get_or_create(
        name=name, defaults={"since": since, "until": until, "items": told}
    )
    if is_new and told:
        confirmed = Subscriber.objects.filter(confirmed_at__isnull=False).order_by("pk")
        letters = (
            Outgoing(
                kind=Post.DIGEST,
                subscriber=subscriber,
                edition=edition,
                content={"items": numbers},
                written_at=until,
            )
            for subscriber in confirmed
            if (numbers := editions.wanted(subscriber, told, again.get(subscriber.pk, ())))
        )
        Outgoing.objects.bulk_create(letters, batch_size=AT_ONCE)
    return edition


@transaction.atomic
def write_to_group(*, campaign: Campaign, name: str, address: str, words: str, lang: str) -> None:
    """A reader's message to a campaign's group. Nothing of it stays here once it is sent,
    or could not be sent for ten weeks.

    The same message a second time on one day is a second press of the button: one letter, or, once
    that has gone, one that the group's mail program can tell is the same.
    """
    content = {"name": name, "address": address, "words": words, "lang": lang}
    now = timezone.now()
    said = json.dumps([campaign.pk, content, now.date().isoformat()], sort_keys=True)
    Outgoing.objects.get_or_create(
        mark=sha256(said.encode()).hexdigest(),
        defaults={
            "kind": Post.CONTACT, "campaign": campaign, "content": content, "written_at": now
        },
    )  # fmt: skip
