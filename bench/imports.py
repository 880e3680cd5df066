"""Importing a CSV file with plan, geocoding and duplicate check, beside Django's bulk_create of the
same rows into the same tables with no check at all. Each in a process and a database of its own."""

from __future__ import annotations

import csv
import json
import time
from io import StringIO
from itertools import repeat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from cydfap.directory.enums import Precision, TextState
from cydfap.directory.models import Entry, EntryLayer, EntrySector, Site, Source

from . import data, fill, spent
from .data import Entries
from .place import Place
from .table import Row, counted, figure, said, spoken

LIMIT = 2
MOST_MB = 2_000
HEADINGS = (
    *("name_en", "name_cy", "layers", "sectors", "status", "town", "postcode"),
    *("source", "licence"),
)
# How many rows a program that minds its memory would make at once.
BATCH = 10_000


def measure(place: Place, size: int) -> list[Row]:
    path = place.folder / f"entries-{spoken(size)}.csv"
    write_file(place.entries(size), path)
    our_child = spent.child(place.fresh("import-ours"), "imports", "ours", str(size), str(path))
    peer_child = spent.child(place.fresh("import-peer"), "imports", "peer", str(size), "")
    ours, peer = told(our_child), told(peer_child)
    path.unlink()
    said(f"import, {size}: {ours['counts']}")
    mine, theirs = size / ours["cpu"], size / peer["cpu"]
    return [
        by_the_clock(size, ours, peer),
        Row(
            "– rows by second of processor time",
            size,
            figure(mine, "rows/s"),
            f"bulk_create alone {figure(theirs, 'rows/s')}",
            mine / theirs,
        ),
        memory(size, our_child.peak_mb, peer_child.peak_mb),
    ]


def by_the_clock(size: int, ours: dict[str, Any], peer: dict[str, Any]) -> Row:
    rate, peer_rate = size / ours["seconds"], size / peer["seconds"]
    bound = size >= 1_000_000
    return Row(
        "import with plan, geocoding and duplicate check "
        f"({ours['entries']:,} entries and {ours['sites']:,} sites written)",
        size,
        figure(rate, "rows/s"),
        f"bulk_create alone {figure(peer_rate, 'rows/s')} ({peer['entries']:,}, {peer['sites']:,})",
        rate / peer_rate,
        f"≥ {LIMIT} ×" if bound else "",
        rate >= LIMIT * peer_rate if bound else None,
    )


def memory(size: int, ours: float, peer: float) -> Row:
    bound = size >= 1_000_000
    return Row(
        "– most memory held",
        size,
        figure(ours, "MB"),
        f"bulk_create alone {figure(peer, 'MB')}",
        bound="≤ 2 GB" if bound else "",
        met=ours <= MOST_MB if bound else None,
    )


def told(used: spent.Spent) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(used.said.strip().splitlines()[-1])
    return found


def write_file(entries: Entries, path: Path) -> None:
    layers = [";".join(f"layer-{k}" for k in range(data.LAYERS) if b >> k & 1) for b in range(64)]
    columns = (
        entries.names("en"),
        entries.names("cy"),
        [layers[bits] for bits in entries.layers.tolist()],
        entries.sectors,
        entries.statuses,
        [entries.towns[k][0] for k in entries.town.tolist()],
        entries.postcode,
    )
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        ends = (repeat(fill.SOURCE), repeat(fill.LICENCE))
        writer.writerows(zip(*columns, *ends))  # noqa: B905 (the last two have no end)


def child(who: str, number: str, path: str) -> None:
    """Print what was written and how long it took, as JSON."""
    entries = data.make(counted(number), settings.DATA / "postcodes")
    fill.authorities(entries)
    fill.layers()
    counts: Any = {}
    if who == "ours":
        answer = StringIO()
        began = time.perf_counter(), time.process_time()
        call_command("import", path, "--json", stdout=answer)
    else:
        rows = Prepared(entries)
        began = time.perf_counter(), time.process_time()
        rows.write_all()
    seconds, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    if who == "ours":
        counts = json.loads(answer.getvalue())
        counts.pop("problems")
    numbers = {"entries": Entry.objects.count(), "sites": Site.objects.exclude(lat=None).count()}
    print(json.dumps({"seconds": seconds, "cpu": cpu, "counts": counts, **numbers}))


class Prepared:
    """The rows as they will stand in the tables."""

    def __init__(self, entries: Entries) -> None:
        self.source = Source.objects.create(name=fill.SOURCE, licence=fill.LICENCE)
        self.en, self.cy = entries.names("en"), entries.names("cy")
        self.statuses, self.sectors = entries.statuses, entries.sectors
        self.areas = {area.code: area.pk for area in fill.authorities(entries).values()}
        self.entries = entries
        self.lat, self.lon = entries.lat.tolist(), entries.lon.tolist()
        self.town = [entries.towns[k][0] for k in entries.town.tolist()]
        keys = [layer.pk for layer in fill.Layer.objects.order_by("order")]
        self.layers = [[key for k, key in enumerate(keys) if b >> k & 1] for b in range(64)]
        self.bits = entries.layers.tolist()

    @transaction.atomic
    def write_all(self) -> None:
        for at in range(0, len(self.entries), BATCH):
            self.write(range(at, min(at + BATCH, len(self.entries))))

    def write(self, numbers: range) -> None:
        made = Entry.objects.bulk_create(
            Entry(
                public_id=data.public_id(n),  # drawn at random, two of a million may be alike
                name_en=self.en[n],
                name_cy=self.cy[n],
                name_state_en=TextState.ORIGINAL,
                name_state_cy=TextState.ORIGINAL,
                status=self.statuses[n],
                source=self.source,
                licence=fill.LICENCE,
            )
            for n in numbers
        )
        pairs = list(zip(numbers, made, strict=True))
        EntryLayer.objects.bulk_create(
            EntryLayer(entry=entry, layer_id=layer)
            for n, entry in pairs
            for layer in self.layers[self.bits[n]]
        )
        EntrySector.objects.bulk_create(
            EntrySector(entry=entry, sector=self.sectors[n]) for n, entry in pairs
        )
        Site.objects.bulk_create(self.site(n, entry) for n, entry in pairs)

    def site(self, n: int, entry: Entry) -> Site:
        return Site(
            entry=entry,
            town=self.town[n],
            postcode=self.entries.postcode[n],
            lat=self.lat[n],
            lon=self.lon[n],
            precision=Precision.POSTCODE,
            authority_id=self.areas.get(self.entries.authority[n]),
        )
