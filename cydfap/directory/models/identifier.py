from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from .entry import Entry


class Identifier(models.Model):
    """What a register calls an entry: a scheme of org-id.guide (GB-COH, GB-CHC, GB-MPR) or
    COOPUK, and the id in it."""

    entry = ParentalKey(Entry, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=20)
    value = models.CharField(_("id"), max_length=60)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(
                name="an_identifier_names_one_entry", fields=["scheme", "value"]
            ),
            models.CheckConstraint(
                name="identifier_is_whole", condition=~Q(scheme="") & ~Q(value="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"

    def clean(self) -> None:
        """In files an entry's identifiers are one text: GB-COH:01846914;COOPUK:R000123."""
        if ";" in self.value:
            raise ValidationError(
                {"value": _("A semicolon stands between two ids. Write each as one of its own.")}
            )
        if {";", ":"} & set(self.scheme):
            raise ValidationError({"scheme": _("A scheme has no colon and no semicolon.")})
