"""All single writes to the directory. Import plans write in bulk, in `cydfap.intake.actions`.

Every write is atomic, is logged in Wagtail's log, and raises the generation that the release
worker watches.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from .enums import TextState
from .models import Entry, EntryLayer, EntrySector, Generation, Layer, true_state

TEXTS = ("name", "summary", "description")
TRANSLATIONS = (TextState.REVIEWED, TextState.DRAFT, TextState.SAME)


def raise_generation() -> None:
    """Something public has changed: the worker will publish."""
    Generation.objects.filter(pk=1).update(number=F("number") + 1)


def settle_states(entry: Entry, before: Entry | None) -> None:
    """Make each state tell the truth: missing when empty, stale when only its other side moved."""
    for text in TEXTS:
        for lang, other in (("en", "cy"), ("cy", "en")):
            state = f"{text}_state_{lang}"
            words = getattr(entry, f"{text}_{lang}")
            setattr(entry, state, true_state(words, getattr(entry, state)))
            if before is not None and getattr(entry, state) in TRANSLATIONS:
                other_moved = getattr(before, f"{text}_{other}") != getattr(
                    entry, f"{text}_{other}"
                )
                if other_moved and getattr(before, f"{text}_{lang}") == words:
                    setattr(entry, state, TextState.STALE)


@transaction.atomic
def save_entry(
    *,
    entry: Entry,
    layers: Iterable[Layer],
    sectors: Iterable[str],
    by: AbstractBaseUser | None,
) -> Entry:
    """Write an entry, what its cluster holds (sites, identifiers, relations), layers and sectors.

    Raises ValidationError where a field is wrong; nothing is then written.
    """
    before = Entry.objects.filter(pk=entry.pk).first() if entry.pk else None
    settle_states(entry, before)
    entry.full_clean(exclude=["public_id"])
    entry.save()
    EntryLayer.objects.filter(entry=entry).delete()
    EntryLayer.objects.bulk_create(EntryLayer(entry=entry, layer=layer) for layer in layers)
    EntrySector.objects.filter(entry=entry).delete()
    EntrySector.objects.bulk_create(
        EntrySector(entry=entry, sector=sector, order=order) for order, sector in enumerate(sectors)
    )
    log(instance=entry, action="wagtail.edit" if before else "wagtail.create", user=by)
    raise_generation()
    return entry


@transaction.atomic
def save_layer(*, layer: Layer, by: AbstractBaseUser | None) -> Layer:
    """Write a row of the key. Raises ValidationError where a field is wrong."""
    is_new = layer.pk is None
    layer.full_clean()
    layer.save()
    log(instance=layer, action="wagtail.create" if is_new else "wagtail.edit", user=by)
    raise_generation()
    return layer


@transaction.atomic
def delete(*, record: Any, by: AbstractBaseUser | None) -> None:
    """Remove an entry or layer for good. ProtectedError: the layer still has entries."""
    log(instance=record, action="wagtail.delete", user=by, deleted=True)
    record.delete()
    raise_generation()
