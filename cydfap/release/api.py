"""What `/api/search` and `./manage.py search --json` both answer."""

from __future__ import annotations

from typing import Any

from .filters import Filters
from .reading import EntryRecord, Release
from .routes import entry_path


def answer(release: Release, filters: Filters, lang: str, page: int = 1) -> dict[str, Any]:
    """{total, results, facets}: 20 entries a page, from page 1 (docs/reference/api.md)."""
    found = release.page(filters, lang, page)
    return {
        "total": found.total,
        "results": [result(record, lang) for record in found.results],
        "facets": found.facets,
    }


def result(record: EntryRecord, lang: str) -> dict[str, Any]:
    """`lat` and `lon` are the first site's that is on the map, else null. `match` is there only
    where an entry was found otherwise than by the words themselves.
    """
    told = {
        "id": record.id,
        "name": record.name,
        "kind": record.kind,
        "layers": list(record.layers),
        "lat": record.lat,
        "lon": record.lon,
        "url": entry_path(record.id, record.name_en, record.name_cy, lang),
    }
    if record.dated:
        told["when"] = record.dated.when
        if record.is_event:
            told |= {"url": record.dated.path(lang), "state": record.dated.state}
    return told | {"match": record.match} if record.match else told
