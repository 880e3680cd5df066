"""The words of what may happen to an edition."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reason(TextChoices):
    """Why entries are withdrawn from an edition. Words of somebody's own could tell who it was."""

    PERSONAL = "personal-data", _("personal data")
    OWNER = "owner", _("its owner asked")
    LAW = "law", _("the law")
    MISTAKE = "mistake", _("it should never have been published")
