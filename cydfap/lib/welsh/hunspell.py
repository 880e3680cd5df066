"""Reads what a hunspell dictionary of Welsh says of its words: mutations and regular plurals."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .mutate import Mutation

# The flags of the Welsh dictionary's own affix file: its prefixes are the mutations.
MUTATION_FLAGS = {
    "M": int(Mutation.SOFT),
    "T": int(Mutation.NASAL),
    "L": int(Mutation.ASPIRATE),
    "H": int(Mutation.H),
}
# Suffixes that make plurals and degrees; the rest are endings of verbs and clitics.
ENDING_FLAGS = "ABCDEFGIJK"
# A stem of verbs ends in capitals that stand for several letters: no word by itself.
STEM_ONLY = re.compile(r"[a-zâêîôûŵŷï](NI|I|O)$")


class DictionaryWord(NamedTuple):
    """mutations: those it allows, as bits of `Mutation`."""

    word: str
    mutations: int
    plurals: list[str]


class Ending(NamedTuple):
    strip: str
    add: str
    after: re.Pattern[str]


def read(folder: Path) -> Iterator[DictionaryWord]:
    """The words of folder/index.dic, told by folder/index.aff."""
    endings = _endings((folder / "index.aff").read_text("utf-8"))
    for line in (folder / "index.dic").read_text("utf-8").splitlines()[1:]:
        word, _, flags = line.partition("/")
        if not word or "X" in flags or STEM_ONLY.search(word):
            continue
        allowed = 0
        plurals = []
        for flag in flags.strip():
            allowed |= MUTATION_FLAGS.get(flag, 0)
            plurals += [
                word.removesuffix(end.strip) + end.add
                for end in endings.get(flag, ())
                if end.after.search(word)
            ]
        yield DictionaryWord(word, allowed, plurals)


def _endings(affixes: str) -> dict[str, list[Ending]]:
    found: dict[str, list[Ending]] = {}
    for line in affixes.splitlines():
        cells = line.split()
        # Headings of a group have Y or N in the third place, and four cells.
        if cells[:1] != ["SFX"] or cells[1] not in ENDING_FLAGS or cells[2] in "YN":
            continue
        _, flag, strip, add, *condition = cells
        after = re.compile(f"(?:{condition[0] if condition else '.'})$")
        found.setdefault(flag, []).append(Ending("" if strip == "0" else strip, add, after))
    return found
