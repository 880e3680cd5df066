"""Administrative areas."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .enums import AreaKind
from .ordering import InOrder, ReadersOrder


class Area(InOrder):
    """An administrative area: GSS code, names, box in degrees, and what it lies within."""

    code = models.CharField(_("GSS code"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=AreaKind)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name_cy = models.CharField(_("name in Welsh"), max_length=120, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessors",
    )
    within = models.ManyToManyField(
        "self", verbose_name=_("lies within"), symmetrical=False, blank=True, related_name="parts"
    )
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    lat = models.FloatField(_("latitude of its middle"), null=True, blank=True)
    lon = models.FloatField(_("longitude of its middle"), null=True, blank=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["kind", ReadersOrder(), "code"]
        constraints = [
            models.CheckConstraint(
                name="area_has_a_name", condition=~Q(name_en="") | ~Q(name_cy="")
            ),
            models.CheckConstraint(
                name="area_kind_is_known", condition=Q(kind__in=AreaKind.values)
            ),
            models.CheckConstraint(
                name="area_box_is_whole_and_upright",
                condition=Q(west=None, south=None, east=None, north=None)
                | Q(west__isnull=False, south__isnull=False)
                & Q(east__isnull=False, north__isnull=False)
                & Q(west__lte=F("east"), south__lte=F("north")),
            ),
            models.CheckConstraint(
                name="area_middle_is_whole_or_absent",
                condition=Q(lat=None, lon=None)
                | Q(lat__isnull=False, lon__isnull=False)
                & Q(lat__range=(-90, 90), lon__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="area_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
            ),
        ]

    def __str__(self) -> str:
        names = {"en": self.name_en, "cy": self.name_cy}
        return names.get(get_language() or "en") or self.name_en or self.name_cy
