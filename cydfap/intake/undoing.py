"""Taking one import back. Only `actions.undo` calls this, inside its transaction.

What somebody edited since is left as it is, and listed.
"""

from collections.abc import Iterator
from typing import Any

from cydfap.directory.models import (
    Entry,
    EntryLayer,
    EntrySector,
    Identifier,
    Layer,
    Relation,
    Site,
)

from .models import Before, Import
from .planning import Progress

AT_ONCE = 500
EDITED, LINKED, TAKEN = "edited", "linked", "taken"
LISTS = ("layers", "sectors", "identifiers")
SITE_COLUMNS = {"address", "town", "postcode", "lat", "lon", "precision", "authority_id"}

Kept = list[list[str]]


def take_back(imported: Import, progress: Progress) -> Kept:
    """Remove what the import added, set back what it changed; [public id, why] of what it left
    alone.
    """
    kept: Kept = []
    counts, done = imported.counts, 0
    total = max(1, counts.get("add", 0) + counts.get("change", 0))
    for pks in added(imported):
        remove(pks, imported, kept)
        done += len(pks)
        progress("undoing", 100 * done // total)
    befores = imported.before.select_related("entry").iterator(chunk_size=AT_ONCE)
    for before in befores:
        set_back(before, imported, kept)
        done += 1
        progress("undoing", 100 * done // total)
    unused = Layer.objects.filter(key__in=imported.created_layers, entrylayer=None)
    unused.delete()
    return kept


def added(imported: Import) -> Iterator[list[int]]:
    for first, last in imported.added:
        for start in range(first, last + 1, AT_ONCE):
            yield list(range(start, min(start + AT_ONCE, last + 1)))


def remove(pks: list[int], imported: Import, kept: Kept) -> None:
    linked = set(Relation.objects.filter(subject__in=pks).values_list("subject", flat=True))
    linked |= set(Relation.objects.filter(object__in=pks).values_list("object", flat=True))
    gone = []
    for pk, public_id, moment in Entry.objects.filter(pk__in=pks).values_list(
        "pk", "public_id", "updated_at"
    ):
        if moment != imported.applied_at:
            kept.append([public_id, EDITED])
        elif pk in linked:
            kept.append([public_id, LINKED])
        else:
            gone.append(pk)
    Entry.objects.filter(pk__in=gone).delete()


def set_back(before: Before, imported: Import, kept: Kept) -> None:
    entry = before.entry
    if entry.updated_at != imported.applied_at:
        kept.append([entry.public_id, EDITED])
        return
    values: dict[str, Any] = dict(before.values)
    site = values.pop("site", None)
    place = {name: values.pop(name) for name in SITE_COLUMNS & values.keys()}
    lists = {name: values.pop(name) for name in LISTS if name in values}
    if "identifiers" in lists and is_taken(entry.pk, lists["identifiers"]):
        kept.append([entry.public_id, TAKEN])
        return
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save()
    if place and site:
        Site.objects.filter(pk=site).update(**place)
    elif place:
        Site.objects.filter(entry=entry, order=0).delete()
    for name, items in lists.items():
        set_list(entry.pk, name, items)


def is_taken(entry: int, identifiers: list[list[str]]) -> bool:
    """Has another entry one of these by now?"""
    return any(
        Identifier.objects.filter(scheme=scheme, value=value).exclude(entry=entry).exists()
        for scheme, value in identifiers
    )


def set_list(entry: int, name: str, items: list[Any]) -> None:
    if name == "layers":
        EntryLayer.objects.filter(entry=entry).delete()
        there = Layer.objects.filter(pk__in=items).values_list("pk", flat=True)
        EntryLayer.objects.bulk_create(EntryLayer(entry_id=entry, layer_id=pk) for pk in there)
    elif name == "sectors":
        EntrySector.objects.filter(entry=entry).delete()
        EntrySector.objects.bulk_create(
            EntrySector(entry_id=entry, sector=sector, order=order)
            for order, sector in enumerate(items)
        )
    else:
        Identifier.objects.filter(entry=entry).delete()
        Identifier.objects.bulk_create(
            Identifier(entry_id=entry, scheme=scheme, value=value) for scheme, value in items
        )
