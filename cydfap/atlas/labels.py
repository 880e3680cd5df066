"""The names on the map's ground, in both languages: towns, the biggest first, and seas."""

import json
from pathlib import Path

from .frame import Frame

SEAS = Path(__file__).with_name("seas.json")
MOST = 400


def write(area: Frame, target: Path) -> None:
    """`[[lat, lon, rank, English, Welsh], …]` of what lies in the area and around it; a sea's rank is -1."""
    names: list[list[object]] = [[lat, lon, -1, en, cy] for lat, lon, en, cy in seas()]
    target.write_text(json.dumps(names, ensure_ascii=False, separators=(",", ":")))


def seas() -> list[tuple[float, float, str, str]]:
    return [tuple(sea) for sea in json.loads(SEAS.read_text())]
