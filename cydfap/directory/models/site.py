from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from cydfap.directory.enums import Precision, Privacy
from cydfap.places.models import Area

from .entry import Entry


class Site(models.Model):
    """Where an entry is found. It may be somebody's home: a release publishes it no more
    precisely than the entry's privacy allows."""

    entry = ParentalKey(Entry, on_delete=models.CASCADE, related_name="sites")
    order = models.PositiveSmallIntegerField(default=0, editable=False)
    # Wagtail then numbers the rows by where they stand in the form.
    sort_order_field = "order"
    address = models.TextField(_("address"), blank=True)
    town = models.CharField(_("town"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    lat = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    lon = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    precision = models.CharField(
        _("how exact the place is"), max_length=10, choices=Precision, blank=True
    )
    authority = models.ForeignKey(
        Area,
        verbose_name=_("local authority"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sites",
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                name="sites_of_an_entry_are_in_order", fields=["entry", "order"]
            ),
            models.CheckConstraint(
                name="site_has_a_whole_place_with_its_precision_or_none",
                condition=Q(lat=None, lon=None, precision="")
                | Q(lat__isnull=False, lon__isnull=False)
                & Q(lat__range=(-90, 90), lon__range=(-180, 180))
                & Q(precision__in=Precision.values),
            ),
        ]

    def __str__(self) -> str:
        return self.postcode or self.town or self.address

    def clean(self) -> None:
        """A point given without a word on how exact it is is taken as exact; no point has none."""
        if self.lat is None and self.lon is None:
            self.precision = ""
        elif not self.precision:
            self.precision = Precision.EXACT

    @staticmethod
    def told() -> Q:
        """For a filter: the sites whose place a release tells, be it coarser than it is known. A
        hidden entry's is not told, and that of which only the area may be told needs an area with
        a middle.
        """
        finer = ~Q(entry__privacy=Privacy.AREA) & ~Q(precision=Precision.AREA)
        somewhere = Q(entry__privacy=Privacy.EXACT) | finer | Q(authority__lat__isnull=False)
        return Q(lat__isnull=False) & ~Q(entry__privacy=Privacy.HIDDEN) & somewhere
