"""Put the entries into a site's database, below the ORM: `bench.child fill all 10k` for entries
everywhere, `bench.child fill town 200k` for all in one town."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, models, transaction

from cydfap.directory.enums import Precision, TextState
from cydfap.directory.models import Entry, EntryLayer, EntrySector, Generation, Layer, Site, Source
from cydfap.places.enums import AreaKind
from cydfap.places.models import Area

from . import data
from .data import Entries
from .table import counted

SOURCE = "script/bench"
LICENCE = "OGL-UK-3.0"


def authorities(entries: Entries) -> dict[str, Area]:
    """Every authority by its code, made where it is not there; its code is all the name it has."""
    known = set(Area.objects.values_list("code", flat=True))
    Area.objects.bulk_create(
        Area(code=code, kind=AreaKind.LOCAL_AUTHORITY, name_en=code)
        for code in sorted(set(entries.authority) - known - {""})
    )
    return {area.code: area for area in Area.objects.all()}


def layers() -> list[Layer]:
    return [
        Layer.objects.create(key=f"layer-{k}", name_en=f"Layer {k}", name_cy=f"Haen {k}", order=k)
        for k in range(data.LAYERS)
    ]


def insert(model: type[models.Model], given: dict[str, Iterable[Any]]) -> None:
    """Write rows below the ORM: other columns hold their fields' defaults."""
    fields = model._meta.concrete_fields
    columns: list[Iterable[Any]] = []
    for field in fields:
        if field.attname in given:
            columns.append(given[field.attname])
        else:
            value = field.pre_save(model(), add=True)
            columns.append(repeat(field.get_db_prep_save(value, connection)))
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", zip(*columns))  # noqa: B905


@transaction.atomic
def fill(entries: Entries, precision: Precision) -> None:
    source = Source.objects.create(name=SOURCE, licence=LICENCE)
    areas, keys_of_layers = authorities(entries), [layer.pk for layer in layers()]
    keys = range(1, len(entries) + 1)
    insert(
        Entry,
        {
            "id": keys,
            "public_id": entries.ids,
            "status": entries.statuses,
            "privacy": repeat(precision.value),
            "name_en": entries.names("en"),
            "name_cy": entries.names("cy"),
            "name_state_en": repeat(TextState.ORIGINAL.value),
            "name_state_cy": repeat(TextState.REVIEWED.value),
            "source_id": repeat(source.pk),
        },
    )
    pairs = list(layer_pairs(entries, keys_of_layers))
    insert(
        EntryLayer,
        {
            "id": range(1, len(pairs) + 1),
            "entry_id": [entry for entry, _ in pairs],
            "layer_id": [layer for _, layer in pairs],
        },
    )
    insert(EntrySector, {"id": keys, "entry_id": keys, "sector": entries.sectors})
    insert(
        Site,
        {
            "id": keys,
            "entry_id": keys,
            "town": [entries.towns[k][0] for k in entries.town.tolist()],
            "postcode": entries.postcode,
            "lat": entries.lat.tolist(),
            "lon": entries.lon.tolist(),
            "precision": repeat(precision.value),
            "authority_id": [areas[c].pk if c in areas else None for c in entries.authority],
        },
    )
    Generation.objects.filter(pk=1).update(number=models.F("number") + 1)


def layer_pairs(entries: Entries, layers: list[int]) -> Iterator[tuple[int, int]]:
    for entry, bits in enumerate(entries.layers.tolist(), start=1):
        for k, layer in enumerate(layers):
            if bits >> k & 1:
                yield entry, layer


def child(which: str, number: str) -> None:
    if which == "nothing":
        call_command("migrate", verbosity=0)
        connection.close()  # so that all is in the one file
        return
    began = time.perf_counter()
    cache = settings.DATA / "postcodes"
    if which == "town":
        fill(data.in_one_town(counted(number), cache), Precision.EXACT)
    else:
        fill(data.make(counted(number), cache), Precision.POSTCODE)
    print(f"filled in {time.perf_counter() - began:.1f} s")
