import secrets

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from cydfap.directory.enums import Kind, LegalForm, Privacy, Sector, Status
from cydfap.lib.languages import LANGUAGES
from cydfap.places.ordering import InOrder

from .layer import Layer
from .source import Source
from .text import state_field, states_match, tr, true_state

# Crockford's base 32 in lower case: nothing in it can be misread aloud or on paper.
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 8
TEXTS = ("name", "summary", "description")


def new_public_id() -> str:
    return "".join(secrets.choice(CROCKFORD) for _ in range(PUBLIC_ID_LENGTH))


class Entry(InOrder, ClusterableModel):
    """One thing on the map or in the directory: an organisation, project, report or resource."""

    public_id = models.CharField(
        _("public id"),
        max_length=12,
        unique=True,
        default=new_public_id,
        editable=False,
        validators=[RegexValidator(r"^[0-9a-hjkmnp-tv-z]{4,12}$")],
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ORGANISATION)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    legal_form = models.CharField(_("legal form"), max_length=40, choices=LegalForm, blank=True)
    privacy = models.CharField(
        _("how precisely it is shown"), max_length=10, choices=Privacy, default=Privacy.POSTCODE
    )

    name_en = models.CharField(_("name in English"), max_length=250, blank=True)
    name_cy = models.CharField(_("name in Welsh"), max_length=250, blank=True)
    name_state_en = state_field(_("state of the English name"))
    name_state_cy = state_field(_("state of the Welsh name"))
    summary_en = models.TextField(_("summary in English"), blank=True)
    summary_cy = models.TextField(_("summary in Welsh"), blank=True)
    summary_state_en = state_field(_("state of the English summary"))
    summary_state_cy = state_field(_("state of the Welsh summary"))
    description_en = models.TextField(_("description in English"), blank=True)
    description_cy = models.TextField(_("description in Welsh"), blank=True)
    description_state_en = state_field(_("state of the English description"))
    description_state_cy = state_field(_("state of the Welsh description"))

    opened = models.CharField(
        _("opened"),
        max_length=40,
        blank=True,
        help_text=_("A date such as 2014-10 or 2016~ (about 2016)"),
    )
    closed = models.CharField(_("closed"), max_length=40, blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    email = models.EmailField(
        _("public e-mail"), blank=True, help_text=_("The organisation's, never a person's")
    )
    phone = models.CharField(
        _("public telephone"),
        max_length=40,
        blank=True,
        help_text=_("The organisation's, never a person's"),
    )

    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+"
    )
    source_url = models.URLField(_("address of the source"), max_length=1000, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    checked_on = models.DateField(_("last checked"), null=True, blank=True)

    layers = models.ManyToManyField(
        Layer, verbose_name=_("layers"), through="EntryLayer", related_name="entries"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.CheckConstraint(
                name="entry_has_a_name", condition=~Q(name_en="") | ~Q(name_cy="")
            ),
            models.CheckConstraint(name="entry_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="entry_status_is_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="entry_privacy_is_known", condition=Q(privacy__in=Privacy.values)
            ),
            models.CheckConstraint(
                name="entry_legal_form_is_known",
                condition=Q(legal_form__in=["", *LegalForm.values]),
            ),
            *states_match(*TEXTS),
        ]

    def __str__(self) -> str:
        return tr(self, "name", get_language() or "en").words

    def clean(self) -> None:
        """A text's state follows its words, so that no editor need know the rule."""
        for text in TEXTS:
            for lang in LANGUAGES:
                state = f"{text}_state_{lang}"
                words = getattr(self, f"{text}_{lang}")
                setattr(self, state, true_state(words, getattr(self, state)))


class UsedId(models.Model):
    """The public id of an entry that is no more: it is given to no other one."""

    public_id = models.CharField(_("public id"), max_length=12, unique=True)

    def __str__(self) -> str:
        return self.public_id


def is_taken(public_id: str) -> bool:
    """Whether an entry has the id, or had it once."""
    return any(m.objects.filter(public_id=public_id).exists() for m in (Entry, UsedId))


class EntryLayer(models.Model):
    """An entry stands in a layer. A table of its own, so that imports can write it in bulk."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE)
    layer = models.ForeignKey(Layer, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="entry_is_in_a_layer_once", fields=["entry", "layer"])
        ]

    def __str__(self) -> str:
        return f"{self.entry} · {self.layer}"


class EntrySector(models.Model):
    """An entry works in a sector; the first is its main one."""

    entry = ParentalKey(Entry, on_delete=models.CASCADE, related_name="sectors")
    sector = models.CharField(_("sector"), max_length=40, choices=Sector)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(name="entry_is_in_a_sector_once", fields=["entry", "sector"]),
            models.CheckConstraint(name="sector_is_known", condition=Q(sector__in=Sector.values)),
        ]

    def __str__(self) -> str:
        return self.get_sector_display()
