"""entries.geojson: a feature a site, for maps and GIS programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from .content import Content, records

COLUMNS = [
    "id",
    "name_en",
    "name_cy",
    "summary_en",
    "summary_cy",
    "kind",
    "status",
    "legal_form",
    "layers",
    "sectors",
    "opened",
    "closed",
    "website",
    "email",
    "phone",
    "identifiers",
    "source",
    "source_url",
    "licence",
    "checked_on",
    "site",
    "address",
    "town_en",
    "town_cy",
    "postcode",
    "precision",
    "authority",
    "lat",
    "lon",
]
LISTS = ("layers", "sectors", "identifiers")


def write(path: Path, content: Content) -> int:
    """Returns the number of features."""
    count = 0
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        for record in records(content.places.select(COLUMNS)):
            file.write((b",\n" if count else b"\n") + orjson.dumps(feature(record)))
            count += 1
        file.write(b"\n]}\n")
    return count


def feature(record: dict[str, Any]) -> dict[str, Any]:
    point = [record.pop("lon"), record.pop("lat")]
    told: dict[str, Any] = {
        name: value for name, value in record.items() if value not in ("", None)
    }
    for name in LISTS:
        if name in told:
            told[name] = told[name].split(";")
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": point},
        "properties": told,
    }
