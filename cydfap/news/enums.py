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


class EventState(models.TextChoices):
    """Whether an event takes place, the worst last."""

    PLANNED = "planned", _("Going ahead")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


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


class FileState(models.TextChoices):
    """How far the text of a report's file has been read."""

    WAITING = "waiting", _("Its text is still being read, and can be searched in a moment.")
    READ = "read", _("Its text can be searched.")
    NO_TEXT = "no-text", _("It holds pictures of pages without text, and cannot be searched.")
    ENCRYPTED = "encrypted", _("It is locked with a password, and cannot be searched.")
    MALFORMED = "malformed", _("It could not be read as a PDF, and cannot be searched.")
    TOO_LARGE = "too-large", _("It is too large to be read, and cannot be searched.")
    TOO_COSTLY = "too-costly", _("It was too much to be read whole: only part can be searched.")


class Post(models.TextChoices):
    """What a letter that leaves the site is."""

    CONFIRM = "confirm", _("Question whether the digest is wanted")
    DIGEST = "digest", _("Weekly digest")
    CONTACT = "contact", _("Message to a campaign’s group")


class PostState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Refused by the mail server")


class PostTrouble(models.TextChoices):
    """Why a letter did not go when it was last tried."""

    ADDRESS = "address", _("No letter can be sent to this address.")
    RECIPIENT = "recipient", _("The mail server does not take this address.")
    LETTER = "letter", _("The mail server did not take the letter.")
    AWAY = "away", _("The mail server could not be reached.")


class LinkState(models.TextChoices):
    WAITING = "waiting", _("Not asked yet")
    WORKS = "works", _("Works")
    UNSURE = "unsure", _("Not sure")
    BROKEN = "broken", _("Broken")


class LinkTrouble(models.TextChoices):
    """Why an address gave no answer: `cydfap.lib.reaching.Trouble`, and what our own may lack."""

    ADDRESS = "address", _("This is no address of the web.")
    NAME = "name", _("No site of that name is known.")
    PRIVATE = "private", _("It lies in a private network and is not asked.")
    CONNECTION = "connection", _("The site cannot be reached.")
    CERTIFICATE = "certificate", _("The site’s certificate is not valid.")
    TIME = "time", _("The site did not answer in time.")
    REDIRECTS = "redirects", _("The site sends its readers in circles.")
    NONSENSE = "nonsense", _("The site’s answer makes no sense.")
    GONE = "gone", _("This page or file is not public here any more.")
