"""The editor's whole record as a table: the columns that an import reads, in the same words."""

import csv
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from cydfap.directory.models import Entry, Layer, Source
from cydfap.lib.tables import guarded

from .headings import EXPORT, TEXTS
from .known import existing

AT_ONCE = 2_000


def write_export(file: IO[str]) -> int:
    """Write every entry as CSV, in the order of their making; how many there were."""
    writer = csv.writer(file)
    writer.writerow(EXPORT)
    count = 0
    for count, record in enumerate(records(), start=1):  # noqa: B007
        writer.writerow([guarded(record[name]) for name in EXPORT])
    return count


def records() -> Iterator[dict[str, str]]:
    """Each entry as {column: text}."""
    layers = dict(Layer.objects.values_list("pk", "key"))
    sources = dict(Source.objects.values_list("pk", "name"))
    pks = Entry.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=AT_ONCE)
    while some := list(islice(pks, AT_ONCE)):
        found = existing(some)
        for pk in some:
            yield record(found[pk], layers, sources)


def record(
    entry: dict[str, Any], layers: dict[int, str], sources: dict[int, str]
) -> dict[str, str]:
    told = {name: text(entry[name]) for name in EXPORT if name in entry}
    told["id"] = entry["public_id"]
    told["layers"] = ";".join(layers[pk] for pk in entry["layers"])
    told["sectors"] = ";".join(entry["sectors"])
    told["identifiers"] = ";".join(":".join(pair) for pair in entry["identifiers"])
    told["source"] = sources[entry["source_id"]]
    for name in TEXTS:
        told[f"{name}_state"] = ";".join(
            f"{side}:{entry[f'{name}_state_{side}']}" for side in ("en", "cy")
        )
    return told


def text(value: Any) -> str:
    return "" if value is None else str(value)
