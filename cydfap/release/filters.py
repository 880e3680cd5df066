"""What a reader asks for: the part of the query string that chooses entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from cydfap.lib.geography import Box

LONGEST_QUERY = 200
MOST_VALUES = 50
# What a layer's key may be, and an area's code.
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
# A value that no entry has: no layer may be called so.
NOBODY = "none"

# The query string's words and the fields here, in the order of the query string.
PARAMETERS = {
    "layer": "layers",
    "sector": "sectors",
    "area": "areas",
    "status": "statuses",
    "kind": "kinds",
}


@dataclass(frozen=True)
class Filters:
    """Chosen entries: values of one field mean *or*, different fields *and*; empty ones choose all.

    `lang` is the reader's language and orders the answers; it chooses nothing. A value nobody knows
    (`layers=("none",)`) is one that no entry has. `bbox` asks for the sites in a box.
    """

    q: str = ""
    lang: str = "en"
    layers: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    bbox: Box | None = None

    @classmethod
    def from_query(cls, query: QueryDict, lang: str) -> Filters:
        """From a query string. What makes no sense in it is left out; nothing raises."""
        return cls(
            q=" ".join(query.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY],
            lang="cy" if lang == "cy" else "en",
            bbox=read_box(query.get("bbox", "")),
            layers=values(query.getlist("layer")),
            sectors=values(query.getlist("sector")),
            areas=values(query.getlist("area")),
            statuses=values(query.getlist("status")),
            kinds=values(query.getlist("kind")),
        )

    def query(self) -> str:
        """The query string that gives these filters; equal filters give equal strings."""
        pairs = [("q", self.q)] if self.q else []
        for parameter, field in PARAMETERS.items():
            pairs += [(parameter, value) for value in getattr(self, field)]
        if self.bbox:
            box = self.bbox
            sides = box.west, box.south, box.east, box.north
            pairs.append(("bbox", ",".join(f"{side:.6g}" for side in sides)))
        return urlencode(pairs)

    def choice(self) -> Filters:
        """The same without what does not choose entries or is different at every look."""
        return replace(self, lang="en", bbox=None)

    def __bool__(self) -> bool:
        """Whether anything is filtered, the box aside."""
        return self.choice() != Filters()


def values(given: Iterable[str]) -> tuple[str, ...]:
    """Once each, in order; what can be no key stands for a value that no entry has."""
    asked = {value if KEY.fullmatch(value) else NOBODY for value in given if value}
    return tuple(sorted(asked))[:MOST_VALUES]


def read_box(text: str) -> Box | None:
    """west,south,east,north in degrees; None if it is anything else."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
        return Box(max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0))
    except ValueError:
        return None
