"""entries.csv and sites.csv: for spreadsheets, programs, and for importing again."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cydfap.lib.tables import guarded
from cydfap.release.gather import TEXTS

from .content import Content, blocks, plain
from .pieces import changed, joined, write_lines

# As in the editor's export and in import files; what privacy holds back is empty.
ENTRY_HEADINGS = [
    "id",
    "name_en",
    "name_cy",
    "summary_en",
    "summary_cy",
    "description_en",
    "description_cy",
    "layers",
    "kind",
    "legal_form",
    "sectors",
    "status",
    "opened",
    "closed",
    "website",
    "email",
    "phone",
    "address",
    "postcode",
    "lat",
    "lon",
    "precision",
    "privacy",
    "identifiers",
    "source",
    "source_url",
    "licence",
    "checked_on",
    "name_state",
    "summary_state",
    "description_state",
]
SITE_HEADINGS = [
    "id",
    "site",
    "name_en",
    "name_cy",
    "address",
    "town_en",
    "town_cy",
    "postcode",
    "lat",
    "lon",
    "precision",
    "authority",
    "authority_en",
    "authority_cy",
]
# What a spreadsheet might take for a formula, and what a comma-separated file must quote.
RISKY = r"^'*[=+\-@\t\r]"
SPECIAL = r"""[",\r\n]|^\s|\s$"""


def write_entries(path: Path, content: Content) -> int:
    """One row an entry, its first site in it. Returns the number of rows."""
    entries = content.entries
    for text in TEXTS:
        entries = entries.append_column(f"{text}_state", states(entries, text))
    return write(path, entries.select(ENTRY_HEADINGS))


def write_sites(path: Path, content: Content) -> int:
    """One row a site. Returns the number of rows."""
    sites = content.sites
    coded = sites["authority"].combine_chunks().dictionary_encode()
    for lang in ("en", "cy"):
        names = [content.area_names.get(c, {}).get(lang, "") for c in coded.dictionary.to_pylist()]
        named = pa.array(names, pa.large_string()).take(coded.indices)
        sites = sites.append_column(f"authority_{lang}", named)
    return write(path, sites.select(SITE_HEADINGS))


def states(table: pa.Table, text: str) -> pa.ChunkedArray:
    """For example "en:original;cy:draft"."""
    en, cy = (plain(table[f"{text}_state_{lang}"]) for lang in ("en", "cy"))
    nothing, before, between = (pa.scalar(t, pa.large_string()) for t in ("", "en:", ";cy:"))
    return pc.binary_join_element_wise(before, en, between, cy, nothing)


def write(path: Path, table: pa.Table) -> int:
    with path.open("wb") as file:
        file.write((",".join(table.column_names) + "\n").encode())
        for block in blocks(table):
            write_lines(file, joined([cells(block[name]) for name in table.column_names]))
    return len(table)


def cells(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """As CSV has them: quoted where they must be, and none that a spreadsheet would run."""
    if pa.types.is_dictionary(column.type):
        coded = column.combine_chunks()
        told = cells(pa.chunked_array([coded.dictionary])).combine_chunks()
        return pa.chunked_array([told.take(coded.indices)])
    if not pa.types.is_large_string(column.type):
        return pc.fill_null(column.cast(pa.large_string()), "")
    column = changed(pc.fill_null(column, ""), RISKY, guarded)
    return changed(column, SPECIAL, quoted)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
