"""entries.geojson: a feature a site, for maps and GIS programs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

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
        for block in content.blocks(content.has_point, spelled=True):
            file.write(comma.encode())
            write_lines(file, features(block, content.about["addresses"]), between=",\n")
            comma = ",\n"
        file.write(b"\n]}\n")
    return int(content.has_point.sum())


def pages(ids: pa.ChunkedArray, addresses: Mapping[str, str]) -> Piece:
    """The addresses of each entry's pages, as one text: half the work of two."""
    (english, after), (welsh, end) = (entry_ends(addresses, lang) for lang in ("en", "cy"))
    between, nothing = (
        pa.scalar(text, pa.large_string()) for text in (f'{after}","page_cy":"{welsh}', "")
    )
    both = pc.binary_join_element_wise(ids, between, ids, nothing)
    return piece(f'"page_en":"{english}', both, f'{end}"')


def features(places: pa.Table, addresses: Mapping[str, str]) -> Piece:
    """Each a line of JSON."""
    told = [json_text(name, places[name]) for name in TEXTS]
    told += [json_list(name, places[name]) for name in LISTS]
    told.append(json_number("site", places["site"]))
    told.append(pages(places["id"], addresses))
    point = piece('{"type":"Feature","geometry":{"type":"Point","coordinates":[', places["lon"])
    properties = piece('"properties":{', joined(told), "}}")
    return joined([point, piece("", places["lat"], "]}"), properties])
