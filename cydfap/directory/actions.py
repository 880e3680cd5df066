"""All single writes to the directory. Import plans write in bulk, in `cydfap.intake.actions`.

Every write is atomic, is logged in Wagtail's log, and raises the generation that the release
worker watches.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from cydfap.lib.postcodes import Postcodes
from cydfap.places.models import Area

from .enums import Precision, TextState
from .models import TEXTS, Entry, EntryLayer, EntrySector, Generation, Layer

TRANSLATIONS = (TextState.REVIEWED, TextState.DRAFT, TextState.SAME)


def raise_generation() -> None:
    """Something public has changed: the worker will publish."""
    Generation.objects.filter(pk=1).update(number=F("number") + 1)


def mark_stale(entry: Entry, before: Entry) -> None:
    """A translation that stayed while its other side moved is out of date."""
    for text in TEXTS:
        for lang, other in (("en", "cy"), ("cy", "en")):
            stayed = getattr(before, f"{text}_{lang}") == getattr(entry, f"{text}_{lang}")
            moved = getattr(before, f"{text}_{other}") != getattr(entry, f"{text}_{other}")
            if stayed and moved and getattr(entry, f"{text}_state_{lang}") in TRANSLATIONS:
                setattr(entry, f"{text}_state_{lang}", TextState.STALE)


def place_sites(entry: Entry) -> None:
    """A site with a postcode and no point takes the postcode's; one with a point its authority."""
    postcodes = Postcodes(settings.DATA / "postcodes")
    for site in entry.sites.all():
        found = postcodes.find(site.postcode) if site.postcode else None
        if site.lat is None and found is not None and found.lat is not None:
            site.lat, site.lon, site.precision = found.lat, found.lon, Precision.POSTCODE
        if site.lat is not None and site.lon is not None:
            near = found or postcodes.nearest(site.lat, site.lon)
            site.authority = Area.objects.filter(code=near.authority).first() if near else None


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
    entry.full_clean(exclude=["public_id"])
    if before is not None:
        mark_stale(entry, before)
    place_sites(entry)
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
