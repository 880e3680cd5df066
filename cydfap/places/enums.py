"""What kinds of administrative area there are."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaKind(models.TextChoices):
    NATION = "nation", _("Nation")
    REGION = "region", _("Region")
    COUNTY = "county", _("County")
    LOCAL_AUTHORITY = "local-authority", _("Local authority")
    HEALTH_BOARD = "health-board", _("Health board")
