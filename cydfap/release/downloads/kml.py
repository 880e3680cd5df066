"""entries.kml: for Google Earth and My Maps, a folder a layer."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa

from .content import Content, records

COLUMNS = [
    "id",
    "name_en",
    "name_cy",
    "summary_en",
    "summary_cy",
    "kind",
    "status",
    "layers",
    "website",
    "source",
    "source_url",
    "licence",
    "postcode",
    "precision",
    "lat",
    "lon",
]
DATA = ("name_en", "name_cy", "summary_cy", "kind", "status", "postcode", "precision", "website")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def write(path: Path, content: Content) -> int:
    """Returns the number of placemarks: a site stands in the first of its entry's layers."""
    layers = content.about["layers"]
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{HEAD}<name>{text(content.title['en'])}</name>\n")
        file.writelines(map(style, layers))
        for key in [*(layer["key"] for layer in layers), ""]:
            some = content.places.select(COLUMNS).filter(
                stands_first(content.places["layers"], key)
            )
            if len(some):
                name = content.layer_names[key]["en"] if key else "-"
                file.write(f"<Folder><name>{text(name)}</name>\n")
                file.writelines(placemark(record, content) for record in records(some))
                file.write("</Folder>\n")
                count += len(some)
        file.write("</Document>\n</kml>\n")
    return count


def stands_first(layers: pa.ChunkedArray, key: str) -> pa.Array:
    coded = layers.combine_chunks()
    mine = [texts.split(";")[0] == key for texts in coded.dictionary.to_pylist()]
    return pa.array(mine, pa.bool_()).take(coded.indices)


def first(record: dict[str, Any]) -> str:
    return str(record["layers"]).split(";")[0]


def text(words: str) -> str:
    return escape(words.translate(CONTROL))


def style(layer: dict[str, Any]) -> str:
    red, green, blue = (layer["colour"][at : at + 2] for at in (1, 3, 5))
    icon = f"<IconStyle><color>ff{blue}{green}{red}</color></IconStyle>"
    return f'<Style id="{layer["key"]}">{icon}</Style>\n'


def placemark(record: dict[str, Any], content: Content) -> str:
    names = record["id"], record["name_en"], record["name_cy"]
    told = [record["summary_en"] or record["summary_cy"], content.address(*names, "en")]
    told.append(
        " · ".join(filter(None, (record["source"], record["source_url"], record["licence"])))
    )
    data = "".join(
        f"<Data name={quoteattr(name)}><value>{text(record[name])}</value></Data>"
        for name in DATA
        if record[name]
    )
    look = f"<styleUrl>#{first(record)}</styleUrl>" if first(record) else ""
    return (
        f"<Placemark id={quoteattr(record['id'])}><name>{text(names[1] or names[2])}</name>"
        f"<description>{text(chr(10).join(filter(None, told)))}</description>{look}"
        f"<ExtendedData>{data}</ExtendedData>"
        f"<Point><coordinates>{record['lon']},{record['lat']}</coordinates></Point></Placemark>\n"
    )
