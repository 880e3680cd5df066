"""All single writes to the directory. Import plans write in bulk, in `cydfap.intake.actions`.

Every write is atomic, is logged in Wagtail's log, and raises the generation that the release
worker watches. `turns` says who waits for whom.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F
from wagtail.log_actions import log

from cydfap.lib.postcodes import Postcodes
from cydfap.places import actions as places
from cydfap.places.boundaries import Boundary
from cydfap.places.models import Area

from .enums import Precision, TextState
from .models import TEXTS, Entry, EntryLayer, EntrySector, Generation, Layer, Site, UsedId
from .models.entry import is_taken, new_public_id
from .turns import one_writer, writing

AT_ONCE = 500
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


@writing()
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
    while before is None and is_taken(entry.public_id):
        # Among a million ids of eight letters two are alike every other time.
        entry.public_id = new_public_id()
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


@writing()
def save_layer(*, layer: Layer, by: AbstractBaseUser | None) -> Layer:
    """Write a row of the key. Raises ValidationError where a field is wrong."""
    is_new = layer.pk is None
    layer.full_clean()
    layer.save()
    log(instance=layer, action="wagtail.create" if is_new else "wagtail.edit", user=by)
    raise_generation()
    return layer


@writing()
def delete(*, record: Any, by: AbstractBaseUser | None) -> None:
    """Remove an entry or layer for good. ProtectedError: the layer still has entries."""
    log(instance=record, action="wagtail.delete", user=by, deleted=True)
    if isinstance(record, Entry):
        keep_ids(public_ids=[record.public_id])
    record.delete()
    raise_generation()


def keep_ids(*, public_ids: Iterable[str]) -> None:
    """These entries are about to go: nobody else shall have their ids."""
    UsedId.objects.bulk_create(
        [UsedId(public_id=each) for each in public_ids], ignore_conflicts=True, batch_size=AT_ONCE
    )


def save_boundaries(*, boundaries: list[Boundary], by: AbstractBaseUser | None) -> tuple[int, int]:
    """Areas of a boundary file, and the sites that now turn out to lie in them.

    How many areas changed, and how many sites got their authority.
    """
    with one_writer():
        with writing():
            changed = places.save_boundaries(boundaries=boundaries, by=by)
            if changed:
                raise_generation()
        places.keep_polygons(boundaries)
        return changed, fill_authorities()


def fill_authorities() -> int:
    """Give sites without an authority theirs, where it is known by now; how many got one.

    A site's postcode says it; else the postcode nearest to its point.
    """
    areas = dict(Area.objects.values_list("code", "pk"))
    missing = Site.objects.filter(authority=None).exclude(lat=None, postcode="")
    rows = list(missing.values_list("pk", "postcode", "lat", "lon"))
    if not rows or not areas:
        return 0
    found: dict[int, list[int]] = {}
    codes = authorities_of([row[1] for row in rows], [row[2] for row in rows], [r[3] for r in rows])
    for (pk, *_), code in zip(rows, codes, strict=True):
        if code in areas:
            found.setdefault(areas[code], []).append(pk)
    with writing():
        filled = 0
        for area, pks in found.items():
            for start in range(0, len(pks), AT_ONCE):
                some = Site.objects.filter(pk__in=pks[start : start + AT_ONCE], authority=None)
                filled += some.update(authority=area)
        if filled:
            raise_generation()
    return filled


def authorities_of(
    postcodes: list[str], lats: list[float | None], lons: list[float | None]
) -> list[str]:
    """Codes of authorities, "" where unknown."""
    known = Postcodes(settings.DATA / "postcodes")
    stated: list[str] = known.find_many(postcodes)[2].tolist()
    near = known.authorities_near(np.array(lats, float), np.array(lons, float)).tolist()
    return [code or nearest for code, nearest in zip(stated, near, strict=True)]
