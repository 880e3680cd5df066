from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from cydfap.directory.enums import RelationKind

from .entry import Entry


class Relation(models.Model):
    """A typed link from one entry to another, read both ways."""

    subject = ParentalKey(Entry, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("kind"), max_length=20, choices=RelationKind)
    object = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="relations_to")
    note_en = models.CharField(_("note in English"), max_length=200, blank=True)
    note_cy = models.CharField(_("note in Welsh"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(
                name="a_relation_is_told_once", fields=["subject", "kind", "object"]
            ),
            models.CheckConstraint(
                name="relation_kind_is_known", condition=Q(kind__in=RelationKind.values)
            ),
            models.CheckConstraint(
                name="no_entry_is_related_to_itself", condition=~Q(subject=F("object"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.object}"
