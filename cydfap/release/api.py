"""What `/api/search` and `./manage.py search --json` both answer."""

from __future__ import annotations

from typing import Any

from .filters import Filters
from .reading import EntryRecord, Release
from .routes import entry_path


def answer(release: Release, filters: Filters, page: int = 1) -> dict[str, Any]:
    """{total, results, facets}: 20 entries a page, from page 1 (docs/reference/api.md)."""
    found = release.page(filters, filters.lang, page)
    return {
        "total": found.total,
        "results": [result(record, filters.lang) for record in found.results],
        "facets": found.facets,
    }


def result(record: EntryRecord, lang: str) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": record.name,
        "kind": record.kind,
        "layers": list(record.layers),
        "lat": record.lat,
        "lon": record.lon,
        "url": entry_path(record.id, record.name_en, record.name_cy, lang),
    }


def nothing() -> dict[str, Any]:
    """The answer where there is no release yet."""
    return {"total": 0, "results": [], "facets": {}}
