from secrets import token_urlsafe
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cydfap.news.enums import Post, PostState, PostTrouble


def new_token() -> str:
    """What only the letters to a subscriber tell."""
    return token_urlsafe(32)


def new_mark() -> str:
    return str(uuid4())


class Subscriber(models.Model):
    """Who asked for the weekly digest. Deleted, and with them all that was written to them, when
    they end it. `topics` are translation keys of topics, `areas` codes; empty: all.
    """

    address = models.EmailField(unique=True)
    lang = models.CharField(max_length=2)
    topics = models.JSONField(default=list, blank=True)
    areas = models.JSONField(default=list, blank=True)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("subscriber to the digest")
        verbose_name_plural = _("subscribers to the digest")
        constraints = [
            models.CheckConstraint(
                name="subscriber_lang_is_known", condition=Q(lang__in=["en", "cy"])
            )
        ]

    def __str__(self) -> str:
        # Also what a log may say: no address.
        return f"Subscriber {self.pk}"


class Edition(models.Model):
    """One week's digest: what was published after `since`, until `until`. `items` are those pages
    as they stood then, so that a letter is the same if it is repeated.
    """

    name = models.CharField(max_length=20, unique=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    items = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="edition_ends_after_it_begins", condition=Q(until__gt=models.F("since"))
            )
        ]

    def __str__(self) -> str:
        return self.name


class Outgoing(models.Model):
    """The outbox: letters to send, one row each. A digest's row stays when it is sent, so that
    nobody gets an edition twice; others go.
    """

    kind = models.CharField(max_length=10, choices=Post)
    state = models.CharField(max_length=10, choices=PostState, default=PostState.WAITING)
    subscriber = models.ForeignKey(
        Subscriber, null=True, on_delete=models.CASCADE, related_name="letters"
    )
    edition = models.ForeignKey(Edition, null=True, on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey(
        "news.Campaign", null=True, on_delete=models.CASCADE, related_name="+"
    )
    # Of a digest: the numbers of the edition's items. Of a message: name, address, words.
    content = models.JSONField(default=dict)
    # What the Message-ID is made of.
    mark = models.CharField(max_length=80, unique=True, default=new_mark, editable=False)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    # Why it did not go when it was last tried; the mail server's answer, 0 if it gave none.
    trouble = models.CharField(max_length=10, choices=PostTrouble, blank=True)
    code = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_subscriber_gets_an_edition_once", fields=["subscriber", "edition"]
            ),
            models.CheckConstraint(
                name="outgoing_state_is_known", condition=Q(state__in=PostState.values)
            ),
            models.CheckConstraint(
                name="outgoing_trouble_is_known",
                condition=Q(trouble__in=["", *PostTrouble.values]),
            ),
            models.CheckConstraint(
                name="outgoing_is_to_somebody",
                condition=Q(kind=Post.DIGEST, subscriber__isnull=False, edition__isnull=False)
                | Q(kind=Post.CONFIRM, subscriber__isnull=False, edition__isnull=True)
                | Q(kind=Post.CONTACT, campaign__isnull=False, subscriber__isnull=True),
            ),
            models.CheckConstraint(
                name="outgoing_is_sent_at_a_time",
                condition=Q(state=PostState.SENT, sent_at__isnull=False)
                | (~Q(state=PostState.SENT) & Q(sent_at=None)),
            ),
        ]
        indexes = [models.Index(name="outgoing_waiting", fields=["state", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
