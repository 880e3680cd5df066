"""The names on the map's ground, in both languages: towns, the biggest first, and seas."""

import json
from pathlib import Path

from cydfap.lib.gazetteer import Town, towns

from .frame import Frame

SEAS = Path(__file__).with_name("seas.json")
# Beyond the site's area only large towns help a reader.
LARGE = 80_000
MOST = 500


def write(area: Frame, nations: str, target: Path) -> None:
    """`[[lat, lon, rank, English, Welsh], …]`: seas with rank -1, then towns from rank 0."""
    names: list[list[object]] = [[lat, lon, -1, en, cy] for lat, lon, en, cy in seas()]
    for rank, town in enumerate(chosen(area, nations)):
        place = [round(town.lat, 3), round(town.lon, 3)]
        names.append([*place, rank, town.name_en, town.name_cy])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(names, ensure_ascii=False, separators=(",", ":")))


def chosen(area: Frame, nations: str) -> list[Town]:
    """The biggest first; those at home (in the area and its nations) before those abroad."""
    near = area.widened(0.05, 0.05)

    def is_home(town: Town) -> bool:
        if not (near.west <= town.lon <= near.east and near.south <= town.lat <= near.north):
            return False
        return not nations or town.admin1[:1] in nations

    home = [town for town in towns() if is_home(town)]
    abroad = [town for town in towns() if town.population >= LARGE and not is_home(town)]
    return (home[: MOST // 2] + abroad)[:MOST]


def seas() -> list[tuple[float, float, str, str]]:
    return [tuple(sea) for sea in json.loads(SEAS.read_text())]
