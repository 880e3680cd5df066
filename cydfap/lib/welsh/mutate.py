"""The initial mutations: what becomes of a word's first letter, and from which it may have come.

Words are folded keys (see `fold`): small letters without accents.
"""

import re
from enum import IntFlag


class Mutation(IntFlag):
    SOFT = 1
    NASAL = 2
    ASPIRATE = 4
    H = 8


ALL = int(Mutation.SOFT | Mutation.NASAL | Mutation.ASPIRATE | Mutation.H)

# First letters, and what each mutation makes of them.
CHANGES: dict[Mutation, dict[str, str]] = {
    Mutation.SOFT: {
        "c": "g",
        "p": "b",
        "t": "d",
        "g": "",
        "b": "f",
        "d": "dd",
        "ll": "l",
        "m": "f",
        "rh": "r",
    },
    Mutation.NASAL: {"c": "ngh", "p": "mh", "t": "nh", "g": "ng", "b": "m", "d": "n"},
    Mutation.ASPIRATE: {"c": "ch", "p": "ph", "t": "th"},
    Mutation.H: {vowel: f"h{vowel}" for vowel in "aeiouwy"},
}

# The Welsh letters of two signs are letters of their own: the c of *chwarae* is not the letter c.
LETTER = re.compile(r"ch|dd|ff|ng|ll|ph|rh|th|[a-z]")
# What can stand after a g that has gone.
AFTER_G = frozenset("aeiouwylrn")
ORIGINS: dict[str, list[tuple[str, Mutation]]] = {}
for _kind, _letters in CHANGES.items():
    for _plain, _changed in _letters.items():
        ORIGINS.setdefault(_changed, []).append((_plain, _kind))
LONGEST_CHANGE = max(map(len, ORIGINS))


def mutate(word: str, kind: Mutation) -> str | None:
    """The word with that mutation; None where its first letter knows none of the kind."""
    letter = LETTER.match(word)
    if letter is None:
        return None
    first, rest = letter.group(), word[letter.end() :]
    changed = CHANGES[kind].get(first)
    if changed is None or not rest or (first == "g" and rest[0] not in AFTER_G):
        return None
    if kind is Mutation.ASPIRATE and word.startswith("ts"):
        return None
    return changed + rest


def mutations(word: str) -> dict[Mutation, str]:
    """Every mutation that the first letter knows, with the word under it."""
    return {kind: changed for kind in CHANGES if (changed := mutate(word, kind)) is not None}


def radicals(form: str) -> list[tuple[str, Mutation]]:
    """Every word that could have become this form, and by which mutation; likely or not.

    The inverse of `mutate`: (word, kind) is here exactly where mutate(word, kind) is the form.
    """
    found = []
    for length in range(min(LONGEST_CHANGE, len(form)) + 1):
        for plain, kind in ORIGINS.get(form[:length], ()):
            word = plain + form[length:]
            if mutate(word, kind) == form:
                found.append((word, kind))
    return found
