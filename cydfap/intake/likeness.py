"""Possible duplicates: things with a name alike in the same neighbourhood, or the same website or
telephone.

Every thing is entered in a few blocks; only things of one block are compared.
"""

import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz.fuzz import ratio

from cydfap.lib.welsh import fold

WORD = re.compile(r"\w+")
DIGITS = re.compile(r"\d+")
APOSTROPHES = str.maketrans("", "", "'’‘")
# Words that a name may have or lack and still be the same name.
SMALL_WORDS = frozenset(
    [
        "limited",
        "ltd",
        "cyf",
        "cyfyngedig",
        "plc",
        "cic",
        "cbs",
        "llp",
        "the",
        "and",
        "y",
        "yr",
        "a",
        "ac",
        "co",
        "of",
        "society",
        "cymdeithas",
        "company",
        "cwmni",
    ]
)
# A block this full tells nothing apart: a building of 45 co-operatives, a town pin of thousands.
FULL_BLOCK = 64
ALIKE_AT_POSTCODE = 88
ALIKE_NEAR = 92
ALIKE_WITH_CONTACT = 70
CELL = 20  # cells a degree: about 5 km
NEAR_DEGREES = 0.25

Identifiers = tuple[tuple[str, str], ...]


def name_key(name: str) -> str:
    """A name for comparison: its words folded and in order, without those that a name may lack."""
    words = WORD.findall(fold(name).translate(APOSTROPHES).replace("co-op", "coop"))
    kept = [word for word in words if word not in SMALL_WORDS]
    return " ".join(sorted(kept or words))


@dataclass(slots=True)
class Likeness:
    """What was found: the other thing (a row's number or a public id, as entered) and why."""

    other: Any
    why: str


class Neighbourhood:
    """All things seen so far; `look` finds one that may be the same, `enter` adds one."""

    def __init__(self) -> None:
        self.things: list[Any] = []
        self.names: list[str] = []
        self.lats: list[float | None] = []
        self.lons: list[float | None] = []
        self.identifiers: list[Identifiers] = []
        # hash(block) → the number of the only thing in it, or of all: at a million things, blocks
        # as they are and a list for each would take a gigabyte.
        self.blocks: dict[int, int | list[int]] = {}

    def enter(
        self, thing: Any, key: str, lat: float | None, lon: float | None,
        identifiers: Identifiers, blocks: list[Any],
    ) -> None:  # fmt: skip
        """`key` and `blocks` as `name_key` and `blocks_of` make them."""
        number = len(self.things)
        self.things.append(thing)
        self.names.append(key)
        self.lats.append(lat)
        self.lons.append(lon)
        self.identifiers.append(identifiers)
        known = self.blocks
        for block in map(hash, blocks):
            there = known.get(block)
            if there is None:
                known[block] = number
            elif isinstance(there, int):
                known[block] = [there, number]
            elif len(there) < FULL_BLOCK:
                there.append(number)

    def look(
        self, key: str, lat: float | None, lon: float | None,
        identifiers: Identifiers, blocks: list[Any],
    ) -> Likeness | None:  # fmt: skip
        """Something already entered that may be this, or None."""
        known = self.blocks
        for block in blocks:
            there = known.get(hash(block))
            if there is not None:
                for number in (there,) if isinstance(there, int) else there:
                    why = self.alike(number, key, lat, lon, block)
                    if why and not told_apart(identifiers, self.identifiers[number]):
                        return Likeness(self.things[number], why)
        return None

    def alike(self, number: int, key: str, lat: float | None, lon: float | None, block: Any) -> str:
        name = self.names[number]
        kind = block[0]
        if kind == "n":
            near = self.is_near(number, lat, lon)
            return "same-name-near" if near else ""
        wanted = {"p": ALIKE_AT_POSTCODE, "c": ALIKE_NEAR}.get(kind, ALIKE_WITH_CONTACT)
        if ratio(key, name, score_cutoff=wanted) == 0 or DIGITS.findall(key) != DIGITS.findall(
            name
        ):
            return ""
        return {"p": "same-postcode", "c": "alike-name-near", "w": "same-website"}.get(
            kind, "same-phone"
        )

    def is_near(self, number: int, lat: float | None, lon: float | None) -> bool:
        """Within some 25 km. A thing without a place may be anywhere."""
        other_lat, other_lon = self.lats[number], self.lons[number]
        if lat is None or lon is None or other_lat is None or other_lon is None:
            return True
        return abs(lat - other_lat) < NEAR_DEGREES and abs(lon - other_lon) < 1.6 * NEAR_DEGREES


def told_apart(one: Identifiers, other: Identifiers) -> bool:
    """A register that numbers both differently says that they are two."""
    if not one or not other:
        return False
    numbers = dict(other)
    return any(numbers.get(scheme, value) != value for scheme, value in one)


def blocks_of(
    key: str, postcode: str, lat: float | None, lon: float | None, website: str, phone: str
) -> list[Any]:
    """The blocks of a thing, each a pair (what is shared, its value)."""
    blocks: list[Any] = [("n", key)]
    if postcode:
        blocks.append(("p", postcode))
    if lat is not None and lon is not None:
        # The name's start keeps a city's cells small; a typing error in the first letters is not
        # found so.
        # No cell has a negative number: the hashes of -1 and -2 are the same.
        blocks.append(("c", (key[:5], int((lat + 90) * CELL), int((lon + 180) * CELL))))
    if website:
        blocks.append(("w", website.rstrip("/").split("://", 1)[-1].removeprefix("www.")))
    if phone:
        blocks.append(("t", "".join(DIGITS.findall(phone))[-9:]))
    return blocks
