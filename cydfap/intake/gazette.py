"""Where things are, for imports: postcodes, areas by name, towns; each question answered once."""

from functools import cached_property
from typing import Any

from django.conf import settings

from cydfap.directory.coarsening import told_point
from cydfap.lib.gazetteer import Town, find_town, nearest_town, town_near
from cydfap.lib.geography import distance_km
from cydfap.lib.postcodes import Postcodes
from cydfap.lib.welsh import fold
from cydfap.places.enums import AreaKind
from cydfap.places.models import Area

Named = dict[str, str]

# The first letter of an authority's code tells its nation; these are the words for each.
NATION_WORDS = {
    "england": "E", "lloegr": "E",
    "wales": "W", "cymru": "W",
    "scotland": "S", "yr alban": "S",
    "northern ireland": "N", "gogledd iwerddon": "N",
}  # fmt: skip
NATION_NAMES: dict[str, Named] = {
    "E": {"en": "England", "cy": "Lloegr"},
    "W": {"en": "Wales", "cy": "Cymru"},
    "S": {"en": "Scotland", "cy": "yr Alban"},
    "N": {"en": "Northern Ireland", "cy": "Gogledd Iwerddon"},
}
ADMIN_NATIONS = {"ENG": "E", "WLS": "W", "SCT": "S", "NIR": "N"}
# What people add to an authority's name.
TRIMMINGS = (
    "county borough of ", "county borough council", "city and county of ", "city council",
    "county council", "borough council", "council", ", city of", "city of ", "county of ",
    ", county of", "cyngor sir ", "cyngor ",
)  # fmt: skip


def squeeze(name: str) -> str:
    text = fold(name)
    for trimming in TRIMMINGS:
        text = text.replace(trimming, "")
    return " ".join(text.replace(",", " ").split())


class Gazette:
    """One import's view of the map. Made anew for each, so that it sees the areas as they are."""

    def __init__(self) -> None:
        self.towns: dict[str, list[Town]] = {}
        self.near: dict[tuple[float, float], str] = {}

    @cached_property
    def postcodes(self) -> Postcodes:
        return Postcodes(settings.DATA / "postcodes")

    @cached_property
    def areas(self) -> dict[str, Area]:
        return {area.code: area for area in Area.objects.all()}

    @cached_property
    def pks(self) -> dict[str, int]:
        """GSS code of a local authority → its primary key."""
        return {
            code: area.pk
            for code, area in self.areas.items()
            if area.kind == AreaKind.LOCAL_AUTHORITY
        }

    @cached_property
    def parents(self) -> dict[str, set[str]]:
        """GSS code → codes of all that it lies within, itself too."""
        direct: dict[str, set[str]] = {}
        for part, whole in Area.within.through.objects.values_list(
            "from_area__code", "to_area__code"
        ):
            direct.setdefault(part, set()).add(whole)
        found: dict[str, set[str]] = {}
        for code in self.areas:
            wider, edge = {code}, {code}
            while edge:
                edge = set().union(*(direct.get(each, set()) for each in edge)) - wider
                wider |= edge
            found[code] = wider
        return found

    @cached_property
    def by_name(self) -> dict[str, set[str]]:
        """Squeezed name in either language, or code → codes."""
        found: dict[str, set[str]] = {}
        for code, area in self.areas.items():
            for name in {area.name_en, area.name_cy, code} - {""}:
                found.setdefault(squeeze(name), set()).add(code)
        return found

    def find_towns(self, name: str) -> list[Town]:
        """All towns of the name, the largest first."""
        if name not in self.towns:
            self.towns[name] = list(find_town(name))
        return self.towns[name]

    def authority_near(self, lat: float, lon: float) -> str:
        """GSS code of the authority of the nearest postcode; "" at sea and abroad."""
        key = (round(lat, 4), round(lon, 4))
        if key not in self.near:
            found = self.postcodes.nearest(lat, lon)
            self.near[key] = found.authority if found else ""
        return self.near[key]

    @cached_property
    def middles(self) -> list[dict[str, Any]]:
        return [{"code": a.code, "lat": a.lat, "lon": a.lon} for a in self.areas.values()]

    @cached_property
    def codes(self) -> dict[int, str]:
        return {pk: code for code, pk in self.pks.items()}

    def told_point(self, old: dict[str, Any]) -> tuple[float, float] | None:
        """Where a release says that an entry is; `old` as `known.existing` gives it."""
        site = {**old, "authority": self.codes.get(old["authority_id"], "")}
        return told_point(site, self.middles, self.postcodes, town_near)

    def name_of(self, authority: str, lat: float, lon: float) -> Named:
        """What to call the place where a postcode is: its authority, else the nearest town."""
        if area := self.areas.get(authority):
            return {"en": area.name_en or area.name_cy, "cy": area.name_cy or area.name_en}
        town = nearest_town(lat, lon)
        return {"en": town.name_en, "cy": town.name_cy}

    def lies_in(self, authority: str, codes: set[str]) -> bool:
        return bool(self.parents.get(authority, {authority}) & codes)

    def towns_in(self, name: str, nation: str) -> list[Town]:
        """Towns of the name, those of the nation (a letter) alone if there are any."""
        return self.towns_there(name, nation) or self.find_towns(name)

    def towns_there(self, name: str, nation: str) -> list[Town]:
        """Towns of the name in the nation (a letter), the largest first."""
        found = self.find_towns(name)
        return [town for town in found if ADMIN_NATIONS.get(town.admin1) == nation]


def km_between(town: Town, lat: float, lon: float) -> float:
    return float(distance_km(town.lat, town.lon, lat, lon))


def nation_of(text: str) -> str:
    """E, W, S or N for a nation's name in either language, else ""."""
    return NATION_WORDS.get(fold(text).strip(), "")


def named(details: Any, lang: str) -> Any:
    """A name in two languages → the one asked for; anything else as it is."""
    return details.get(lang) or details.get("en") if isinstance(details, dict) else details
