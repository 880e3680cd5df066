"""Whether a row's postcode lies where the row says: its nation, its county or authority, its
town.
"""

from typing import TYPE_CHECKING

from .gazette import NATION_NAMES, Gazette, km_between, nation_of, squeeze
from .reading import Batch

if TYPE_CHECKING:
    from .placing import Points

# A post town may serve a glen sixty kilometres away; a namesake is told apart much nearer.
FAR_TOWN_KM = 60.0
NAMESAKE_KM = 25.0
NAMESAKE_TIMES = 20


def check_names(batch: Batch, points: "Points", gazette: Gazette) -> None:
    """Tell where the postcode contradicts the words beside it; one thing a row, the widest."""
    cells = batch.cells
    given = [cells.get(name) for name in ("nation", "region", "town")]
    if not any(given):
        return
    blank = [""] * len(batch)
    nations, regions, towns = (column or blank for column in given)
    calm: set[tuple[str, str, str, str]] = set()
    for index, authority in enumerate(points.authority):
        if not authority:
            continue
        # Most rows say what thousands of others say.
        words = (authority, nations[index], regions[index], towns[index])
        if words in calm:
            continue
        if not (
            other_nation(batch, points, index, words[1], gazette)
            or other_area(batch, points, index, words[2], gazette)
            or other_town(batch, points, index, words[3], words[2], gazette)
        ):
            calm.add(words)


def other_nation(batch: Batch, points: "Points", index: int, text: str, gazette: Gazette) -> bool:
    nation = nation_of(text) if text else ""
    there = points.authority[index][:1]
    if not nation or nation == there or there not in NATION_NAMES:
        return False
    batch.warn(
        index, "postcode", "postcode-in-other-nation",
        postcode=points.postcode[index], there=NATION_NAMES[there], named=NATION_NAMES[nation],
    )  # fmt: skip
    return True


def other_area(batch: Batch, points: "Points", index: int, text: str, gazette: Gazette) -> bool:
    if not text:
        return False
    if nation_of(text):
        return other_nation(batch, points, index, text, gazette)
    codes = gazette.by_name.get(squeeze(text))
    authority = points.authority[index]
    if not codes or gazette.lies_in(authority, codes) or not knows(gazette, authority, codes):
        return False
    code = min(codes)
    area = gazette.areas[code]
    batch.warn(
        index, "postcode", "postcode-in-other-area",
        postcode=points.postcode[index], there=name_there(points, index, gazette),
        named={"en": area.name_en or area.name_cy, "cy": area.name_cy or area.name_en},
    )  # fmt: skip
    return True


def knows(gazette: Gazette, authority: str, codes: set[str]) -> bool:
    """Can it be told that an authority is not in these areas? Not where a wider area's parts are
    not recorded.
    """
    same_tier = {code[:3] for code in codes}
    unitary = bool(same_tier & {"E06", "W06", "S12", "N09", "E08", "E09", "E07"})
    return unitary or len(gazette.parents.get(authority, ())) > 1


def other_town(
    batch: Batch, points: "Points", index: int, town: str, region: str, gazette: Gazette
) -> bool:
    """Far from every town of that name in the nation; or near a small namesake of a much larger
    town,
    where the row does not say which."""
    authority = points.authority[index]
    found = gazette.towns_there(town, authority[:1]) if town else []
    lat, lon = float(points.post_lat[index]), float(points.post_lon[index])
    if not found or lat != lat:
        return False
    largest = km_between(found[0], lat, lon)
    if largest < NAMESAKE_KM:
        return False
    km, nearest = min((km_between(each, lat, lon), each.population) for each in found)
    told_apart = gazette.lies_in(authority, gazette.by_name.get(squeeze(region), set()))
    small = found[0].population > NAMESAKE_TIMES * nearest
    if km < FAR_TOWN_KM and (told_apart or not small or len(found) == 1):
        return False
    batch.warn(
        index, "postcode", "postcode-in-other-town",
        postcode=points.postcode[index], there=name_there(points, index, gazette),
        town=town, km=round(largest),
    )  # fmt: skip
    return True


def name_there(points: "Points", index: int, gazette: Gazette) -> dict[str, str]:
    lat, lon = float(points.post_lat[index]), float(points.post_lon[index])
    return gazette.name_of(points.authority[index], lat, lon)
