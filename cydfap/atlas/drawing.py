"""The map as the server draws it: coast, pins, clusters and place names, placed in per cent of a
frame.

Places are per cent and sizes are pixels, so one drawing fits a desktop and a phone: the coast
stretches, a pin keeps its size. What depends on the room there is (which points stand together,
which names fit) is drawn for two sizes, `wide` and `narrow`; the style sheet shows one of them.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from .frame import FIXED_SIZE, Frame
from .naming import Label, Room, Spot, place_names

# The height of the fitted frame on a usual desktop and a usual phone, in pixels: what names and
# clusters are chosen for.
WIDE, NARROW = 780, 370
SIZES = {"wide": WIDE, "narrow": NARROW}
NAMES_A_PIXEL = 0.028
# Rings are those of the live map (static/js/geometry.js): what is changed here is changed there.
RING_GAP = 2.4
LEAST_ARC = 3.0  # a share smaller than this would not be seen
FINGER, BEYOND = 22, 5


@dataclass(frozen=True)
class Arc:
    """A layer's part of a ring around 0,0; `line` is path data."""

    colour: str
    line: str


@dataclass(frozen=True)
class Mark:
    """A pin (`arcs` empty: `layer` says its symbol, `size` its diameter) or a cluster."""

    x: float
    y: float
    title: str
    url: str
    size: float
    layer: int = 0
    count: str = ""
    arcs: Sequence[Arc] = ()
    chosen: bool = False

    @property
    def half(self) -> float:
        return self.size / 2

    @property
    def stroke(self) -> int:
        return ring_stroke(self.size)

    @property
    def reach(self) -> float:
        """The radius that answers a finger, and that shows where the keyboard is."""
        return max(FINGER, self.half + BEYOND)


@dataclass
class Scene:
    """What is drawn at one size."""

    name: str
    marks: list[Mark] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """The coast's own rectangle, per cent of the frame; `coast` is what `basemap` wrote."""

    x: float
    y: float
    width: float
    height: float
    coast: Mapping[str, str]
    credits: Sequence[str] = ()


@dataclass(frozen=True)
class Picture:
    frame: Frame
    sheet: Sheet | None
    scenes: Sequence[Scene]


def ring_size(count: int) -> float:
    """The outer diameter of a cluster's ring."""
    return 58 if count >= 1000 else round(2 * min(23.0, 13.6 + 2.6 * math.log2(max(count, 2))), 1)


def ring_stroke(size: float) -> int:
    """How broad a ring of this outer diameter is."""
    return 5 if size < 38 else 6


def arcs(layers: Mapping[int, int], size: float, colours: Sequence[str]) -> list[Arc]:
    """The mix, in the key's order from 12 o'clock; `colours` are all layers'. An entry in two
    layers counts in both: parts are shares of the sum.
    """
    radius = (size - ring_stroke(size)) / 2
    present = [(layer, count) for layer, count in sorted(layers.items()) if count]
    if len(present) == 1:
        return [Arc(colours[present[0][0]], arc(radius, 0, 0.5) + arc(radius, 0.5, 1))]
    circumference = math.tau * radius
    gap, parts = RING_GAP / circumference, len(present)
    free = 1 - gap * parts
    counts = [count for _, count in present]
    lengths = widened(counts, free, min(LEAST_ARC / circumference, free / parts))
    starts = accumulate((length + gap for length in lengths), initial=gap / 2)
    return [
        Arc(colours[layer], arc(radius, start, start + length))
        for (layer, _), start, length in zip(present, starts, lengths, strict=False)
    ]


def widened(weights: Sequence[int], whole: float, least: float) -> list[float]:
    """Shares of `whole` by weight, none less than `least`."""
    small: set[int] = set()
    while True:
        rest = sum(weight for n, weight in enumerate(weights) if n not in small)
        unit = (whole - len(small) * least) / rest if rest else 0.0
        found = {n for n, weight in enumerate(weights) if n not in small and weight * unit < least}
        if not found:
            return [least if n in small else weight * unit for n, weight in enumerate(weights)]
        small |= found


def count_label(count: int) -> str:
    """A count as it stands in a ring: 4,380, then 12k, then 1.2M."""
    if count < 10_000:
        return f"{count:,}"
    if count < 999_500:
        return f"{math.floor(count / 1000 + 0.5)}k"
    tenths = math.floor(count / 100_000 + 0.5)
    return f"{tenths / 10:g}M" if tenths < 100 else f"{math.floor(count / 1_000_000 + 0.5)}M"


def arc(radius: float, begin: float, end: float) -> str:
    """Path data of a circle's part, clockwise; `begin` and `end` are turns from 12 o'clock."""
    ends = [
        f"{radius * math.sin(turn * math.tau):z.1f} {-radius * math.cos(turn * math.tau):z.1f}"
        for turn in (begin, end)
    ]
    return f"M{ends[0]}A{radius:g} {radius:g} 0 {int(end - begin > 0.5)} 1 {ends[1]}"


def sheet(frame: Frame, coast: Mapping[str, Any]) -> Sheet:
    left, top, width, height = (coast[side] for side in ("left", "top", "width", "height"))
    return Sheet(
        x=round((left - frame.left) / frame.width * 100, 3),
        y=round((top - frame.top) / frame.height * 100, 3),
        width=round(width / frame.width * 100, 3),
        height=round(height / frame.height * 100, 3),
        coast={key: value for key, value in coast.items() if isinstance(value, str)},
        credits=coast.get("credits", ()),
    )


def names_for(
    frame: Frame,
    high: float,
    towns: Sequence[tuple[float, float, str, str]],
    marks: Sequence[Mark],
    *,
    is_all: bool = False,
) -> list[Label]:
    """The names that fit when the frame is so many pixels high; `is_all`: it is all of the map."""
    wide = high * frame.width / frame.height
    spots = [Spot(mark.x * wide / 100, mark.y * high / 100, mark.half) for mark in marks]
    placed = ((*frame.percent(lat, lon), words, kind) for lat, lon, words, kind in towns)
    return place_names(Room(wide, high, spots, is_all=is_all), placed, round(high * NAMES_A_PIXEL))


def picture(
    frame: Frame,
    coast: Mapping[str, Any] | None,
    towns: Sequence[tuple[float, float, str, str]],
    marks_at: Callable[[float], list[Mark]],
    sizes: Mapping[str, int] = SIZES,
) -> Picture:
    """`marks_at(zoom)` gives the marks to draw at MapLibre's zoom; `sizes` the scenes' heights."""
    if frame.zoom is not None:
        sizes = {"wide": FIXED_SIZE[1]}
    scenes = []
    for name, high in sizes.items():
        marks = marks_at(frame.zoom_at(high))
        is_all = name == "narrow"
        scenes.append(Scene(name, marks, names_for(frame, high, towns, marks, is_all=is_all)))
    return Picture(frame, sheet(frame, coast) if coast else None, scenes)
