"""The keys under which a word is stored and asked for: itself, and what it is a form of."""

from collections.abc import Container, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from .endings import plurals, verb_nouns
from .lexicon import Lexicon
from .lexicon_files import COMMON, ENGLISH, HEADWORD, LEFT_ALONE, NAME, NOT_MUTATED, VERB
from .mutate import ALL, Mutation, mutations, radicals
from .spelling import HYPHENS, INNER, whole_key, written_words

FOLDER = Path(__file__).parent
DISTINCT = 200_000
# 'r, 'n, 'u …: the article and other small words that lean on the word before.
LEANING = frozenset(("r", "n", "i", "u", "w", "ch", "m", "th"))
# Shorter words are too many things, unless an accent says which: dŷ.
SHORTEST = 3
# Of a name whose radical no dictionary has.
SHORTEST_NAME = 5
# A word of the dictionary is rarely another one under these: *nod* is a mark, not *dod*, to come.
SELDOM = Mutation.NASAL | Mutation.H


class Key(NamedTuple):
    """exact: the written word itself. Else a word that it is a form of."""

    token: str
    exact: bool


class Keys:
    """Keys of words for one lexicon and one set of names.

    `names` are folded keys of names that the lexicon need not know, such as all the words of the
    index: a stranger in capitals is taken back to its radical only if that is one of them.
    """

    def __init__(self, lexicon: Lexicon, names: Container[str] = frozenset()) -> None:
        self.lexicon = lexicon
        self.names = names
        self.left_alone = _words(LEFT_ALONE)
        self.not_mutated = _words(NOT_MUTATED)
        self.derived = lru_cache(DISTINCT)(self._derived)
        self.asked = lru_cache(DISTINCT)(self._asked)

    def keys(self, text: str, lang: str) -> list[Key]:
        """All keys of a text in its language ("cy", or another: folded, never bent); each once."""
        found: dict[str, bool] = {}
        for word in written_words(text):
            found[whole_key(word)] = True
            if lang == "cy":
                for key in self.derived(word):
                    found.setdefault(key, False)
        return [Key(token, exact) for token, exact in found.items()]

    def _derived(self, word: str) -> tuple[str, ...]:
        """What a written Welsh word may be a form of, as keys, itself left out; surest first."""
        return self._of_parts(word, typed=False)

    def _asked(self, word: str) -> tuple[str, ...]:
        """The same for a word of a question, whose capitals may be missing; and forms of names.

        A name that nobody knows but the index is found by the forms that the index has of it.
        """
        found: dict[str, None] = dict.fromkeys(self._of_parts(word, typed=True))
        key = whole_key(word)
        if self.lexicon.bits(key) == 0:
            for kind, form in mutations(key).items():
                # One that is read as mutated (ardd) is hardly a name with an h before it (hardd).
                if form in self.names and not (found and kind is Mutation.H):
                    found[form] = None
            found |= dict.fromkeys(self._of_unknown_singular(key))
        found |= dict.fromkeys(self._of_feminine_name(key))
        found.pop(key, None)
        return tuple(found)

    def is_word(self, key: str) -> bool:
        """Whether it is rightly spelt: a word of Welsh or English, or one that is mutated."""
        return bool(self.lexicon.bits(key) or self.asked(key))

    def begun(self, beginning: str) -> tuple[str, ...]:
        """Plain beginnings of a word that is being typed mutated: "nghydw" -> "cydw".

        For a beginning that no stored word has: "tre" is the beginning of many. Whole words that
        are left alone, and English ones, are not taken for beginnings.
        """
        key = whole_key(beginning)
        if beginning.lower() in self.left_alone or self.lexicon.bits(key) & ENGLISH:
            return ()
        plain = [radical for radical, _ in radicals(key) if len(radical) >= SHORTEST]
        return tuple(radical for radical in plain if self.lexicon.begins(radical))

    def _of_unknown_singular(self, key: str) -> Iterator[str]:
        """A singular that nobody knows, made wrongly from a plural: gweithwr from gweithwyr."""
        for plural in plurals(key):
            if plural in self.names or self.lexicon.bits(plural) & HEADWORD:
                yield plural
                yield from self.lexicon.lemmas(plural)

    def _of_feminine_name(self, key: str) -> Iterator[str]:
        """Forms that the index has of a name said with and without its article: Y Groeslon, yng
        Nghroeslon. No dictionary has its radical.
        """
        if len(key) < SHORTEST_NAME or self.lexicon.bits(key) & ~(NAME | ALL):
            return
        for radical, _ in radicals(key):
            if self.lexicon.bits(radical):
                continue
            for form in mutations(radical).values():
                if form in self.names and not self.lexicon.bits(form) & ~(NAME | ALL):
                    yield form

    def _of_parts(self, word: str, typed: bool) -> tuple[str, ...]:
        found = dict.fromkeys(self._of(word, typed))
        for part in _parts(word):
            found |= dict.fromkeys(self._of(part, typed))
        found.pop(whole_key(word), None)
        return tuple(found)

    def _of(self, word: str, typed: bool) -> list[str]:
        key = whole_key(word)
        if word.lower() in self.left_alone or (len(key) < SHORTEST and word.isascii()):
            return []
        bits = self.lexicon.bits(key)
        capital = word[:1].isupper()
        may_be_name = capital or not bits or (typed and not bits & ENGLISH)
        if capital and bits & NAME:
            bits |= HEADWORD
        found = self.lexicon.lemmas(key)
        if word.lower() in self.not_mutated:
            return found
        for radical in self._radicals(key, bits, may_be_name):
            found += [radical, *self.lexicon.lemmas(radical)]
        if not found and not bits & (COMMON | ENGLISH):
            if may_be_name:
                found = [radical for radical, _ in radicals(key) if radical in self.names]
            found = found or self._of_verbs(key)
        return found

    def _radicals(self, key: str, bits: int, may_be_name: bool) -> list[str]:
        """The words that it may be mutated from; forms of verbs only where there are no others."""
        of_verbs, others = [], []
        for radical, kind in radicals(key):
            known = self.lexicon.bits(radical)
            if not known & kind:
                continue
            if known & NAME and may_be_name:
                others.append(radical)
            elif bits & HEADWORD and kind & SELDOM:
                continue
            elif known & HEADWORD:
                others.append(radical)
            elif known & COMMON and not bits & HEADWORD:
                of_verbs.append(radical)
        return others or of_verbs

    def _of_verbs(self, key: str) -> list[str]:
        """Forms of verbs that no dictionary lists."""
        for form in (key, *(radical for radical, _ in radicals(key))):
            found = [noun for noun in verb_nouns(form) if self.lexicon.bits(noun) & VERB]
            if found:
                return found
        return []


def _words(path: Path) -> frozenset[str]:
    lines = path.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _parts(word: str) -> list[str]:
    """The parts of a word that can be words: "Pen-y-bont" -> Pen, y, bont; "menter'r" -> menter."""
    parts = [part for part in HYPHENS.split(word) if part]
    found = []
    for part in parts:
        pieces = [piece for piece in INNER.split(part) if piece]
        if all(piece.lower() in LEANING for piece in pieces[1:]):
            found += pieces[:1]
    return found if found != [word] else []
