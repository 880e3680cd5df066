"""What a reader asks for: the part of the query string that chooses entries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict

from cydfap.directory.enums import Kind
from cydfap.lib import dates
from cydfap.lib.geography import Box, Point

LONGEST_QUERY = 200
LONGEST_DATE = 40
# More than there are layers or sectors, and than anybody picks of areas.
MOST_VALUES = 100
# What a layer's key may be, and an area's code.
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
# A value that no entry has, and the word for every layer: no layer may be called so.
NOBODY = "none"
EVERY_LAYER = "all"

# The query string's words and the fields here, in the order of the query string.
PARAMETERS = {
    "layer": "layers",
    "sector": "sectors",
    "area": "areas",
    "status": "statuses",
    "kind": "kinds",
}


class TooMuchAsked(BadRequest):
    """A parameter is repeated more often than is answered."""

    def __init__(self, parameter: str) -> None:
        super().__init__(f"{parameter} may be repeated {MOST_VALUES} times at most.")


@dataclass(frozen=True)
class Filters:
    """Chosen entries: values of one field mean *or*, different fields *and*; empty ones choose all.

    `lang` is the reader's language and orders the answers; it chooses nothing. A value nobody knows
    (`layers=("none",)`) is one that no entry has. `bbox` asks for the sites in a box.
    `since` and `until` are dates, as fuzzy as they may be: what has days passes if one of them lies
    from the first day that `since` may mean to the last that `until` may; what has none does not.
    `every_layer` says that all layers were asked for by word: the map shows some alone at first.
    """

    q: str = ""
    lang: str = "en"
    layers: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    bbox: Box | None = None
    every_layer: bool = False

    @classmethod
    def from_query(cls, query: QueryDict, lang: str) -> Filters:
        """From a query string; what makes no sense in it is left out. The one place that knows
        what `layer=all` means. Raises TooMuchAsked.
        """
        every_layer = EVERY_LAYER in asked(query, "layer")
        since, until = in_order(*(read_date(query.get(name, "")) for name in ("from", "to")))
        return cls(
            q=" ".join(query.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY],
            lang="cy" if lang == "cy" else "en",
            bbox=read_box(query.get("bbox", "")),
            layers=() if every_layer else values(asked(query, "layer")),
            sectors=values(asked(query, "sector")),
            areas=values(asked(query, "area")),
            statuses=values(asked(query, "status")),
            kinds=values(asked(query, "kind")),
            since=since,
            until=until,
            every_layer=every_layer,
        )

    def or_first(self, layers: tuple[str, ...]) -> Filters:
        """The same, but with these layers where none were chosen."""
        return self if self.layers or self.every_layer else replace(self, layers=layers)

    def query(self) -> str:
        """The query string that gives these filters; equal filters give equal strings."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [("layer", EVERY_LAYER)] if self.every_layer else []
        for parameter, field in PARAMETERS.items():
            pairs += [(parameter, value) for value in getattr(self, field)]
        pairs += [("from", self.since)] if self.since else []
        pairs += [("to", self.until)] if self.until else []
        if self.bbox:
            box = self.bbox
            sides = box.west, box.south, box.east, box.north
            pairs.append(("bbox", ",".join(f"{side:.6g}" for side in sides)))
        return urlencode(pairs)

    def of_entries(self) -> Filters:
        """The same, but without events unless they are asked for as a kind."""
        return self if self.kinds else replace(self, kinds=tuple(sorted(Kind.values)))

    @property
    def first_day(self) -> date | None:
        return dates.parse(self.since).earliest if self.since else None

    @property
    def last_day(self) -> date | None:
        return dates.parse(self.until).latest if self.until else None

    @property
    def days(self) -> tuple[int, int] | None:
        """The first and the last day, as date.toordinal() counts them; None for whenever."""
        if not (self.since or self.until):
            return None
        first, last = self.first_day or date.min, self.last_day or date.max
        return first.toordinal(), last.toordinal()

    def choice(self) -> Filters:
        """The same without what does not choose entries or is different at every look."""
        return replace(self, lang="en", bbox=None, every_layer=False)

    def __bool__(self) -> bool:
        """Whether anything is filtered, the box aside."""
        return self.choice() != Filters()


def asked(query: QueryDict, parameter: str) -> list[str]:
    found = query.getlist(parameter)
    if len(found) > MOST_VALUES:
        raise TooMuchAsked(parameter)
    return found


def values(given: Iterable[str]) -> tuple[str, ...]:
    """Once each, in order; what can be no key stands for a value that no entry has."""
    return tuple(sorted({value if KEY.fullmatch(value) else NOBODY for value in given if value}))


def read_date(text: str) -> str:
    """A date in EDTF; empty if it is none that has a first and a last day."""
    try:
        read = dates.parse(text[:LONGEST_DATE])
    except dates.DateProblem:
        return ""
    return read.edtf if read.earliest and read.latest else ""


def in_order(since: str, until: str) -> tuple[str, str]:
    """Who gives the later date first means the time between the two all the same."""
    asked = Filters(since=since, until=until)
    if asked.first_day and asked.last_day and asked.first_day > asked.last_day:
        return until, since
    return since, until


def read_box(text: str) -> Box | None:
    """west,south,east,north in degrees; None if it is anything else."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
        return Box(max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0))
    except ValueError:
        return None


def read_point(text: str) -> Point | None:
    """latitude,longitude in degrees, and perhaps a name after them; None if it is anything else."""
    try:
        return Point.parse(",".join(text.split(",", 2)[:2]))
    except ValueError:
        return None
