"""The map as the server draws it: coast, pins, clusters and place names, placed in per cent of a frame.

Places are per cent and sizes are pixels, so one drawing fits a desktop and a phone: the coast stretches, a pin keeps its
size. What depends on the room there is (which points stand together, which names fit) is drawn for two sizes, `wide` and
`narrow`; the style sheet shows one of them.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .frame import FIXED_SIZE, Frame

# The height of the fitted frame on a usual desktop and a usual phone, in pixels: what names and clusters are chosen for.
WIDE, NARROW = 780, 420
LETTER_WIDTH, LINE_HEIGHT = 7.1, 17
RING_GAP = 2.4


@dataclass(frozen=True)
class Arc:
    """A layer's part of a ring, as a dash on a circle whose circumference counts as 100."""

    layer: int
    dash: str
    offset: float


@dataclass(frozen=True)
class Mark:
    """A pin (`arcs` empty: `layer` says its symbol, `size` its diameter) or a cluster (`radius` of the ring's middle)."""

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
    def radius(self) -> float:
        return round(self.half - self.stroke / 2, 1)

    @property
    def stroke(self) -> int:
        return 5 if self.half < 18 else 6


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    words: str
    dx: float = 0
    dy: float = 0
    anchor: str = "start"
    kind: str = "town"


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


@dataclass(frozen=True)
class Picture:
    frame: Frame
    sheet: Sheet | None
    scenes: Sequence[Scene]


def ring_size(count: int) -> float:
    """The outer diameter of a cluster's ring."""
    return 58 if count >= 1000 else round(2 * min(23.0, 13.6 + 2.6 * math.log2(max(count, 2))), 1)


def arcs(layers: Mapping[int, int], size: float) -> list[Arc]:
    """The mix, in the key's order from 12 o'clock. An entry in two layers counts in both: parts are shares of the sum."""
    present = [(layer, count) for layer, count in sorted(layers.items()) if count]
    total = sum(count for _, count in present)
    if len(present) == 1:
        return [Arc(present[0][0], "100 0", 0)]
    gap = RING_GAP / (math.pi * (size - 6)) * 100
    drawn, start = [], 0.0
    for layer, count in present:
        share = count / total * 100
        length = max(share - gap, 1.5)
        drawn.append(Arc(layer, f"{length:.1f} 100", round(-start - gap / 2, 1)))
        start += share
    return drawn


def sheet(frame: Frame, coast: Mapping[str, object]) -> Sheet:
    left, top, width, height = (
        float(str(coast[side])) for side in ("left", "top", "width", "height")
    )
    return Sheet(
        x=round((left - frame.left) / frame.width * 100, 3),
        y=round((top - frame.top) / frame.height * 100, 3),
        width=round(width / frame.width * 100, 3),
        height=round(height / frame.height * 100, 3),
        coast={key: str(value) for key, value in coast.items()},
    )


def pixels_high(frame: Frame, name: str) -> float:
    if frame.zoom is not None:
        return FIXED_SIZE[1]
    return WIDE if name == "wide" else NARROW


Rectangle = tuple[float, float, float, float]


def meets(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def label_places(words: str) -> Iterable[tuple[float, float, str, Rectangle]]:
    """Where a name may stand about its dot, best first: dx, dy, anchor and its rectangle, in pixels from the dot."""
    width, half = len(words) * LETTER_WIDTH, LINE_HEIGHT / 2
    yield 9, 4.5, "start", (5, -half, 9 + width, half)
    yield -9, 4.5, "end", (-9 - width, -half, -5, half)
    yield 0, 20, "middle", (-width / 2, 6, width / 2, 6 + LINE_HEIGHT)
    yield 0, -10, "middle", (-width / 2, -24, width / 2, -7)


def place_labels(
    frame: Frame,
    name: str,
    towns: Iterable[tuple[float, float, str, str]],
    marks: Sequence[Mark],
    limit: int,
) -> list[Label]:
    """Names (lat, lon, words, kind), most important first, that meet neither a mark nor one another."""
    high = pixels_high(frame, name)
    wide = high * frame.width / frame.height
    taken: list[Rectangle] = []
    for mark in marks:
        x, y = mark.x * wide / 100, mark.y * high / 100
        taken.append((x - mark.half, y - mark.half, x + mark.half, y + mark.half))
    chosen: list[Label] = []
    for lat, lon, words, kind in towns:
        px, py = frame.percent(lat, lon)
        if len(chosen) >= limit or not (-45 < px < 145 and 0 < py < 100):
            continue
        if label := fit(px, py, px * wide / 100, py * high / 100, words, kind, taken):
            chosen.append(label)
    return chosen


def fit(
    px: float, py: float, x: float, y: float, words: str, kind: str, taken: list[Rectangle]
) -> Label | None:
    if kind != "town":
        half = len(words) * LETTER_WIDTH * 0.7
        taken.append((x - half, y - 12, x + half, y + 12))
        return Label(px, py, words, anchor="middle", kind=kind)
    for dx, dy, anchor, (left, top, right, bottom) in label_places(words):
        here = (x + left, y + top, x + right, y + bottom)
        if not any(meets(here, other) for other in taken):
            taken.append(here)
            taken.append((x - 4, y - 4, x + 4, y + 4))
            return Label(px, py, words, dx, dy, anchor)
    return None


def picture(
    frame: Frame,
    coast: Mapping[str, object] | None,
    towns: Sequence[tuple[float, float, str, str]],
    marks_at: Callable[[float], list[Mark]],
) -> Picture:
    """`marks_at(zoom)` gives the marks to draw at MapLibre's zoom."""
    names = ["wide"] if frame.zoom is not None else ["wide", "narrow"]
    scenes = []
    for name in names:
        marks = marks_at(frame.zoom_at(pixels_high(frame, name)))
        limit = 24 if name == "wide" else 9
        scenes.append(Scene(name, marks, place_labels(frame, name, towns, marks, limit)))
    return Picture(frame, sheet(frame, coast) if coast else None, scenes)
