"""What readers ask for: tiles where people live, with the filters that the page offers."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from cydfap.directory.enums import Sector
from cydfap.lib.geography import Box, mercator
from cydfap.release.reading import Filters
from cydfap.release.vocabulary import labels

from .data import LAYERS, SEED, Entries

# How often a tile is asked for with which filter; all but the first and the layer are selective.
SHARES = {"no filter": 0.30, "layer": 0.25, "authority": 0.15, "sector": 0.15, "text": 0.15}
DEEPEST = 14


class Asked(NamedTuple):
    """A tile with a filter of a kind. `filters` has at most one field set."""

    kind: str
    z: int
    x: int
    y: int
    filters: Filters


def tiles(entries: Entries, number: int) -> list[Asked]:
    """`number` tiles, each around an entry drawn at random, zooms 0 to 14 equally often. Authority,
    sector and text are that entry's own, so that no tile is asked for in vain."""
    rng = np.random.default_rng((SEED, number, 2))
    x, y = mercator(entries.lon, entries.lat)
    asked = []
    for at in rng.integers(0, len(entries), number).tolist():
        z = int(rng.integers(0, DEEPEST + 1))
        kind = str(rng.choice(list(SHARES), p=list(SHARES.values())))
        tile = (int(x[at]) >> 32 - z, int(y[at]) >> 32 - z)
        asked.append(Asked(kind, z, *tile, filters(kind, entries, at, rng)))
    return asked


def filters(kind: str, entries: Entries, at: int, rng: Any) -> Filters:
    match kind:
        case "layer":
            return Filters(layers=(f"layer-{rng.integers(0, LAYERS)}",))
        case "authority":
            return Filters(areas=(entries.authority[at],))
        case "sector":
            return Filters(sectors=(Sector.values[int(entries.sector[at])],))
        case "text":
            return Filters(q=words(entries, at, rng), lang="en")
    return Filters()


def words(entries: Entries, at: int, rng: Any) -> str:
    """What somebody who looks for an entry has typed so far: its sector or town in either language,
    two of them, or its number; the last word perhaps not to its end."""
    lang = int(rng.integers(0, 2))
    town = entries.towns[int(entries.town[at])][lang]
    sector = list(labels(Sector).values())[int(entries.sector[at])]["cy" if lang else "en"].lower()
    said = (town, f"{sector} {town}", f"{town} {sector}", str(at), f"{town} {at}")
    text = said[int(rng.choice(len(said), p=(0.35, 0.25, 0.2, 0.1, 0.1)))]
    keep = int(rng.integers(3, max(4, len(text) + 1)))
    return text[: max(keep, len(text) // 2)].strip()


def told(asked: list[Asked]) -> str:
    count = Counter(one.kind for one in asked)
    return ", ".join(f"{kind} {n}" for kind, n in count.most_common())


# A window of 1440 by 900, at the zooms where people look for things.
ACROSS, DOWN = 1440 / 512, 900 / 512
WINDOW_ZOOMS = (6, 13)


class Question(NamedTuple):
    """Words typed so far, and the box that the window shows."""

    text: str
    lang: str
    box: Box


def questions(entries: Entries, number: int) -> list[Question]:
    """`number` questions; each window is around the entry whose words are asked for."""
    rng = np.random.default_rng((SEED, number, 3))
    asked = []
    for at in rng.integers(0, len(entries), number).tolist():
        lat, lon = float(entries.lat[at]), float(entries.lon[at])
        side = 360 / 2 ** int(rng.integers(WINDOW_ZOOMS[0], WINDOW_ZOOMS[1] + 1))
        wide, high = side * ACROSS / 2, side * DOWN / 2 * float(np.cos(np.radians(lat)))
        lon, lat = lon + rng.uniform(-wide, wide) / 2, lat + rng.uniform(-high, high) / 2
        box = Box(lon - wide, lat - high, lon + wide, lat + high)
        asked.append(Question(words(entries, at, rng), ("en", "cy")[int(rng.integers(2))], box))
    return asked
