"""entries.jsonld: the directory in schema.org's words, for search engines and linked data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cydfap.directory.enums import Kind
from cydfap.lib.languages import LANGUAGES
from cydfap.release.routes import entry_ends

from .content import Content
from .pieces import (
    Piece,
    always,
    in_json,
    joined,
    json_list,
    json_number,
    json_text,
    piece,
    write_lines,
)

TYPES = {
    Kind.ORGANISATION: "Organization",
    Kind.PROJECT: "Project",
    Kind.REPORT: "Report",
    Kind.RESOURCE: "CreativeWork",
}
DOCUMENTS = (Kind.REPORT, Kind.RESOURCE)
# schema.org's word for it, and our column.
TEXTS = {
    "url": "website",
    "email": "email",
    "telephone": "phone",
    "license": "licence",
    "isBasedOn": "source_url",
}


def write(path: Path, content: Content) -> int:
    """Returns the number of entries."""
    addresses = content.about["addresses"]
    with path.open("wb") as file:
        file.write(b'{"@context":"https://schema.org","@graph":[')
        comma = "\n"
        for block in content.blocks(content.first, spelled=True):
            for kind in Kind.values:
                mine = block.filter(pc.equal(block["kind"], kind)).combine_chunks()
                if len(mine):
                    file.write(comma.encode())
                    write_lines(file, things(mine, kind, addresses), between=",\n")
                    comma = ",\n"
        file.write(b"\n]}\n")
    return int(content.first.sum())


def things(entries: pa.Table, kind: str, addresses: Mapping[str, str]) -> Piece:
    """Entries of one kind, each a line of JSON."""
    opened, closed = (
        ("datePublished", None) if kind in DOCUMENTS else ("foundingDate", "dissolutionDate")
    )
    told = [
        always(f'"@type":"{TYPES[Kind(kind)]}"', len(entries)),
        piece('"@id":', page(entries, addresses, "en")),
        piece('"mainEntityOfPage":[', pages(entries, addresses), "]"),
        texts(entries, "name", "name"),
        texts(entries, "description", "summary"),
        *(json_text(name, entries[column]) for name, column in TEXTS.items()),
        json_list("identifier", entries["identifiers"]),
        json_text(opened, entries["opened"]),
        *([json_text(closed, entries["closed"])] if closed else []),
        *place(entries, kind in DOCUMENTS),
    ]
    return piece("{", joined(told), "}")


def page(entries: pa.Table, addresses: Mapping[str, str], lang: str) -> Piece:
    """The address of each entry's page, on the language's own host."""
    before, after = entry_ends(addresses, lang)
    return piece(f'"{before}', entries["id"], f'{after}"')


def pages(entries: pa.Table, addresses: Mapping[str, str]) -> Piece:
    return joined([page(entries, addresses, lang) for lang in LANGUAGES])


def texts(entries: pa.Table, word: str, column: str) -> Piece:
    """Both languages' texts, each with its language."""
    said = [
        piece('{"@value":"', in_json(entries[f"{column}_{lang}"]), f'","@language":"{lang}"}}')
        for lang in ("en", "cy")
    ]
    return piece(f'"{word}":[', joined(said), "]")


def place(entries: pa.Table, is_document: bool) -> list[Piece]:
    """Where it is; a document is nowhere, but about a place."""
    lines = [
        json_text("streetAddress", entries["address"]),
        json_text("addressLocality", entries["town_en"]),
        json_text("postalCode", entries["postcode"]),
    ]
    postal = piece('"address":{"@type":"PostalAddress",', joined(lines), "}")
    point = [json_number("latitude", entries["lat"]), json_number("longitude", entries["lon"])]
    geo = piece('"geo":{"@type":"GeoCoordinates",', joined(point), "}")
    if is_document:
        return [piece('"contentLocation":{"@type":"Place",', joined([postal, geo]), "}")]
    return [postal, piece('"location":{"@type":"Place",', geo, "}")]
