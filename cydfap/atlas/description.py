"""The API's description in OpenAPI 3.1."""

from typing import Any

from cydfap.release.api import PARTS
from cydfap.release.filters import MOST_VALUES

TEXTS = {
    "type": "object",
    "required": ["en", "cy"],
    "properties": {"en": {"type": "string"}, "cy": {"type": "string"}},
}
COUNTS = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}
LANG = {"type": "string", "enum": ["en", "cy"], "default": "en"}
ERROR = {
    "description": "A parameter makes no sense",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["error"],
                "properties": {"error": {"type": "string"}},
            }
        }
    },
}
RESULT = {
    "type": "object",
    "required": ["id", "name", "kind", "layers", "lat", "lon", "url"],
    "properties": {
        "id": {"type": "string"},
        "name": TEXTS,
        "kind": {"type": "string"},
        "layers": {"type": "array", "items": {"type": "string"}},
        "lat": {"type": ["number", "null"]},
        "lon": {"type": ["number", "null"]},
        "km": {
            "type": "integer",
            "minimum": 0,
            "description": "With near: how far the place is, from the point that is public",
        },
        "url": {"type": "string"},
        "when": {"type": "string", "description": "EDTF; of events and dated reports"},
        "state": {"type": "string", "enum": ["planned", "postponed", "cancelled"]},
        "match": {"type": "string", "enum": ["form", "concept", "slip"]},
    },
}
PLACE = {
    "type": "object",
    "required": ["kind", "name", "lat", "lon", "zoom"],
    "properties": {
        "kind": {"type": "string", "enum": ["postcode", "town"]},
        "name": {"type": "string"},
        "lat": {"type": "number"},
        "lon": {"type": "number"},
        "zoom": {"type": "number"},
    },
}

LANGUAGE = {"name": "lang", "in": "query", "schema": LANG}
PAGE = {
    "name": "page",
    "in": "query",
    "description": "From 1; a page is 20 results",
    "schema": {"type": "integer", "minimum": 1, "default": 1},
}
PART = {
    "name": "in",
    "in": "query",
    "description": "Search the pages of What's happening, or the texts of reports, by q alone",
    "schema": {"type": "string", "enum": list(PARTS)},
}
PASSAGE = {
    "type": "object",
    "required": ["url", "page", "lang", "text"],
    "properties": {
        "url": {"type": "string"},
        "page": {"type": "integer", "minimum": 1},
        "lang": {"type": "string", "enum": ["en", "cy", ""]},
        "text": {"type": "string"},
    },
}
PAGE_RESULT = {
    "type": "object",
    "required": ["kind", "when", "title", "url"],
    "properties": {
        "kind": {"type": "string"},
        "when": {"type": "string", "description": "An EDTF date, or empty"},
        "title": TEXTS,
        "url": {"type": "string"},
        "match": {"type": "string", "enum": ["form", "concept", "slip"]},
        "passages": {"type": "array", "items": PASSAGE},
    },
}


def text(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string"}}


def several(name: str, description: str) -> dict[str, Any]:
    schema = {"type": "array", "items": {"type": "string"}, "maxItems": MOST_VALUES}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def answered(schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": "What was found", "content": {"application/json": {"schema": schema}}}


def listing(item: dict[str, Any], **more: dict[str, Any]) -> dict[str, Any]:
    properties = {"results": {"type": "array", "items": item}, **more}
    return {"type": "object", "required": list(properties), "properties": properties}


def openapi(server: str) -> dict[str, Any]:
    """`server` is the site's address without a slash at its end."""
    search = operation("searchEntries", "Find entries", search_parameters(), search_answer())
    places = [text("q", "A postcode, or a town's name in either language"), LANGUAGE]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cydfap",
            "version": "1",
            "description": "Reads what was last published. No key is needed.",
        },
        "servers": [{"url": server}],
        "paths": {
            "/api/search": search,
            "/api/places": operation("findPlaces", "Find a place", places, listing(PLACE)),
        },
    }


def search_parameters() -> list[dict[str, Any]]:
    return [
        text("q", "Words, in either language"),
        LANGUAGE,
        several("layer", "A layer's key; repeated: any of them. all: every layer, none: none"),
        several("sector", "A sector's key"),
        several("area", "The GSS code of a local authority or a larger area"),
        several("status", "active, planned, closed or unknown"),
        several("kind", "organisation, project, report, resource or event"),
        text("from", "A date in EDTF, such as 2026-05: only what has days, and one of them since"),
        text("to", "The same: one of its days is not later"),
        text("bbox", "west,south,east,north in degrees: entries with a site in it"),
        text("near", "latitude,longitude in degrees: only what has a place, the nearest first"),
        PART,
        PAGE,
    ]


def search_answer() -> dict[str, Any]:
    total = {"type": "integer", "minimum": 0}
    facets = {"type": "object", "additionalProperties": COUNTS}
    # With `in` there are no facets, and what is found are pages.
    found = listing({"anyOf": [RESULT, PAGE_RESULT]}, total=total, facets=facets)
    found["required"] = ["results", "total"]
    return found


def operation(
    name: str, summary: str, parameters: list[dict[str, Any]], schema: dict[str, Any]
) -> dict[str, Any]:
    responses = {"200": answered(schema), "400": ERROR}
    get = {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": responses,
    }
    return {"get": get}
