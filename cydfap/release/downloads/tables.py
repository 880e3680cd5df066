"""entries.csv and sites.csv: for spreadsheets, programs, and for importing again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cydfap.lib.tables import guarded
from cydfap.release.gather import TEXTS

from .content import Content, plain
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
    """One row an entry, its first site in it. Returns the number of rows.

    Only what an entry says itself, so that an import finds nothing changed.
    """
    blocks = (with_states(block) for block in content.own(content.first))
    return write(path, blocks, ENTRY_HEADINGS)


def write_sites(path: Path, content: Content) -> int:
    """One row a site. Returns the number of rows."""
    blocks = (with_authorities(block, content) for block in content.own(content.is_site))
    return write(path, blocks, SITE_HEADINGS)


def with_states(entries: pa.Table) -> pa.Table:
    for text in TEXTS:
        entries = entries.append_column(f"{text}_state", states(entries, text))
    return entries


def with_authorities(sites: pa.Table, content: Content) -> pa.Table:
    coded = sites["authority"].combine_chunks().dictionary_encode()
    for lang in ("en", "cy"):
        names = [content.area_names.get(c, {}).get(lang, "") for c in coded.dictionary.to_pylist()]
        named = pa.array(names, pa.large_string()).take(coded.indices)
        sites = sites.append_column(f"authority_{lang}", named)
    return sites


def states(table: pa.Table, text: str) -> pa.ChunkedArray:
    """For example "en:original;cy:draft"."""
    en, cy = (plain(table[f"{text}_state_{lang}"]) for lang in ("en", "cy"))
    nothing, before, between = (pa.scalar(t, pa.large_string()) for t in ("", "en:", ";cy:"))
    return pc.binary_join_element_wise(before, en, between, cy, nothing)


def write(path: Path, blocks: Iterable[pa.Table], headings: list[str]) -> int:
    count = 0
    with path.open("wb") as file:
        file.write((",".join(headings) + "\n").encode())
        for block in blocks:
            write_lines(file, joined([cells(block[name]) for name in headings]))
            count += len(block)
    return count


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
