"""A question taken apart: what each of its words may be called where it is answered."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .concepts import Concepts, Phrase
from .keys import SHORTEST_NAME, Keys
from .lexicon_files import COMMON, ENGLISH, NAME
from .spelling import whole_key, written_words

APART = Path(__file__).parent / "apart.csv"


class Word(NamedTuple):
    """exact is the word itself, derived are words that it is a form of or that are forms of it."""

    exact: str
    derived: tuple[str, ...]


class Asked(NamedTuple):
    """One word of a question, or a few that are one concept; others: the other language's phrases;
    rewritten: the same name in one word or in two (Tyddewi, Tŷ Ddewi).

    A text answers with these words if it has all of `words`, or all of one of `rewritten`, or all
    keys of one of `others`.
    """

    words: tuple[Word, ...]
    others: tuple[Phrase, ...]
    rewritten: tuple[tuple[Word, ...], ...] = ()


class Questions:
    """Takes questions apart, in the reader's language and in the other: people type either."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.concepts = Concepts(keys)
        self.apart = apart()

    def ask(self, query: str) -> list[Asked]:
        """The question's words in their order, those of one concept together (credit union)."""
        words = written_words(query)
        asked = []
        at = 0
        while at < len(words):
            span, others = self._concept_at(words, at)
            rewritten = self._apart(words[at]) if span == 1 else ()
            if span == 1 and (joined := self._joined(words[at : at + 2])):
                span, rewritten = 2, ((self._word(joined),),)
                others = self.concepts.of_words([joined], "cy")
            here = tuple(map(self._word, words[at : at + span]))
            asked.append(Asked(here, others, rewritten))
            at += span
        return asked

    def _word(self, written: str) -> Word:
        return Word(whole_key(written), self.keys.asked(written))

    def _apart(self, word: str) -> tuple[tuple[Word, ...], ...]:
        """A name that is also written as two words, as these. Only the first is mutated."""
        forms = (whole_key(word), *self.keys.asked(word))
        found = (self.apart[form] for form in forms if form in self.apart)
        return tuple(
            (self._word(first), *(Word(whole_key(other), ()) for other in further))
            for first, *further in found
        )

    def _joined(self, words: list[str]) -> str:
        """Two words that are a name's, written as one; empty where they are none."""
        if len(words) < 2:
            return ""
        joined = words[0] + words[1].lower()
        forms = (whole_key(joined), *self.keys.asked(joined))
        return joined if any(map(self._is_name, forms)) else ""

    def _is_name(self, key: str) -> bool:
        """Of a place, and no other word in either language."""
        bits = self.keys.lexicon.bits(key)
        is_name = bool(bits & NAME) and not bits & (COMMON | ENGLISH)
        return key in self.apart or (is_name and len(key) >= SHORTEST_NAME)

    def _concept_at(self, words: list[str], at: int) -> tuple[int, tuple[Phrase, ...]]:
        """How many words from here are a concept (the most), and it in the other language."""
        for span in range(min(self.concepts.longest, len(words) - at), 0, -1):
            here = words[at : at + span]
            others = {
                other: None for lang in ("cy", "en") for other in self.concepts.of_words(here, lang)
            }
            if others:
                return span, tuple(others)
        return 1, ()


@cache
def apart() -> dict[str, tuple[str, ...]]:
    """Names that are written as one word or as two, by the key of the one."""
    with APART.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {whole_key(row["joined"]): tuple(written_words(row["apart"])) for row in rows}
