"""entries.kml: for Google Earth and My Maps, a folder a layer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cydfap.release.routes import ENTRY

from .content import Content, plain
from .pieces import Column, in_xml, joined, piece, slugs, write_lines, xml_inside

DATA = ("name_en", "name_cy", "summary_cy", "kind", "status", "postcode", "precision", "website")
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
)


def write(path: Path, content: Content) -> int:
    """Returns the number of placemarks: a site stands in the first of its entry's layers."""
    layers = content.about["layers"]
    site = content.about["address"].rstrip("/")
    with path.open("wb") as file:
        file.write(f"{HEAD}<name>{xml_inside(content.title['en'])}</name>\n".encode())
        file.write("".join(map(style, layers)).encode())
        for key in [*(layer["key"] for layer in layers), ""]:
            begin = f"<Folder><name>{xml_inside(name_of(key, content))}</name>\n".encode()
            for some in standing_in(key, content):
                file.write(begin)
                write_lines(file, placemarks(some, key, site))
                begin = b""
            file.write(b"" if begin else b"</Folder>\n")
        file.write(b"</Document>\n</kml>\n")
    return int(content.has_point.sum())


def name_of(key: str, content: Content) -> str:
    return content.layer_names[key]["en"] if key else "-"


def standing_in(key: str, content: Content) -> Iterator[pa.Table]:
    """The sites whose entry has the layer as its first, in blocks."""
    for block in content.blocks(content.has_point):
        if len(some := block.filter(stands_first(block["layers"], key))):
            yield some.combine_chunks()


def stands_first(layers: pa.ChunkedArray, key: str) -> pa.Array:
    coded = layers.combine_chunks()
    mine = [texts.split(";")[0] == key for texts in coded.dictionary.to_pylist()]
    return pa.array(mine, pa.bool_()).take(coded.indices)


def style(layer: dict[str, Any]) -> str:
    red, green, blue = (layer["colour"][at : at + 2] for at in (1, 3, 5))
    icon = f"<IconStyle><color>ff{blue}{green}{red}</color></IconStyle>"
    return f'<Style id="{layer["key"]}">{icon}</Style>\n'


def placemarks(places: pa.Table, key: str, site: str) -> Column:
    """Each a line of XML. Names and summaries are in English where there is any."""
    name, summary = (either(places, text) for text in ("name", "summary"))
    look = f"</description><styleUrl>#{key}</styleUrl>" if key else "</description>"
    data = [
        piece(f'<Data name="{column}"><value>', in_xml(places[column]), "</value></Data>")
        for column in DATA
    ]
    return joined(
        [
            piece("<Placemark><name>", in_xml(name), "</name><description>"),
            joined([piece("", in_xml(summary)), address(places, site), credit(places)], "\n"),
            piece(f"{look}<ExtendedData>", joined(data, ""), "</ExtendedData>"),
            piece("<Point><coordinates>", places["lon"], ","),
            piece("", places["lat"], "</coordinates></Point></Placemark>"),
        ],
        "",
    )


def either(places: pa.Table, text: str) -> Column:
    english, welsh = (plain(places[f"{text}_{lang}"]) for lang in ("en", "cy"))
    return pc.if_else(pc.equal(english, ""), welsh, english)


def address(places: pa.Table, site: str) -> Column:
    before, between, after = ENTRY["en"].replace("{slug}", "{id}").split("{id}")
    slug = piece("", slugs(places["name_en"], places["name_cy"]), after)
    return joined([piece(f"{site}{before}", places["id"]), slug], between)


def credit(places: pa.Table) -> Column:
    told = [piece("", in_xml(places[name])) for name in ("source", "source_url", "licence")]
    return joined(told, " · ")
