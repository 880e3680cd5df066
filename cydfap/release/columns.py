"""The columns of a release: what is public, and numbers to filter and order by.

A row is a published site, or an entry that has none. Rows with a place come first, in the order of
the cluster tree; those without one follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cydfap.directory.enums import Kind, Sector, Status
from cydfap.lib.geography import mercator

from . import tree
from .alphabet import alphabetical
from .gather import STATES, WORDS, Gathered
from .happenings import EVENT
from .texts import in_one

Array = NDArray[Any]

# Rows are written and read in blocks of this many.
BLOCK_BITS = 16
BLOCK = 1 << BLOCK_BITS

ENTRY_COLUMNS = [
    "id", "kind", "status", "legal_form", "privacy", *WORDS, *STATES, "sectors",
    "opened", "closed", "website", "email", "phone",
    "identifiers", "source", "source_url", "licence", "checked_on", "layers",
]  # fmt: skip
SITE_COLUMNS = [
    "site", "address", "town_en", "town_cy", "postcode", "lat", "lon", "precision", "authority",
]  # fmt: skip
COLUMNS = [*ENTRY_COLUMNS, *SITE_COLUMNS]

# The numbers by which rows are counted.
COUNTED = ["layers", "sectors", "area", "status"]
NO_CODE = 0xFFFF
KINDS = [*Kind.values, EVENT]


def public_rows(gathered: Gathered, sites: pa.Table) -> pa.Table:
    """All that is public, in the order of ids and sites: the content of a release."""
    entries = gathered.entries
    without = np.flatnonzero(np.bincount(sites["entry"], minlength=len(entries)) == 0)
    if len(without):
        sites = pa.concat_tables([sites, nowhere(without, sites.schema)]).unify_dictionaries()
    positions = sites["entry"].to_numpy()
    if len(without):
        order = np.lexsort((sites["site"].to_numpy(), positions))
        sites, positions = sites.take(order), positions[order]
    entries = entries.append_column("layers", layer_texts(gathered)).drop_columns(["layer_bits"])
    if len(positions) != len(entries):
        entries = entries.take(positions)
    columns = [in_one(entries[n]) for n in ENTRY_COLUMNS]
    columns += [in_one(sites[n]) for n in SITE_COLUMNS]
    return pa.table(columns, COLUMNS)


def nowhere(positions: Array, schema: pa.Schema) -> pa.Table:
    """Rows for entries without a site to tell."""
    empty = {"entry": pa.array(positions), "site": pa.array(np.zeros(len(positions), np.int16))}
    for field in schema:
        if field.name in ("lat", "lon"):
            empty[field.name] = pa.nulls(len(positions), pa.float64())
        elif field.name not in empty:
            blank = pa.array([""] * len(positions), pa.large_string())
            empty[field.name] = blank.cast(field.type)
    return pa.table(empty).select(schema.names).cast(schema)


def layer_texts(gathered: Gathered) -> pa.Array:
    bits = gathered.entries["layer_bits"].to_numpy()
    different, codes = np.unique(bits, return_inverse=True)
    keys = [layer["key"] for layer in gathered.layers]
    texts = [";".join(k for at, k in enumerate(keys) if int(b) >> at & 1) for b in different]
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32)), pa.array(texts, pa.large_string())
    )


@dataclass
class Ordered:
    """Rows in the order of a release.

    `order[i]` is the row of `public_rows` that stands at place i, `entry` each row's entry as a
    number (by first row), `first_row` the reverse, `id_order` the numbers in the order of ids.
    """

    rows: pa.Table
    tree: tree.Tree
    order: Array
    placed: int
    entry: Array
    first_row: Array
    id_order: Array

    @property
    def entries(self) -> int:
        return len(self.first_row)

    @cached_property
    def names(self) -> dict[str, pa.Array]:
        """Each entry's name by language."""
        return {lang: self.of_entries(f"name_{lang}") for lang in ("en", "cy")}

    def of_entries(self, column: str) -> pa.Array:
        """What each entry says in a column, in the order of their numbers."""
        return in_one(self.rows[column].take(pa.array(self.order[self.first_row])))


def ordered(rows: pa.Table, radius_px: float) -> Ordered:
    lat, lon = rows["lat"].to_numpy(), rows["lon"].to_numpy()
    somewhere = ~np.isnan(lat)
    x, y = mercator(lon[somewhere], lat[somewhere])
    ids = rows["id"].filter(pa.array(somewhere)).to_pylist()
    made = tree.build(x, y, ids, radius_px=radius_px or tree.radius_for(len(ids)))
    order = np.concatenate((np.flatnonzero(somewhere)[made.order], np.flatnonzero(~somewhere)))
    by_id = np.cumsum(changes(in_one(rows["id"]))) - 1
    of_row = by_id[order]
    _, first_row = np.unique(of_row, return_index=True)
    number = np.empty(len(first_row), np.uint32)
    number[np.argsort(first_row)] = np.arange(len(first_row))
    return Ordered(rows, made, order, len(ids), number[of_row], np.sort(first_row), number)


def changes(sorted_texts: pa.Array) -> Array:
    """True where a sorted text differs from the one before."""
    different = np.ones(len(sorted_texts), bool)
    if len(sorted_texts) > 1:
        different[1:] = pc.not_equal(sorted_texts[1:], sorted_texts[:-1]).to_numpy(
            zero_copy_only=False
        )
    return different


def write(folder: Path, ordered: Ordered, areas: list[dict[str, Any]], layers: list[str]) -> None:
    """Write entries.arrow and the numbers beside it (columns/) into an existing folder."""
    numbers = folder / "columns"
    numbers.mkdir()
    write_rows(folder / "entries.arrow", ordered)
    ordered.tree.save(numbers)
    write_names(numbers, ordered)
    write_codes(numbers, ordered, [area["code"] for area in areas], layers)
    write_places(numbers, ordered)
    write_order(numbers, ordered)
    ids = in_one(ordered.rows["id"])
    different = ids.filter(pa.array(changes(ids)))
    np.save(numbers / "ids.npy", np.array(different.to_pylist(), dtype="S12"))
    np.save(numbers / "id-entry.npy", ordered.id_order)
    np.save(numbers / "entry.npy", ordered.entry)
    np.save(numbers / "first-row.npy", ordered.first_row.astype(np.uint32))
    several = np.bincount(ordered.entry, minlength=ordered.entries) > 1
    rows = np.flatnonzero(several[ordered.entry])
    np.save(numbers / "shared-rows.npy", rows[np.argsort(ordered.entry[rows], kind="stable")])


def write_rows(path: Path, ordered: Ordered) -> None:
    """entries.arrow: all columns, in blocks of BLOCK rows."""
    schema = ordered.rows.schema
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as out:
        for at in range(0, len(ordered.order), BLOCK):
            block = ordered.rows.take(pa.array(ordered.order[at : at + BLOCK]))
            out.write_table(block.combine_chunks(), max_chunksize=BLOCK)


def save(path: Path, table: pa.Table) -> None:
    """A table as an Arrow file of one block."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as out:
        out.write_table(table.combine_chunks())


def write_names(folder: Path, ordered: Ordered) -> None:
    """names.arrow: id and names of the rows with a place, each as one block, for the tiles."""
    table = ordered.rows.select(["id", "name_en", "name_cy"])
    table = table.take(pa.array(ordered.order[: ordered.placed])).combine_chunks()
    save(folder / "names.arrow", table)


def codes(column: pa.Array, values: list[str], missing: int) -> Array:
    """Each text of a coded column as its place in `values`."""
    known = [values.index(v) if v in values else missing for v in column.dictionary.to_pylist()]
    found: Array = np.array(known or [missing])[column.indices.fill_null(0).to_numpy()]
    return found


def sets(column: pa.Array, values: list[str]) -> tuple[Array, Array]:
    """A coded column of lists as (set's number of each row, the sets as bits)."""
    bits = np.zeros(max(1, len(column.dictionary)), np.uint64)
    for at, text in enumerate(column.dictionary.to_pylist()):
        for value in filter(values.__contains__, text.split(";")):
            bits[at] |= np.uint64(1 << values.index(value))
    different, number = np.unique(bits, return_inverse=True)
    return number[column.indices.to_numpy()], different


def write_codes(folder: Path, ordered: Ordered, areas: list[str], layers: list[str]) -> None:
    """What rows are filtered and counted by, as small numbers."""
    rows, order = ordered.rows, ordered.order
    for name, values in (("layers", layers), ("sectors", Sector.values)):
        number, bits = sets(in_one(rows[name]), values)
        np.save(folder / f"{name}.npy", number[order].astype(np.uint32))
        np.save(folder / f"{name}-sets.npy", bits)
        np.save(folder / f"{name}-bits.npy", bits[number[order]])
    for name, values in (("status", Status.values), ("kind", KINDS)):
        number = codes(in_one(rows[name]), values, NO_CODE)
        np.save(folder / f"{name}.npy", number[order].astype(np.uint8))
    authority = in_one(rows["authority"]).dictionary_encode()
    np.save(folder / "area.npy", codes(authority, areas, NO_CODE)[order].astype(np.uint16))


def write_places(folder: Path, ordered: Ordered) -> None:
    """Points in world units."""
    order = ordered.order[: ordered.placed]
    lat, lon = (ordered.rows[name].to_numpy()[order] for name in ("lat", "lon"))
    x, y = mercator(lon, lat)
    np.save(folder / "x.npy", x)
    np.save(folder / "y.npy", y)


def write_order(folder: Path, ordered: Ordered) -> None:
    """Alphabetical order in each language: the rows by name, and each row's place."""
    names = ordered.names
    for lang, other in (("en", "cy"), ("cy", "en")):
        shown = pc.if_else(pc.equal(names[lang], ""), names[other], names[lang])
        place = np.argsort(pc.sort_indices(alphabetical(shown, lang)).to_numpy(), kind="stable")
        ranked = np.empty(len(place), np.uint32)
        ranked[place] = ordered.first_row
        np.save(folder / f"by-{lang}.npy", ranked)
        np.save(folder / f"rank-{lang}.npy", place[ordered.entry].astype(np.uint32))
