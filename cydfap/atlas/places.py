"""Where a word that a reader typed may be: a postcode, or towns of that name."""

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from cydfap.lib.gazetteer import WALES, Town, find_town
from cydfap.lib.postcodes import Postcodes, normalise
from cydfap.lib.welsh import fold
from cydfap.lib.welsh.mutate import radicals

# How near the map goes: streets around a postcode, a town and its villages.
POSTCODE_ZOOM, TOWN_ZOOM = 12.5, 10.5
MOST_TOWNS = 3


@dataclass(frozen=True)
class Place:
    """`kind` is postcode or town; `zoom` is MapLibre's."""

    kind: str
    name: str
    lat: float
    lon: float
    zoom: float

    @property
    def view(self) -> dict[str, str]:
        """What the map's address says: the view of it, and the list with the nearest first."""
        lat, lon = f"{self.lat:.4f}", f"{self.lon:.4f}"
        return {"near": f"{lat},{lon},{self.name}", "lat": lat, "lon": lon, "z": f"{self.zoom:g}"}

    @property
    def query(self) -> str:
        return urlencode(self.view)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@cache
def postcodes() -> Postcodes:
    return Postcodes(settings.DATA / "postcodes")


def find_places(words: str, lang: str) -> list[Place]:
    """The best first; empty when nothing of that name is known."""
    words = words.strip()
    if not words:
        return []
    if code := normalise(words):
        found = postcodes().find(code)
        if found and found.lat is not None and found.lon is not None:
            return [Place("postcode", found.code, found.lat, found.lon, POSTCODE_ZOOM)]
        return []
    return [
        Place("town", town.name_cy if lang == "cy" else town.name_en, town.lat, town.lon, TOWN_ZOOM)
        for town in towns_of(words)[:MOST_TOWNS]
    ]


def towns_of(name: str) -> list[Town]:
    """The towns of that name, or of which it is the name mutated: "Nghaerdydd"."""
    if found := find_town(name):
        return found
    for radical, _ in radicals(fold(name)):
        # Welsh mutates the names of Welsh places, and its own of others.
        found = [t for t in find_town(radical) if t.admin1 == WALES or t.name_cy != t.name_en]
        if found:
            return found
    return []
