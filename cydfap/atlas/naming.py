"""Which place names are drawn, and where: none on a mark, none on another name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LETTER_WIDTH, LINE_HEIGHT = 7.1, 17
HALO, AIR = 3, 4  # around a mark; at either end of a name
# Towns nearer to one another than this would only name the same valley twice, in pixels.
APART = 84


class Rectangle(NamedTuple):
    """In pixels of the frame."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Rectangle") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Spot(NamedTuple):
    """Something that is drawn: its middle in pixels of the frame, and half its size."""

    x: float
    y: float
    half: float

    @property
    def box(self) -> Rectangle:
        reach = self.half + HALO
        return Rectangle(self.x - reach, self.y - reach, self.x + reach, self.y + reach)


@dataclass(frozen=True)
class Label:
    """`x` and `y` in per cent of the frame; `dx` and `dy` from there in pixels."""

    x: float
    y: float
    words: str
    dx: float = 0
    dy: float = 0
    anchor: str = "start"
    kind: str = "town"
    has_dot: bool = True


class Room:
    """What is taken already, in a frame of so many pixels. `is_all`: nothing beside it is seen."""

    def __init__(
        self, wide: float, high: float, spots: Sequence[Spot], *, is_all: bool = False
    ) -> None:
        self.wide, self.high, self.spots, self.is_all = wide, high, spots, is_all
        self.taken = [spot.box for spot in spots]
        self.towns: list[tuple[float, float]] = []

    def is_free(self, box: Rectangle) -> bool:
        if self.is_all and not (box.left >= 0 and box.right <= self.wide):
            return False
        return not any(box.meets(other) for other in self.taken)

    def sea(self, px: float, py: float, words: str) -> Label | None:
        x, y, half = px * self.wide / 100, py * self.high / 100, len(words) * LETTER_WIDTH * 0.65
        box = Rectangle(x - half, y - 12, x + half, y + 12)
        if not self.is_free(box):
            return None
        self.taken.append(box)
        return Label(px, py, words, anchor="middle", kind="sea")

    def town(self, px: float, py: float, words: str) -> Label | None:
        x, y = px * self.wide / 100, py * self.high / 100
        if any(abs(x - a) < APART and abs(y - b) < APART * 0.55 for a, b in self.towns):
            return None
        # A town under a mark is named beside the mark, without a dot.
        over = next(
            (s for s in self.spots if abs(s.x - x) < s.half and abs(s.y - y) < s.half), None
        )
        reach = over.half + 1 if over else 4
        at_x, at_y = (over.x, over.y) if over else (x, y)
        for dx, dy, anchor, box in around(at_x, at_y, reach, words):
            if self.is_free(box):
                self.taken += [box] if over else [box, Rectangle(x - 4, y - 4, x + 4, y + 4)]
                self.towns.append((x, y))
                percent = at_x * 100 / self.wide, at_y * 100 / self.high
                where = (round(percent[0], 2), round(percent[1], 2))
                return Label(*where, words, dx, dy, anchor, has_dot=over is None)
        return None


def around(
    x: float, y: float, reach: float, words: str
) -> Iterator[tuple[float, float, str, Rectangle]]:
    """Where a name may stand about its place, best first: dx, dy, anchor and its rectangle."""
    width, half = len(words) * LETTER_WIDTH + AIR, LINE_HEIGHT / 2
    gap = round(reach + 5, 1)
    yield gap, 4.5, "start", Rectangle(x + gap - 3, y - half, x + gap + width, y + half)
    yield -gap, 4.5, "end", Rectangle(x - gap - width, y - half, x - gap + 3, y + half)
    low = round(reach + 14, 1)
    yield 0, low, "middle", Rectangle(x - width / 2, y + reach + 2, x + width / 2, y + low + 5)
    yield 0, -gap, "middle", Rectangle(x - width / 2, y - gap - 13, x + width / 2, y - reach - 2)


def place_names(
    room: Room, names: Iterable[tuple[float, float, str, str]], limit: int
) -> list[Label]:
    """Names (x, y in per cent, words, kind), most important first; those that find room."""
    chosen: list[Label] = []
    for px, py, words, kind in names:
        if len(chosen) >= limit:
            break
        if not (-30 < px < 130 and -5 < py < 105) or (kind == "sea" and not 8 < px < 92):
            continue
        found = room.sea(px, py, words) if kind == "sea" else room.town(px, py, words)
        if found:
            chosen.append(found)
    return chosen
