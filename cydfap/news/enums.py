"""What kinds of page there are, and how far a milestone has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NewsKind(models.TextChoices):
    """The keys of the index's filter, of feeds and of a release."""

    TOPIC = "topic", _("Topic")
    STORY = "story", _("Story")
    EVENT = "event", _("Event")
    SERIES = "series", _("Series of events")
    REPORT = "report", _("Report")
    CAMPAIGN = "campaign", _("Campaign")


class MilestoneState(models.TextChoices):
    DONE = "done", _("Done")
    UNDER_WAY = "under-way", _("Under way")
    PLANNED = "planned", _("Planned")
    NOT_REACHED = "not-reached", _("Not reached")
    NOT_KNOWN = "not-known", _("Not known")


class BackerStance(models.TextChoices):
    """What a backer has done for a campaign's ask, as its evidence shows."""

    MEMBER = "member", _("Member of the group")
    PROMISED = "promised", _("Promised it")
    COMMISSIONED = "commissioned", _("Had it looked into")
    SUPPORTS = "supports", _("Supports it")
