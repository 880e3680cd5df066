"""The drawing of the coast and the names on it, as `./manage.py assets` left them; read once and
again when they change.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

Name = tuple[float, float, str, str]


def folder() -> Path:
    return Path(settings.DATA) / "assets" / "atlas"


@lru_cache(maxsize=8)
def read(path: Path, modified: int) -> Any:
    return json.loads(path.read_bytes())


def load(name: str) -> Any:
    """The parsed file; None where set-up has not made it."""
    path = folder() / name
    try:
        return read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


def coast() -> dict[str, Any] | None:
    drawing: dict[str, Any] | None = load("drawing.json")
    return drawing


def names(lang: str) -> list[Name]:
    """(lat, lon, words, kind), seas first, then towns from the biggest."""
    rows = load("towns.json") or []
    return [
        (lat, lon, welsh if lang == "cy" else english, "sea" if rank < 0 else "town")
        for lat, lon, rank, english, welsh in rows
    ]
