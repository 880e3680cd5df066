"""What may become of a row, and the states of an import."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What applying a plan would do with a row. The order is that of the columns people read."""

    ADD = "add", _("New")
    CHANGE = "change", _("Changed")
    SAME = "same", _("Already there")
    DUPLICATE = "duplicate", _("Possible duplicate")
    REFUSE = "refuse", _("Refused")


class State(models.TextChoices):
    READING = "reading", _("Being read")
    PLANNED = "planned", _("Waiting for a decision")
    QUEUED = "queued", _("In the queue")
    APPLYING = "applying", _("Being imported")
    APPLIED = "applied", _("Imported")
    FAILED = "failed", _("Could not be imported")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
