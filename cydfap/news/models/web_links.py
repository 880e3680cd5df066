from hashlib import sha256

from django.db import models
from django.db.models import Q

from cydfap.directory.models import Entry, Source
from cydfap.news.enums import LinkState, LinkTrouble

from .news_page import NewsPage

LONGEST = 2000


def digest_of(url: str) -> str:
    """What a database can keep unique, however long the address."""
    return sha256(url.encode()).hexdigest()


class WebLink(models.Model):
    """An address that something public leads to, and how it answered when it was last asked.

    `host` is empty for what is ours, which is asked without a network.
    """

    digest = models.CharField(max_length=64, unique=True)
    url = models.TextField()
    host = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=10, choices=LinkState, default=LinkState.WAITING)
    code = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=15, choices=LinkTrouble, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    # Since when it has been in this state.
    since = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="web_link_state_is_known", condition=Q(state__in=LinkState.values)
            ),
            models.CheckConstraint(
                name="web_link_trouble_is_known", condition=Q(trouble__in=["", *LinkTrouble.values])
            ),
            models.CheckConstraint(
                name="web_link_is_judged_when_asked",
                condition=Q(state=LinkState.WAITING, since=None)
                | (~Q(state=LinkState.WAITING) & Q(since__isnull=False, checked_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="web_link_due", fields=["due_at", "id"]),
            models.Index(name="web_link_state", fields=["state", "since"]),
        ]

    def __str__(self) -> str:
        return self.url


class WebLinkPlace(models.Model):
    """Where an address stands: in a page, an entry or a source."""

    link = models.ForeignKey(WebLink, on_delete=models.CASCADE, related_name="places")
    page = models.ForeignKey(NewsPage, null=True, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, null=True, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="web_link_stands_in_one_thing",
                condition=Q(page__isnull=False, entry=None, source=None)
                | Q(page=None, entry__isnull=False, source=None)
                | Q(page=None, entry=None, source__isnull=False),
            ),
            *(
                models.UniqueConstraint(
                    name=f"web_link_stands_in_a_{owner}_once", fields=[owner, "link"]
                )
                for owner in ("page", "entry", "source")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page or self.entry or self.source}: {self.link}"
