from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cydfap.directory.enums import Happening, Shape

from .text import tr

# A tile tells a site's layers as the bits of a whole number: a browser has 53 of them.
MOST_LAYERS = 53
# Words that an address has for itself: layer=none is no layer at all, layer=all is every one.
RESERVED_KEYS: dict[str, Any] = {
    "none": _("This key stands for no layer at all. Use another."),
    "all": _("This key stands for every layer. Use another."),
}

hex_colour = RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Write a colour like #C42E1C."))


class Layer(models.Model):
    """A row of the key: what it is called and how its entries look on the map."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name_cy = models.CharField(_("name in Welsh"), max_length=120, blank=True)
    note_en = models.CharField(_("note in English"), max_length=200, blank=True)
    note_cy = models.CharField(_("note in Welsh"), max_length=200, blank=True)
    colour = models.CharField(_("colour"), max_length=7, validators=[hex_colour], default="#14594A")
    colour_dark = models.CharField(
        _("colour on a dark map"), max_length=7, validators=[hex_colour], default="#7ED3B2"
    )
    shape = models.CharField(_("shape"), max_length=10, choices=Shape, default=Shape.DISC)
    size = models.PositiveSmallIntegerField(
        _("size in pixels"), default=15, validators=[MinValueValidator(9), MaxValueValidator(40)]
    )
    order = models.PositiveSmallIntegerField(_("order in the key"), default=0)
    on_by_default = models.BooleanField(_("shown at first"), default=True)
    happening = models.CharField(
        _("also shows"),
        max_length=10,
        choices=Happening,
        blank=True,
        help_text=_("Pages of What’s happening that have a day and a place, besides its entries"),
    )

    class Meta:
        verbose_name = _("layer")
        verbose_name_plural = _("layers")
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(
                name="layer_has_a_name", condition=~Q(name_en="") | ~Q(name_cy="")
            ),
            models.CheckConstraint(
                name="layer_shape_is_known", condition=Q(shape__in=Shape.values)
            ),
            models.CheckConstraint(
                name="layer_size_can_be_seen_and_fits", condition=Q(size__range=(9, 40))
            ),
            models.CheckConstraint(
                name="layer_colours_are_colours",
                condition=Q(colour__regex=r"^#[0-9A-Fa-f]{6}$")
                & Q(colour_dark__regex=r"^#[0-9A-Fa-f]{6}$"),
            ),
            models.CheckConstraint(
                name="layer_key_is_no_word_of_an_address",
                condition=~Q(key__iregex=r"^(none|all)$"),
            ),
            models.CheckConstraint(
                name="layer_shows_what_is_known", condition=Q(happening__in=["", *Happening.values])
            ),
            models.UniqueConstraint(
                name="one_layer_shows_the_events_and_one_the_reports",
                violation_error_message=_("Another layer shows these already."),
                fields=["happening"],
                condition=~Q(happening=""),
            ),
        ]

    def __str__(self) -> str:
        return tr(self, "name", get_language() or "en").words

    def clean(self) -> None:
        if why := RESERVED_KEYS.get(self.key.lower()):
            raise ValidationError({"key": why})
