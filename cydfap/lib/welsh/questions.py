"""A question taken apart: what each of its words may be called where it is answered."""

from typing import NamedTuple

from .concepts import Concepts, Phrase
from .keys import Keys
from .spelling import whole_key, written_words


class Word(NamedTuple):
    """exact is the word itself, derived are words that it is a form of or that are forms of it."""

    exact: str
    derived: tuple[str, ...]


class Asked(NamedTuple):
    """One word of a question, or a few that are one concept; others: the other language's phrases.

    A text answers with these words if it has all of `words`, or all keys of one of `others`.
    """

    words: tuple[Word, ...]
    others: tuple[Phrase, ...]


class Questions:
    """Takes questions apart, in the reader's language and in the other: people type either."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.concepts = Concepts(keys)

    def ask(self, query: str) -> list[Asked]:
        """The question's words in their order, those of one concept together (credit union)."""
        words = written_words(query)
        asked = []
        at = 0
        while at < len(words):
            span, others = self._concept_at(words, at)
            here = tuple(Word(whole_key(w), self.keys.asked(w)) for w in words[at : at + span])
            asked.append(Asked(here, others))
            at += span
        return asked

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
