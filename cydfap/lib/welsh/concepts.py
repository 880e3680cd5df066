"""What a word or phrase of one language is in the other: housing | tai, Cardiff | Caerdydd.

`concepts.csv` has a concept a row; the first of its words in each language are its label, which
sectors and kinds of entry bear too; `state` is that of the Welsh ones (draft: no Welsh speaker has
read them). The names of towns are the gazetteer's.
"""

import csv
from collections.abc import Iterator
from itertools import product

from .concept_table import FOLDER, Concept, concepts
from .keys import Keys
from .spelling import HYPHENS, whole_key, written_words

TOWNS = FOLDER.parent / "welsh_towns.csv"

# A phrase as keys, one a word; found where all of them are.
Phrase = tuple[str, ...]
# Small words that join a phrase's others; a text may join them otherwise.
JOINING = frozenset(("a", "ac", "ar", "and", "i", "of", "the", "y", "yr"))


def _exonyms() -> Iterator[Concept]:
    with TOWNS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if whole_key(row["name_en"]) != whole_key(row["name_cy"]):
                yield Concept(row["geonameid"], (row["name_en"],), (row["name_cy"],), "original")


class Concepts:
    """The concepts by every form of their words that `keys` knows."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.by_form: dict[str, dict[Phrase, dict[Phrase, None]]] = {"en": {}, "cy": {}}
        for concept in (*concepts(), *_exonyms()):
            for lang, ours, theirs in (
                ("en", concept.en, concept.cy),
                ("cy", concept.cy, concept.en),
            ):
                others = dict.fromkeys(phrase(text) for text in theirs)
                for text in ours:
                    for form in self._forms(written_words(text), lang):
                        self.by_form[lang].setdefault(form, {}).update(others)
        self.longest = max(len(form) for forms in self.by_form.values() for form in forms)

    def other_language(self, text: str, lang: str) -> tuple[Phrase, ...]:
        """What a whole word or phrase of `lang` is in the other language, as keys; surest first.

        Welsh may be mutated, plural or unaccented ("dafarn" is a pub). Each phrase is one way to
        say it: search for all of its keys together. Empty for what is not in the table.
        """
        return self.of_words(written_words(text), lang)

    def of_words(self, words: list[str], lang: str) -> tuple[Phrase, ...]:
        found: dict[Phrase, None] = {}
        for form in self._forms(words, lang):
            found |= self.by_form[lang].get(form, {})
        return tuple(found)

    def _forms(self, words: list[str], lang: str) -> Iterator[Phrase]:
        """The phrase as keys: first as written, then with each word's other keys."""
        ways = [[whole_key(word), *self._further(word, lang)] for word in words]
        yield from product(*ways)
        parted = [part for word in words for part in HYPHENS.split(word) if part]
        if len(parted) > len(words):
            yield tuple(whole_key(part) for part in parted)

    def _further(self, word: str, lang: str) -> tuple[str, ...]:
        return self.keys.asked(word) if lang == "cy" else ()


def phrase(text: str) -> Phrase:
    """Its words' keys, without small words that join them: in texts they may be others."""
    words = [whole_key(word) for word in written_words(text)]
    return tuple(word for word in words if word not in JOINING) or tuple(words)
