"""entries.csv and sites.csv: for spreadsheets, programs, and for importing again."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cydfap.lib.tables import guarded
from cydfap.release.gather import TEXTS
from cydfap.release.texts import Array, Mask, rows_with, spread

from .content import Content, plain
from .pieces import (
    Piece,
    Texts,
    changed,
    everywhere,
    known,
    mapped,
    piece,
    said,
    write_lines,
)

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
NUMBERS = ("site", "lat", "lon")
# How a text begins that a spreadsheet might take for a formula.
RISKY = np.frombuffer(b"'=+-@\t\r", np.uint8)
SPACES = np.frombuffer(b" \t\n\f\r", np.uint8)


def write_entries(path: Path, content: Content) -> int:
    """One row an entry, its first site in it. Returns the number of rows.

    Only what an entry says itself, so that an import finds nothing changed.
    """
    blocks = (with_states(block) for block in content.own(content.first, spelled=True))
    return write(path, blocks, ENTRY_HEADINGS)


def write_sites(path: Path, content: Content) -> int:
    """One row a site. Returns the number of rows."""
    blocks = (
        with_authorities(block, content) for block in content.own(content.is_site, spelled=True)
    )
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
            write_lines(file, row([cell(name, block[name]) for name in headings]))
            count += len(block)
    return count


def row(cells: list[Piece]) -> Piece:
    """All cells with commas between, also where they are empty."""
    every = everywhere(len(cells[0].has))
    first, *others = cells
    return Piece(every, "", [first, *(Piece(every, ",", [cell], "") for cell in others)], "")


def cell(name: str, column: pa.ChunkedArray) -> Piece:
    """As CSV has it: quoted where it must be, and nothing that a spreadsheet would run."""
    if name in NUMBERS:
        return piece("", column)
    texts, at, has = said(mapped(column, harmless))
    quoted = must_be_quoted(texts)[at]
    if not quoted.any():
        return Piece(has, "", [Texts(texts, at, has)], "")
    quoted = known(quoted)
    quote = Piece(quoted, '"', [], "")
    doubled = Texts(pc.replace_substring(texts, '"', '""'), at, has)
    return Piece(has, "", [quote, doubled, quote], "")


def harmless(texts: pa.Array) -> pa.Array:
    first, _ = ends(texts)
    return changed(texts, np.isin(first, RISKY), guarded)


def must_be_quoted(texts: pa.Array) -> Mask:
    first, last = ends(texts)
    spaced: Mask = np.isin(first, SPACES) | np.isin(last, SPACES)
    return spaced | rows_with(texts, parts_cells)


def parts_cells(data: Array) -> Mask:
    ends: Mask = (data == ord("\n")) | (data == ord("\r"))
    found: Mask = ends | (data == ord(",")) | (data == ord('"'))
    return found


def ends(texts: pa.Array) -> tuple[Array, Array]:
    """The first and the last byte of each text, 0 of an empty one."""
    starts, data = spread(texts)
    some = starts[1:] > starts[:-1]
    first, last = np.zeros((2, len(texts)), np.uint8)
    first[some], last[some] = data[starts[:-1][some]], data[starts[1:][some] - 1]
    return first, last
