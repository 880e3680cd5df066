"""entries.kml: for Google Earth and My Maps, a folder a layer, all names in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import override
from numpy.typing import NDArray

from cydfap.lib.languages import LANGUAGES
from cydfap.release.routes import entry_ends

from .content import Content, plain
from .pieces import Column, Piece, in_xml, joined, piece, write_lines, xml_inside

BETWEEN = " / "
DATA = ("name_en", "name_cy", "summary_cy", "kind", "status", "postcode", "precision", "website")
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
)


def write(path: Path, content: Content) -> int:
    """Returns the number of placemarks: a site stands in the first of its entry's layers."""
    layers = content.about["layers"]
    addresses = content.about["addresses"]
    with path.open("wb") as file:
        file.write(f"{HEAD}<name>{xml_inside(two(content.title))}</name>\n".encode())
        file.write("".join(map(style, layers)).encode())
        keys = [*(layer["key"] for layer in layers), ""]
        first = first_layers(content.rows["layers"].combine_chunks(), keys)
        for number, key in enumerate(keys):
            mine = content.has_point & (first == number)
            if not mine.any():
                continue
            file.write(f"<Folder><name>{xml_inside(name_of(key, content))}</name>\n".encode())
            for some in content.blocks(mine, spelled=True):
                write_lines(file, placemarks(some, key, addresses))
            file.write(b"</Folder>\n")
        file.write(b"</Document>\n</kml>\n")
    return int(content.has_point.sum())


def name_of(key: str, content: Content) -> str:
    return two(content.layer_names[key] if key else without_layer())


def without_layer() -> dict[str, str]:
    words = {}
    for lang in ("en", "cy"):
        with override(lang):
            words[lang] = _("Without a layer")
    return words


def two(words: dict[str, str]) -> str:
    """In both languages, or in the one that there is; once if they are the same."""
    return BETWEEN.join(dict.fromkeys(words[lang] for lang in ("en", "cy") if words[lang]))


def first_layers(layers: pa.DictionaryArray, keys: list[str]) -> NDArray[np.int64]:
    """The place in `keys` of the first of each record's layers."""
    firsts = [keys.index(text.split(";")[0]) for text in layers.dictionary.to_pylist()]
    found: NDArray[np.int64] = np.array(firsts)[layers.indices.to_numpy()]
    return found


def style(layer: dict[str, Any]) -> str:
    red, green, blue = (layer["colour"][at : at + 2] for at in (1, 3, 5))
    icon = f"<IconStyle><color>ff{blue}{green}{red}</color></IconStyle>"
    return f'<Style id="{layer["key"]}">{icon}</Style>\n'


def placemarks(places: pa.Table, key: str, addresses: Mapping[str, str]) -> Piece:
    """Each a line of XML."""
    name, summary = both(places, "name", BETWEEN), both(places, "summary", "\n")
    look = f"</description><styleUrl>#{key}</styleUrl>" if key else "</description>"
    data = [
        piece(f'<Data name="{column}"><value>', in_xml(places[column]), "</value></Data>")
        for column in DATA
    ]
    return joined(
        [
            piece("<Placemark><name>", in_xml(name), "</name><description>"),
            joined([piece("", in_xml(summary)), *pages(places, addresses), credit(places)], "\n"),
            piece(f"{look}<ExtendedData>", joined(data, ""), "</ExtendedData>"),
            piece("<Point><coordinates>", places["lon"], ","),
            piece("", places["lat"], "</coordinates></Point></Placemark>"),
        ],
        "",
    )


def both(places: pa.Table, text: str, between: str) -> Column:
    """The text as `two` has it, for a whole column."""
    english, welsh = (plain(places[f"{text}_{lang}"]) for lang in ("en", "cy"))
    one = pc.if_else(pc.equal(english, ""), welsh, english)
    joint = pa.scalar(between, english.type)
    is_one = pc.or_(pc.equal(one, welsh), pc.equal(welsh, ""))
    return pc.if_else(is_one, one, pc.binary_join_element_wise(english, welsh, joint))


def pages(places: pa.Table, addresses: Mapping[str, str]) -> list[Piece]:
    """The addresses of each entry's pages, each on its language's own host."""
    ends = [entry_ends(addresses, lang) for lang in LANGUAGES]
    return [piece(xml_inside(before), places["id"], after) for before, after in ends]


def credit(places: pa.Table) -> Piece:
    told = [piece("", in_xml(places[name])) for name in ("source", "source_url", "licence")]
    return joined(told, " · ")
