"""Everything public that the database holds, read once in chunks into Arrow tables.

No model instances: at a million entries they would cost minutes and gigabytes.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection
from django.db.models import Func, QuerySet, TextField, Value
from numpy.typing import NDArray

from cydfap.directory.models import (
    Entry,
    EntryLayer,
    EntrySector,
    Generation,
    Identifier,
    Layer,
    Relation,
    Site,
    Source,
)
from cydfap.directory.models.layer import MOST_LAYERS
from cydfap.news.on_map import Happening
from cydfap.places.models import Area

from .happenings import nothing_dated, read_happenings
from .news import read_news
from .said import Texts, read_texts
from .texts import in_one

Array = NDArray[Any]

log = logging.getLogger(__name__)

CHUNK = 20_000

TEXTS = ("name", "summary", "description")
STATES = [f"{text}_state_{lang}" for text in TEXTS for lang in ("en", "cy")]
WORDS = [f"{text}_{lang}" for text in TEXTS for lang in ("en", "cy")]
# Each has one of a few values.
CODED = ["kind", "status", "legal_form", "privacy", *STATES]
PLAIN = ["opened", "closed", "website", "email", "phone", "source_url"]


@dataclass
class Gathered:
    """The directory as it was at one moment.

    `entries` has a row an entry in the order of public ids, `sites` a row a site in the order of
    its entry (`entry`: the row in `entries`) and its own; nothing is held back yet.
    """

    generation: int
    entries: pa.Table
    sites: pa.Table
    relations: pa.Table
    news: pa.Table
    layers: list[dict[str, Any]]
    areas: list[dict[str, Any]]
    sources: list[dict[str, str]]
    happenings: list[Happening] = field(default_factory=list)
    texts: Texts = field(default_factory=Texts)
    # What of the happenings is on the map: `with_happenings` fills it.
    dated: pa.Table = field(default_factory=nothing_dated)

    def forget_rows(self) -> None:
        """Free the memory of entries and sites, once they have been made public rows."""
        self.entries, self.sites = self.entries.slice(0, 0), self.sites.slice(0, 0)
        self.entries = self.entries.select([])
        self.sites = self.sites.select([])


def gather() -> Gathered:
    """Read the database as it is at one moment, without keeping others from writing to it."""
    with one_moment(), no_collecting():
        generation = Generation.current()
        layers = read_layers()
        sources = read_sources()
        entries, keys = read_entries(sources)
        entries = entries.append_column("layer_bits", pa.array(read_layer_bits(keys, layers)))
        entries = entries.append_column("sectors", read_sectors(keys))
        entries = entries.append_column("identifiers", read_identifiers(keys))
        sites, relations = read_sites(keys), read_relations(keys)
        news, told = read_news(keys), list(sources.values())
        more = read_areas(), told, read_happenings(keys), read_texts()
        return Gathered(generation, entries, sites, relations, news, layers, *more)


@contextmanager
def one_moment() -> Iterator[None]:
    """All reads inside see the database at one moment.

    Not Django's atomic(), which would keep SQLite's writers waiting.
    """
    if connection.in_atomic_block:
        yield
        return
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ" if postgres else "BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


@contextmanager
def no_collecting() -> Iterator[None]:
    """Rows hold no cycles, and looking for some would take as long as reading them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def chunks(queryset: QuerySet[Any, Any]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a values_list as the driver gives them: no conversions of Django's."""
    sql, params = queryset.query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk


def read(queryset: QuerySet[Any, Any], schema: pa.Schema) -> pa.Table:
    """The rows of a values_list as a table; its columns are the schema's, in order."""
    batches = []
    for chunk in chunks(queryset):
        columns = zip(*chunk, strict=True)
        arrays = [
            pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)
        ]
        batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema)


def coded(table: pa.Table, names: list[str]) -> pa.Table:
    for name in names:
        table = table.set_column(
            table.schema.get_field_index(name),
            name,
            in_one(table[name]).dictionary_encode(),
        )
    return table


@dataclass(frozen=True)
class Keys:
    """Primary keys of the entries, in the order of their public ids, and the way back."""

    order: Array
    ordered: Array

    @classmethod
    def of(cls, keys: Array) -> Keys:
        order = np.argsort(keys, kind="stable")
        return cls(order, keys[order])

    def __len__(self) -> int:
        return len(self.order)

    def positions(self, keys: pa.ChunkedArray) -> Array:
        """Rows in `entries` for primary keys, all of which exist."""
        found: Array = self.order[np.searchsorted(self.ordered, keys.to_numpy())]
        return found.astype(np.int64)


class Joined(Func):
    """Columns as one text with bars between, null as nothing: a driver makes an object of each
    value of each row. Only the last may have a bar in it.
    """

    function = "FORMAT"
    output_field = TextField()

    def __init__(self, *columns: str | Func) -> None:
        super().__init__(Value("|".join(["%s"] * len(columns))), *columns)

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """SQLite called it so long before it knew the other name."""
        return self.as_sql(compiler, connection, function="PRINTF", **more)


class Day(Func):
    """A day as its text, however the server writes days by itself. SQLite has the text."""

    template = "%(expressions)s"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "TO_CHAR(%(expressions)s, 'YYYY-MM-DD')"
        return self.as_sql(compiler, connection, template=template, **more)


def read_entries(sources: dict[int, dict[str, str]]) -> tuple[pa.Table, Keys]:
    fields = [*WORDS, *PLAIN]
    joined = Joined(*CODED, Day("checked_on"), "source_id", "licence")
    query = Entry.objects.order_by().values_list("pk", "public_id", joined, *fields)
    texts = [(name, pa.large_string()) for name in ("id", "joined", *fields)]
    table = read(query, pa.schema([("pk", pa.int64()), *texts])).combine_chunks()
    table = taken_apart(table, [*CODED, "checked_on", "source", "licence"])
    called = {str(key): source["name"] for key, source in sources.items()}
    table = named(table, "source", called)
    dates = in_one(table["checked_on"]).cast(pa.large_string())
    dates = pc.if_else(pc.equal(dates, ""), pa.scalar(None, dates.type), dates)
    table = table.set_column(table.schema.get_field_index("checked_on"), "checked_on", dates)
    table = table.take(pc.sort_indices(table["id"]))
    keys = Keys.of(table["pk"].to_numpy())
    return table.drop_columns(["pk"]), keys


def taken_apart(table: pa.Table, names: list[str]) -> pa.Table:
    """The columns that were read as one, `joined`, each coded: together they have few values."""
    coded = in_one(table["joined"]).dictionary_encode()
    rows = [text.split("|", len(names) - 1) for text in coded.dictionary.to_pylist()]
    table = table.drop_columns(["joined"])
    for at, name in enumerate(names):
        texts = [row[at] for row in rows]
        values = pa.array(texts, pa.large_string()).dictionary_encode()
        numbers = values.indices.take(coded.indices)
        table = table.append_column(
            name, pa.DictionaryArray.from_arrays(numbers, values.dictionary)
        )
    return table


def named(table: pa.Table, column: str, names: dict[Any, str]) -> pa.Table:
    """The names of things in place of their keys."""
    keyed = in_one(table[column]).dictionary_encode()
    texts = pa.array([names[key] for key in keyed.dictionary.to_pylist()], pa.large_string())
    coded = pa.DictionaryArray.from_arrays(keyed.indices, texts)
    return table.set_column(table.schema.get_field_index(column), column, coded)


def read_sources() -> dict[int, dict[str, str]]:
    """Name, address and licence by primary key."""
    found = Source.objects.values_list("pk", "name", "url", "licence")
    return {pk: {"name": name, "url": url, "licence": lic} for pk, name, url, lic in found}


def read_layers() -> list[dict[str, Any]]:
    texts = "id key name_en name_cy note_en note_cy happening"
    look = "colour colour_dark shape size on_by_default"
    fields = [*texts.split(), *look.split()]
    found = Layer.objects.order_by("order", "key").values(*fields)[: MOST_LAYERS + 1]
    if len(found) > MOST_LAYERS:
        log.error("A release can have %s layers; the key's others are left out.", MOST_LAYERS)
    return [dict(layer) for layer in found[:MOST_LAYERS]]


def read_layer_bits(keys: Keys, layers: list[dict[str, Any]]) -> Array:
    """For each entry a number with bit k set where it stands in layer k."""
    schema = pa.schema([("entry", pa.int64()), ("layer", pa.int64())])
    pairs = read(EntryLayer.objects.order_by().values_list("entry_id", "layer_id"), schema)
    positions, layer = keys.positions(pairs["entry"]), pairs["layer"].to_numpy()
    bits = np.zeros(len(keys), np.uint64)
    for k, known in enumerate(layers):
        bits[positions[layer == known["id"]]] |= np.uint64(1 << k)
    return bits


def read_sectors(keys: Keys) -> pa.Array:
    schema = pa.schema(
        [("entry", pa.int64()), ("order", pa.int64()), ("sector", pa.large_string())]
    )
    query = EntrySector.objects.order_by().values_list("entry_id", "order", "sector")
    table = read(query, schema)
    order = np.lexsort((table["order"].to_numpy(), positions := keys.positions(table["entry"])))
    return listed(positions[order], table["sector"].take(order), len(keys)).dictionary_encode()


def read_identifiers(keys: Keys) -> pa.Array:
    schema = pa.schema([("entry", pa.int64()), ("s", pa.large_string()), ("v", pa.large_string())])
    query = Identifier.objects.order_by().values_list("entry_id", "scheme", "value")
    table = read(query, schema)
    # What the check of identifiers lets in no more; it would be read as two.
    values = pc.replace_substring(table["v"], ";", ",")
    names = pc.binary_join_element_wise(table["s"], values, pa.scalar(":", pa.large_string()))
    order = np.lexsort((pc.rank(names).to_numpy(), positions := keys.positions(table["entry"])))
    return listed(positions[order], names.take(order), len(keys))


def listed(positions: Array, texts: pa.ChunkedArray, rows: int) -> pa.Array:
    """A text a row: those of its position, in the order given, joined by semicolons."""
    ends = np.concatenate(([0], np.cumsum(np.bincount(positions, minlength=rows))))
    lists = pa.LargeListArray.from_arrays(pa.array(ends, pa.int64()), in_one(texts))
    return pc.binary_join(lists, pa.scalar(";", pa.large_string()))


def read_sites(keys: Keys) -> pa.Table:
    texts = ["address", "town", "postcode", "precision"]
    names = ["entry", "order", *texts, "authority", "lat", "lon"]
    kinds = [pa.int64()] * 2 + [pa.large_string()] * 4 + [pa.int64()] + [pa.float64()] * 2
    query = Site.objects.order_by().values_list(
        "entry_id", "order", *texts, "authority_id", "lat", "lon"
    )
    table = read(query, pa.schema(list(zip(names, kinds, strict=True)))).combine_chunks()
    table = coded(table, ["precision", "town"])
    table = named(table, "authority", dict(Area.objects.values_list("pk", "code")))
    positions = keys.positions(table["entry"])
    table = table.set_column(0, "entry", pa.array(positions))
    return table.take(np.lexsort((table["order"].to_numpy(), positions)))


def read_relations(keys: Keys) -> pa.Table:
    names = ["subject", "object", "kind", "note_en", "note_cy"]
    kinds = [pa.int64()] * 2 + [pa.large_string()] * 3
    query = Relation.objects.order_by().values_list("subject_id", "object_id", *names[2:])
    table = read(query, pa.schema(list(zip(names, kinds, strict=True))))
    for at, name in enumerate(names[:2]):
        table = table.set_column(at, name, pa.array(keys.positions(table[name])))
    return table.sort_by([("subject", "ascending"), ("kind", "ascending"), ("object", "ascending")])


def read_areas() -> list[dict[str, Any]]:
    """Every area, with the codes of those around it; a box is west, south, east, north or None."""
    fields = [
        "id",
        "code",
        "kind",
        "name_en",
        "name_cy",
        "west",
        "south",
        "east",
        "north",
        "lat",
        "lon",
    ]
    areas = [dict(area) for area in Area.objects.order_by("code").values(*fields)]
    codes = {area["id"]: area["code"] for area in areas}
    within: dict[int, list[str]] = {}
    for part, whole in Area.within.through.objects.values_list("from_area_id", "to_area_id"):
        within.setdefault(part, []).append(codes[whole])
    for area in areas:
        box = [area.pop(side) for side in ("west", "south", "east", "north")]
        area["bbox"] = None if box[0] is None else box
        area["within"] = sorted(within.get(area.pop("id"), []))
    return areas
