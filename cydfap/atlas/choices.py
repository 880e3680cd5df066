"""What can be picked in the filters, with how many entries each choice would give."""

from collections.abc import Mapping
from dataclasses import dataclass

from cydfap.lib.welsh import english_key, sort_key
from cydfap.release.reading import Filters, Release

from .wording import in_language


@dataclass(frozen=True)
class Choice:
    key: str
    name: str
    count: int
    is_picked: bool
    bbox: str = ""
    lang: str = ""


def choices(
    release: Release, filters: Filters, facets: Mapping[str, Mapping[str, int]], lang: str
) -> dict[str, list[Choice]]:
    """For sector, area and status: what some entry has or the reader has picked, by name."""
    areas = {
        code: area.name for code, area in release.areas.items() if area.kind == "local-authority"
    }
    tables = {
        "sector": (release.sectors, filters.sectors),
        "area": (areas, filters.areas),
        "status": (release.statuses, filters.statuses),
    }
    boxes = {code: box_text(area.bbox) for code, area in release.areas.items()}
    return {
        field: some(names, picked, facets.get(field, {}), lang, boxes if field == "area" else {})
        for field, (names, picked) in tables.items()
    }


def box_text(bbox: tuple[float, float, float, float] | None) -> str:
    """West, south, east, north, as an address takes them; empty where they are not known."""
    return ",".join(f"{degrees:.4f}" for degrees in bbox) if bbox else ""


def some(
    names: Mapping[str, Mapping[str, str]],
    picked: tuple[str, ...],
    counts: Mapping[str, int],
    lang: str,
    boxes: Mapping[str, str],
) -> list[Choice]:
    found = [
        Choice(
            key,
            in_language(name, lang).words,
            counts.get(key, 0),
            key in picked,
            boxes.get(key, ""),
            in_language(name, lang).lang,
        )
        for key, name in names.items()
        if counts.get(key) or key in picked
    ]
    key = sort_key if lang == "cy" else english_key
    return sorted(found, key=lambda choice: key(choice.name))
