from django.db import models
from django.utils.translation import gettext_lazy as _

from cydfap.places.ordering import InOrder, ReadersOrder


class Source(InOrder):
    """Who says so: a register, a report, a page. Its address and licence are its entries'
    unless they say otherwise."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = [ReadersOrder(), "name"]
        constraints = [
            models.CheckConstraint(name="source_has_a_name", condition=~models.Q(name=""))
        ]

    def both_names(self) -> tuple[str, str]:
        return self.name, self.name

    def __str__(self) -> str:
        return self.name
