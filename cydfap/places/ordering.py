"""Alphabetical order of the reader's language, as stored keys: the same on every database."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import get_language

from cydfap.lib.welsh import english_key, sort_key

# Two digits a letter: names that agree in so many stand beside one another anyhow.
LONGEST = 80
COLUMNS = ("name_order_en", "name_order_cy")


def order_keys(name_en: str, name_cy: str) -> tuple[str, str]:
    """What COLUMNS hold for these names; one that is missing is shown as the other."""
    english, welsh = english_key(name_en or name_cy), sort_key(name_cy or name_en)
    return english[:LONGEST], welsh[:LONGEST]


def column() -> str:
    """The column of COLUMNS that the reader's language goes by."""
    return COLUMNS[get_language() == "cy"]


class ReadersOrder(models.F):
    """For `ordering`: by name, in the language that is spoken when the rows are asked for."""

    def __init__(self) -> None:
        pass  # A name is not given: it is asked for.

    @property
    def name(self) -> str:
        return column()

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return f"{type(self).__module__}.{type(self).__name__}", [], {}


class InOrder(models.Model):
    """Something with a name (or one in each language), kept with its place in the alphabets."""

    name_order_en = models.CharField(
        max_length=LONGEST, editable=False, default="", db_default="", db_index=True
    )
    name_order_cy = models.CharField(
        max_length=LONGEST, editable=False, default="", db_default="", db_index=True
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.name_order_en, self.name_order_cy = order_keys(*self.both_names())
        if update_fields is not None:
            update_fields = {*update_fields, *COLUMNS}
        super().save(*args, update_fields=update_fields, **kwargs)

    def both_names(self) -> tuple[str, str]:
        """Its English and its Welsh name."""
        return self.name_en, self.name_cy  # type: ignore[attr-defined]
