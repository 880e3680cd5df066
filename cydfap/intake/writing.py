"""The rows of a plan into the tables, in bulk. Only `actions` calls this, inside its transaction.

COPY on PostgreSQL, many rows a statement on SQLite: several times faster than objects made and
saved one by one.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any

from django.db import connection
from django.db.models import Max, Model

from cydfap.directory.models import Entry, EntryLayer, EntrySector, Identifier, Site
from cydfap.places.ordering import COLUMNS as ORDER
from cydfap.places.ordering import order_keys

from .changes import Change
from .known import parts
from .models import Before, Import

Columns = dict[str, list[Any]]
Resolve = Callable[[str], int]

TEXTS = [
    f"{text}{part}_{side}"
    for text in ("name", "summary", "description")
    for part in ("", "_state")
    for side in ("en", "cy")
]
ENTRY = ["public_id", "kind", "status", "legal_form", "privacy", *TEXTS, "opened", "closed",
         "website", "email", "phone", "source_url", "licence", "checked_on"]  # fmt: skip
NAMES = {"name_en", "name_cy"}
SITE = ["address", "town", "postcode", "lat", "lon", "precision"]
# What a change may touch, by the table that holds it.
SITE_COLUMNS = {*SITE, "authority_id"}
LISTS = {"layers", "sectors", "identifiers"}
AT_ONCE = 5_000
# In one statement on SQLite, which prepares the lists of its checks anew for each statement: some
# hundred rows at once take half the time of as many single ones.
MOST_VALUES = 6_000


@contextmanager
def large_cache() -> Iterator[None]:
    """SQLite's usual 2 MB would have it write each index page to the disk again and again."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute("PRAGMA cache_size = -400000")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {int(before)}")


def table_of(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows straight into a table; `columns` are the database's names."""
    into = f"{table_of(model)} ({', '.join(map(connection.ops.quote_name, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as sink:
                for row in rows:
                    sink.write_row(row)
            return
        marks = f"({', '.join(['%s'] * len(columns))})"
        groups = list(parts(list(rows), max(1, MOST_VALUES // len(columns))))
        for alike in filter(None, (groups[:-1], groups[-1:])):  # the last may be shorter
            values = ", ".join([marks] * len(alike[0]))
            statement = f"INSERT INTO {into} VALUES {values}"  # noqa: S608
            flat = (tuple(chain.from_iterable(some)) for some in alike)
            cursor.executemany(statement, flat)  # type: ignore[arg-type]


def reserve(model: type[Model], how_many: int) -> list[int]:
    """Primary keys that nobody else will have."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, how_many],
            )
            return [pk for (pk,) in cursor.fetchall()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        found = cursor.fetchone()
    highest = model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
    first = max(found[0] if found else 0, highest) + 1
    return list(range(first, first + how_many))


def add(columns: Columns, *, source: Resolve, layer: Resolve, now: datetime.datetime) -> list[int]:
    """New entries, with their sites, layers, sectors and identifiers. Their primary keys, in
    order.
    """
    pks = reserve(Entry, len(columns["public_id"]))
    told = {name: source(name) for name in set(columns["source"])}
    sources = [told[name] for name in columns["source"]]
    stamp = adapted(now)
    cells = dict(columns)
    cells["checked_on"] = days(columns["checked_on"])
    ordered = map(order_keys, cells["name_en"], cells["name_cy"])
    cells |= dict(zip(ORDER, map(list, zip(*ordered, strict=True)), strict=False))
    filled = [*ENTRY, *ORDER]
    insert(
        Entry,
        ["id", *filled, "source_id", "created_at", "updated_at"],
        zip(
            pks,
            *(cells.get(name, []) for name in filled),
            sources,
            repeat(stamp),
            repeat(stamp),
        ),
    )
    insert(Site, ["entry_id", "order", *SITE, "authority_id"], site_rows(pks, columns))
    keys = {words: [layer(word) for word in words] for words in set(columns["layers"])}
    insert(
        EntryLayer,
        ["entry_id", "layer_id"],
        (
            (pk, key)
            for pk, words in zip(pks, columns["layers"], strict=True)
            for key in keys[words]
        ),
    )
    insert(
        EntrySector,
        ["entry_id", "sector", "order"],
        (
            (pk, sector, order)
            for pk, sectors in zip(pks, columns["sectors"], strict=True)
            for order, sector in enumerate(sectors)
        ),
    )
    insert(
        Identifier,
        ["entry_id", "scheme", "value"],
        (
            (pk, scheme, value)
            for pk, pairs in zip(pks, columns["identifiers"], strict=True)
            for scheme, value in pairs
        ),
    )
    return pks


def days(dates: list[Any]) -> list[Any]:
    """Dates as the database's driver takes them."""
    if connection.vendor == "postgresql" or not any(dates):
        return dates
    return [date.isoformat() if date else None for date in dates]


def site_rows(pks: list[int], columns: Columns) -> Iterator[tuple[Any, ...]]:
    """A site for each entry that has anything of one."""
    cells = zip(pks, repeat(0), *(columns[name] for name in SITE), columns["authority"])
    return (row for row in cells if row[5] is not None or row[2] or row[3] or row[4])


def change(
    imported: Import,
    changes: list[Change],
    *,
    source: Resolve,
    layer: Resolve,
    now: datetime.datetime,
) -> None:
    """Write changes, after what was there before is put down for undoing."""
    insert_before(imported, changes)
    for some in parts(changes, AT_ONCE):
        entries: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for each in some:
            if "source" in each.new:
                each.new["source_id"] = source(each.new.pop("source"))
            names = tuple(sorted(each.new.keys() - SITE_COLUMNS - LISTS))
            values = [each.new[name] for name in names]
            entries.setdefault(names, []).append((*values, now, each.pk))
        change_entries(entries)
        change_sites(some)
        change_lists(some, layer)


def change_entries(entries: dict[tuple[str, ...], list[tuple[Any, ...]]]) -> None:
    """By the columns that change: their values, when it is, and the primary key."""
    for names, rows in entries.items():
        update(Entry, [*names, "updated_at"], rows)
        if NAMES & set(names):
            put_in_order(row[-1] for row in rows)


def put_in_order(pks: Iterable[int]) -> None:
    """The places in the alphabets of entries whose names have changed."""
    for some in parts(list(pks), 500):
        named = Entry.objects.filter(pk__in=some).values_list("pk", "name_en", "name_cy")
        update(Entry, ORDER, [(*order_keys(en, cy), pk) for pk, en, cy in named])


def insert_before(imported: Import, changes: list[Change]) -> None:
    rows = []
    for each in changes:
        old = {("source_id" if n == "source" else n): v for n, v in each.old.items()}
        text = json.dumps({"site": each.site, **old}, default=str)
        rows.append((imported.pk, each.pk, text))
    insert(Before, ["imported_id", "entry_id", "values"], rows)


def change_sites(changes: list[Change]) -> None:
    """The first site of each entry, made where there is none."""
    moved: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for each in changes:
        new = {name: value for name, value in each.new.items() if name in SITE_COLUMNS}
        if new and each.site:
            names = tuple(sorted(new))
            moved.setdefault(names, []).append((*(new[name] for name in names), each.site))
        elif new:
            Site.objects.create(entry_id=each.pk, order=0, **new)
    for names, rows in moved.items():
        update(Site, names, rows)


def change_lists(changes: list[Change], layer: Resolve) -> None:
    """Layers, sectors and identifiers are taken away and written anew."""
    for name, model in (
        ("layers", EntryLayer),
        ("sectors", EntrySector),
        ("identifiers", Identifier),
    ):
        some = [(each.pk, each.new[name]) for each in changes if name in each.new]
        if some:
            write_lists(model, name, some, layer)


def write_lists(model: type[Model], name: str, some: list[tuple[int, Any]], layer: Resolve) -> None:
    for pks in parts([pk for pk, _ in some], 500):
        model._default_manager.filter(entry__in=pks).delete()
    if name == "layers":
        keys = [
            (pk, word if isinstance(word, int) else layer(word)) for pk, ws in some for word in ws
        ]
        insert(model, ["entry_id", "layer_id"], keys)
    elif name == "sectors":
        rows = [(pk, sector, order) for pk, found in some for order, sector in enumerate(found)]
        insert(model, ["entry_id", "sector", "order"], rows)
    else:
        insert(
            model, ["entry_id", "scheme", "value"], [(pk, *pair) for pk, ps in some for pair in ps]
        )


def update(model: type[Model], names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    """`rows`: the values in the order of `names`, then the primary key."""
    if connection.vendor == "sqlite":
        rows = [tuple(map(adapted, row)) for row in rows]
    sets = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in names)
    statement = f"UPDATE {table_of(model)} SET {sets} WHERE id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def adapted(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, datetime.date) else value
