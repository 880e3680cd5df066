"""What a release says of itself (about.json): names, layers, areas, vocabularies, counts."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pyarrow as pa
from django.conf import settings

from cydfap.cms import hosts
from cydfap.lib.languages import LANGUAGES
from cydfap.lib.welsh import fold

from . import welsh
from .digest import NUL, digest_of
from .folder import SCHEMA_VERSION
from .gather import Gathered
from .vocabulary import vocabularies


def content(gathered: Gathered) -> dict[str, Any]:
    """All that a release tells besides rows and relations; a change here is a new release too."""
    return {
        "schema": SCHEMA_VERSION,
        "title": settings.FORUM_NAME,
        "addresses": {lang: hosts.base(lang) for lang in LANGUAGES},
        "radius_px": settings.CLUSTER_RADIUS,
        "layers": [told_layer(layer) for layer in gathered.layers],
        "sources": {s["name"]: {k: s[k] for k in ("url", "licence")} for s in gathered.sources},
        "areas": [told_area(area) for area in gathered.areas],
        "vocabularies": vocabularies(),
        "lexicon": welsh.stamp(),
        **gathered.texts.digests,
    }


def told_layer(layer: dict[str, Any]) -> dict[str, Any]:
    told = {k: layer[k] for k in ("key", "colour", "colour_dark", "shape", "size", "on_by_default")}
    told["happening"] = layer.get("happening", "")
    return told | {"name": both(layer, "name"), "note": both(layer, "note")}


def told_area(area: dict[str, Any]) -> dict[str, Any]:
    told = {k: area[k] for k in ("code", "kind", "bbox", "within", "lat", "lon")}
    return told | {"name": both(area, "name")}


def both(record: dict[str, Any], field: str) -> dict[str, str]:
    """The texts of a field by language; empty where it is missing, so that a page can say so."""
    return {lang: record[f"{field}_{lang}"] for lang in ("en", "cy")}


def in_either(texts: dict[str, str]) -> dict[str, str]:
    """Each text standing in for the other where that is missing: for files, which only name."""
    en, cy = texts["en"], texts["cy"]
    return {"en": en or cy, "cy": cy or en}


def release_hash(tables: tuple[pa.Table, ...], told: dict[str, Any]) -> str:
    """The name of the release with this content, whatever the database and the order it gave."""
    return digest_of(tables, orjson.dumps(told, option=orjson.OPT_SORT_KEYS) + NUL)


SLUG_LENGTH = 60


def slug(name: str) -> str:
    """For addresses: small letters, digits and hyphens; empty if nothing of the name is left."""
    return (
        re.sub(r"[^a-z0-9]+", "-", fold(name).replace("'", "")).strip("-")[:SLUG_LENGTH].rstrip("-")
    )
