"""The endings of Welsh plurals and verbs: what a form with one of them could be a form of.

All of it is only possible: ask a dictionary which of the answers are words.
"""

import re
from collections.abc import Iterator

# Of the plural, and of the singulars that it may have; the surest first.
PLURALS = [
    ("feydd", ("fa",)),
    ("fannau", ("fan",)),
    ("nnau", ("n", "nn")),
    ("nni", ("n",)),
    ("rrau", ("r",)),
    ("wyr", ("iwr", "wr")),
    ("iaid", ("iad", "", "yn")),
    ("iau", ("", "i", "ai")),
    ("ion", ("", "ydd", "iwn", "en")),
    ("oedd", ("", "edd")),
    ("ydd", ("",)),
    ("au", ("",)),
    ("on", ("", "en", "yn")),
    ("od", ("", "en", "yn")),
    ("i", ("",)),
]
LOANS = [("ys", ("",)), ("s", ("",))]
SHORTEST = 3
# mentrau: the e of menter has gone.
GONE_E = re.compile(r"[^aeiouwy][lrn]$")

# Short endings could be anything after a short stem.
VERBS = re.compile(
    r"^(?:(?P<short>.{3,}?)i?(odd|wyd|ir|ais|aist|wch|iff|asom|asant|asai|ase)"
    r"|(?P<long>.{4,}?)i?(ith|on|an|en|ant|ent|ai|id|ech))$"
)
VERB_NOUNS = ("u", "o", "io", "i", "a", "", "an")


def singulars(plural: str, *, loans: bool = True) -> Iterator[str]:
    """What a plural could be of. `loans`: that of English words in Welsh (batris) is one too."""
    for ending, instead in [*PLURALS, *LOANS] if loans else PLURALS:
        if plural.endswith(ending) and len(plural) >= len(ending) + SHORTEST:
            stem = plural[: -len(ending)]
            for singular in instead:
                yield stem + singular
            if GONE_E.search(stem):
                yield f"{stem[:-1]}e{stem[-1]}"


def plurals(singular: str) -> Iterator[str]:
    """What could be the plural, where it only adds or changes an ending."""
    for ending, instead in PLURALS:
        for own in instead:
            if singular.endswith(own) and len(singular) >= len(own) + SHORTEST:
                yield singular.removesuffix(own) + ending


def verb_nouns(form: str) -> Iterator[str]:
    """What a form of a regular verb could be of."""
    found = VERBS.match(form)
    if found:
        stem = found["short"] or found["long"]
        yield from (stem + noun for noun in VERB_NOUNS)
