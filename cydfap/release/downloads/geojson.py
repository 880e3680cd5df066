"""entries.geojson: a feature a site, for maps and GIS programs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from cydfap.lib.languages import LANGUAGES
from cydfap.release.routes import entry_ends

from .content import Content
from .pieces import Piece, joined, json_list, json_number, json_text, piece, write_lines

TEXTS = (
    *("id", "name_en", "name_cy", "summary_en", "summary_cy", "kind", "status", "legal_form"),
    *("opened", "closed", "website", "email", "phone", "source", "source_url", "licence"),
    *("checked_on", "address", "town_en", "town_cy", "postcode", "precision", "authority"),
)
LISTS = ("layers", "sectors", "identifiers")


def write(path: Path, content: Content) -> int:
    """Returns the number of features. What an entry has not is not in its properties;
    `page_en` and `page_cy` lead to its pages.
    """
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        comma = "\n"
        for block in content.blocks(content.has_point):
            file.write(comma.encode())
            write_lines(file, features(block, content.about["addresses"]), between=",\n")
            comma = ",\n"
        file.write(b"\n]}\n")
    return int(content.has_point.sum())


def features(places: pa.Table, addresses: Mapping[str, str]) -> Piece:
    """Each a line of JSON."""
    told = [json_text(name, places[name]) for name in TEXTS]
    told += [json_list(name, places[name]) for name in LISTS]
    told.append(json_number("site", places["site"]))
    for lang in LANGUAGES:
        before, after = entry_ends(addresses, lang)
        told.append(piece(f'"page_{lang}":"{before}', places["id"], f'{after}"'))
    point = piece('{"type":"Feature","geometry":{"type":"Point","coordinates":[', places["lon"])
    properties = piece('"properties":{', joined(told), "}}")
    return joined([point, piece("", places["lat"], "]}"), properties])
