"""Taking one import back. Only `actions.undo` calls this, inside its transaction.

What somebody edited since is left as it is, and listed.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.utils import timezone
from wagtail.models import ReferenceIndex

from cydfap.directory.actions import keep_ids
from cydfap.directory.models import (
    Entry,
    EntryLayer,
    EntrySector,
    Identifier,
    Layer,
    Site,
)
from cydfap.news.models import WebLinkPlace

from . import writing
from .models import Before, Import
from .planning import Progress

AT_ONCE = 5_000
EDITED, LINKED, TAKEN = "edited", "linked", "taken"
LISTS = {"layers", "sectors", "identifiers"}
# What goes with an entry. Whatever else points to one links it, and it stays. Where its addresses
# stand is put down by the worker, not by a person: that keeps no entry.
PARTS: tuple[type[Model], ...] = (
    Before, EntryLayer, EntrySector, Identifier, Site, WebLinkPlace,
)  # fmt: skip

Kept = list[list[str]]


def take_back(imported: Import, progress: Progress) -> Kept:
    """Remove what the import added, set back what it changed; [public id, why] of what it left
    alone.
    """
    kept: Kept = []
    counts, done = imported.counts, 0
    total = max(1, counts.get("add", 0) + counts.get("change", 0))
    for first, last in added(imported):
        remove(first, last, imported, kept)
        done += last - first + 1
        progress("undoing", 100 * done // total)
    for befores in changed(imported):
        set_back(befores, imported, kept)
        done += len(befores)
        progress("undoing", 100 * done // total)
    unused = Layer.objects.filter(key__in=imported.created_layers, entrylayer=None)
    unused.delete()
    return kept


def added(imported: Import) -> Iterator[tuple[int, int]]:
    """First and last primary key of some entries that the import added, again and again."""
    for first, last in imported.added:
        for start in range(first, last + 1, AT_ONCE):
            yield start, min(start + AT_ONCE - 1, last)


def remove(first: int, last: int, imported: Import, kept: Kept) -> None:
    """Straight from the tables: as objects, one by one, it would take ten times as long."""
    here = between(Entry, "pk", first, last)
    linked = linked_among(first, last)
    stays: dict[int, list[str]] = {}
    edited = here.exclude(updated_at=imported.applied_at)
    for some, why in ((here.filter(pk__in=linked), LINKED), (edited, EDITED)):
        stays |= {pk: [public_id, why] for pk, public_id in some.values_list("pk", "public_id")}
    kept += stays.values()
    for model in PARTS:
        erase(between(model, "entry", first, last).exclude(entry__in=stays))
    gone = here.exclude(pk__in=stays)
    keep_ids(public_ids=gone.values_list("public_id", flat=True))
    numbers = [str(pk) for pk in gone.values_list("pk", flat=True)]
    of_entries = ContentType.objects.get_for_model(Entry)
    erase(ReferenceIndex.objects.filter(base_content_type=of_entries, object_id__in=numbers))
    erase(gone)


def linked_among(first: int, last: int) -> set[int]:
    """Entries that something else points to: relations, both ways; pages."""
    found: set[int] = set()
    fields: Any = Entry._meta.get_fields(include_hidden=True)
    for relation in fields:
        if not (relation.one_to_many or relation.one_to_one) or relation.concrete:
            continue
        model, name = relation.related_model, relation.field.name
        if model not in PARTS:
            found.update(between(model, name, first, last).values_list(name, flat=True))
    return found


def between(model: Any, name: str, first: int, last: int) -> QuerySet[Any, Any]:
    """Rows whose `name` is an entry of the range, or are these entries."""
    found: QuerySet[Any, Any] = model._default_manager.filter(
        **{f"{name}__gte": first, f"{name}__lte": last}
    )
    return found


def erase(rows: QuerySet[Any, Any]) -> None:
    rows._raw_delete(rows.db)


def changed(imported: Import) -> Iterator[list[Before]]:
    rows = imported.before.select_related("entry").order_by("pk")
    last = 0
    while some := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        yield some
        last = some[-1].pk


def set_back(befores: list[Before], imported: Import, kept: Kept) -> None:
    """As they were, but for what was edited since or whose number another entry has by now."""
    now = timezone.now()
    entries: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    sites: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for before in befores:
        if why := why_not(before, imported):
            kept.append([before.entry.public_id, why])
            continue
        values: dict[str, Any] = dict(before.values)
        for name in LISTS & values.keys():
            set_list(before.entry_id, name, values.pop(name))
        site = values.pop("site", None)
        place = {name: values.pop(name) for name in writing.SITE_COLUMNS & values.keys()}
        if place and site:
            sites.setdefault(tuple(place), []).append((*place.values(), site))
        elif place:
            Site.objects.filter(entry=before.entry, order=0).delete()
        entries.setdefault(tuple(values), []).append((*values.values(), now, before.entry_id))
    writing.change_entries(entries)
    for names, rows in sites.items():
        writing.update(Site, names, rows)


def why_not(before: Before, imported: Import) -> str:
    """Why an entry is left as it is; "" if it is not."""
    if before.entry.updated_at != imported.applied_at:
        return EDITED
    taken = is_taken(before.entry_id, before.values.get("identifiers", ()))
    return TAKEN if taken else ""


def is_taken(entry: int, identifiers: Iterable[list[str]]) -> bool:
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
