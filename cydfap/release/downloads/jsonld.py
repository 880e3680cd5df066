"""entries.jsonld: the directory in schema.org's words, for search engines and linked data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from cydfap.directory.enums import Kind

from .content import LANGUAGES, Content, records

TYPES = {
    Kind.ORGANISATION: "Organization",
    Kind.PROJECT: "Project",
    Kind.REPORT: "Report",
    Kind.RESOURCE: "CreativeWork",
}
COLUMNS = [
    "id",
    "name_en",
    "name_cy",
    "summary_en",
    "summary_cy",
    "kind",
    "opened",
    "closed",
    "website",
    "email",
    "phone",
    "identifiers",
    "source",
    "source_url",
    "licence",
    "address",
    "town_en",
    "town_cy",
    "postcode",
    "lat",
    "lon",
]


def write(path: Path, content: Content) -> int:
    """Returns the number of entries."""
    count = 0
    with path.open("wb") as file:
        file.write(b'{"@context":"https://schema.org","@graph":[')
        for record in records(content.entries.select(COLUMNS)):
            file.write((b",\n" if count else b"\n") + orjson.dumps(thing(record, content)))
            count += 1
        file.write(b"\n]}\n")
    return count


def thing(record: dict[str, Any], content: Content) -> dict[str, Any]:
    """One entry; also what its page embeds."""
    names = record["id"], record["name_en"], record["name_cy"]
    told: dict[str, Any] = {
        "@type": TYPES.get(record["kind"], "Thing"),
        "@id": content.address(*names, "en"),
        "name": both(record, "name"),
        "description": both(record, "summary"),
        "url": record["website"],
        "email": record["email"],
        "telephone": record["phone"],
        "identifier": record["identifiers"].split(";") if record["identifiers"] else None,
        "license": record["licence"],
        "isBasedOn": record["source_url"],
    }
    told |= dates(record) | place(record)
    return {name: value for name, value in told.items() if value}


def both(record: dict[str, Any], field: str) -> list[dict[str, str]]:
    return [
        {"@value": words, "@language": lang}
        for lang in LANGUAGES
        if (words := record[f"{field}_{lang}"])
    ]


def dates(record: dict[str, Any]) -> dict[str, Any]:
    if record["kind"] in (Kind.ORGANISATION, Kind.PROJECT):
        return {"foundingDate": record["opened"], "dissolutionDate": record["closed"]}
    return {"datePublished": record["opened"]}


def place(record: dict[str, Any]) -> dict[str, Any]:
    address = {
        "streetAddress": record["address"],
        "addressLocality": record["town_en"],
        "postalCode": record["postcode"],
    }
    address = {name: value for name, value in address.items() if value}
    told: dict[str, Any] = {}
    if address:
        told["address"] = {"@type": "PostalAddress", **address}
    if record["lat"] is not None:
        geo = {"@type": "GeoCoordinates", "latitude": record["lat"], "longitude": record["lon"]}
        told["geo"] = geo
    if record["kind"] in (Kind.REPORT, Kind.RESOURCE):
        # A document has no address of its own; it is about a place.
        return {"contentLocation": {"@type": "Place", **told}} if told else {}
    if "geo" in told:
        geo = told.pop("geo")
        told["location"] = {"@type": "Place", "geo": geo}
    return told
