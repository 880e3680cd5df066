"""The place that a list begins at, and how far from it an entry is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from cydfap.atlas.places import Place, find_places
from cydfap.lib.geography import Point, distance_km
from cydfap.release.filters import read_point
from cydfap.release.reading import EntryRecord

# In kilometres, what is told of a distance to a point that stands for a town or an authority, or
# from one that stands for a reader's position.
COARSE = {"town": 1, "area": 10}
POSITION = 1
# A place is known by its name if it is as near as this to where an address says it is.
SAME_KM = 1.0
LONGEST_NAME = 100
# A line does not end between a number and what it counts.
TOGETHER = "\u00a0"


@dataclass(frozen=True)
class Near:
    """`name` is empty where no place of that name is known there: an address may say anything."""

    point: Point
    name: str

    @classmethod
    @lru_cache(maxsize=512)  # asked with every list of a map that moves; a town's name takes 16 ms
    def from_query(cls, text: str, lang: str) -> Near | None:
        """From "latitude,longitude,name", the name may be left out; None if it makes no sense."""
        point = read_point(text)
        if point is None:
            return None
        name = "".join(text.split(",", 2)[2:])[:LONGEST_NAME].replace("\0", "")
        places = [place for place in find_places(name, lang) if is_at(point, place)]
        return cls(point, places[0].name if places else "")

    def how_far(self, record: EntryRecord) -> str:
        """In words, no finer than both points are; empty where it has no place."""
        return self._words(record).replace(" km", f"{TOGETHER}km")

    def _words(self, record: EntryRecord) -> str:
        site = record.place
        if site is None or site.lat is None or site.lon is None:
            return ""
        km = distance_km(self.point.lat, self.point.lon, site.lat, site.lon)
        step = COARSE.get(site.precision, 0 if self.name else POSITION)
        if km < step:
            return _("within about %(km)s km") % {"km": step}
        if step:
            return _("about %(km)s km") % {"km": f"{round(km / step) * step:,}"}
        if km < 1:
            return _("less than 1 km")
        return _("%(km)s km") % {"km": f"{round(km):,}"}


def is_at(point: Point, place: Place) -> bool:
    return distance_km(point.lat, point.lon, place.lat, place.lon) < SAME_KM
