"""Written words as keys of a search, alike in text, in questions and in the dictionaries."""

import re

from .fold import fold

# Marks that stand inside a word: apostrophes and hyphens of all kinds.
MARKS = "'’‘ʼ´`′‛＇ʹ‐‑-"
HYPHENS = re.compile("[‐‑-]+")
INNER = re.compile(rf"[{MARKS}]+")
WORD = re.compile(rf"(?:[^\W_]|[\u0300-\u036f{MARKS}])+")
# Longer keys are cut, on both sides alike. In bytes.
LONGEST = 24


def whole_key(word: str) -> str:
    """Without accents, capitals, hyphens and apostrophes: "Pen-y-bont" -> "penybont"."""
    return INNER.sub("", fold(word))


def written_words(text: str) -> list[str]:
    """The words of a text as they are written, with their inner marks."""
    return [word for word in WORD.findall(text) if whole_key(word)]
