"""The index of the directory: where each letter of the alphabet begins, in the order of the
language.
"""

from bisect import bisect_left
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cydfap.lib.welsh import english_key, sort_key
from cydfap.release.reading import Filters, Release

from .wording import told

ENGLISH = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# fmt: off
WELSH = (
    "A", "B", "C", "Ch", "D", "Dd", "E", "F", "Ff", "G", "Ng", "H", "I", "J", "K", "L", "Ll", "M",
    "N", "O", "P", "Ph", "Q", "R", "Rh", "S", "T", "Th", "U", "V", "W", "X", "Y", "Z",
)
# fmt: on


MOST_KNOWN = 64


@dataclass(frozen=True)
class Letter:
    """`page` is the page of the list on which it begins; None when no name begins with it."""

    name: str
    page: int | None


# Gone with its release: whoever holds one holds its files.
_known: WeakKeyDictionary[Release, dict[object, tuple[Letter, ...]]] = WeakKeyDictionary()


class Keys:
    """The sort keys of a list's names, each looked up when it is asked for."""

    def __init__(self, release: Release, filters: Filters, lang: str, total: int) -> None:
        self.release, self.filters, self.lang, self.total = release, filters, lang, total
        self.key = sort_key if lang == "cy" else english_key
        self.known: dict[int, str] = {}

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, at: int) -> str:
        if at not in self.known:
            found = self.release.page(self.filters, self.lang, page=at + 1, size=1).results[0]
            self.known[at] = self.key(told(found, "name", self.lang).words)
        return self.known[at]


def letters(
    release: Release, filters: Filters, lang: str, total: int, size: int
) -> tuple[Letter, ...]:
    """Empty for a search (its answers are in order of fitness) and for what lies in a box."""
    if filters.q or filters.bbox or not total:
        return ()
    known = _known.setdefault(release, {})
    key = filters.choice(), lang, size
    if key not in known:
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[key] = index(release, filters, lang, total, size)
    return known[key]


def index(
    release: Release, filters: Filters, lang: str, total: int, size: int
) -> tuple[Letter, ...]:
    keys = Keys(release, filters, lang, total)
    alphabet = WELSH if lang == "cy" else ENGLISH
    starts = [bisect_left(keys, keys.key(letter)) for letter in alphabet]
    ends = [*starts[1:], total]
    return tuple(
        Letter(letter, start // size + 1 if start < end else None)
        for letter, start, end in zip(alphabet, starts, ends, strict=True)
    )
