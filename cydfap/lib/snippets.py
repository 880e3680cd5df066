"""Where a text of many pages answers a question: its best passages, with the words to mark."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .pdf_text import Page
from .welsh.questions import Asked, Questions
from .welsh.spelling import INNER, WORD, whole_key

BREAK = re.compile(r"\s")
CUT = "…"
# Stands between parts of a text that do not follow from each other, and between them in a passage.
APART = f"\n{CUT}\n"
AROUND_CUT = f"{CUT} \t\n"
# Of a word's beginning.
SHORTEST_BEGINNING = 3


class Snippet(NamedTuple):
    """A passage on one line, of page `number`; marks are ranges of it, in their order."""

    number: int
    lang: str | None
    text: str
    marks: tuple[tuple[int, int], ...]


class Hit(NamedTuple):
    """A word of a page, from start to end, that answers the question's words `which`."""

    start: int
    end: int
    which: frozenset[int]


def snippets(
    pages: Iterable[Page],
    query: str,
    questions: Questions,
    most: int = 3,
    width: int = 200,
    *,
    begun: bool = False,
) -> list[Snippet]:
    """The best passages of about `width` letters, one a page, `most` at most; none for no answer.

    Pages that answer more of the question come first, then earlier ones; `pages` are in their
    order, and are read no further than is needed. A page is read in its own language: Welsh by
    all forms of its words, and a concept by its name in either. `begun`: the question's last word
    may be the beginning of one.
    """
    answers = Answers(questions, query, begun=begun)
    found: list[tuple[int, Page, list[Hit]]] = []
    for page in pages if answers.asked else ():
        if hits := answers.on(page):
            found.append((len(frozenset[int]().union(*(hit.which for hit in hits))), page, hits))
        if sum(answered == len(answers.asked) for answered, *_ in found) >= most:
            break  # no later page can be better
    found.sort(key=lambda row: (-row[0], row[1].number))
    return [_snippet(page, _densest(hits, width), width) for _, page, hits in found[:most]]


class Answers:
    """What answers one question. Remembers words: a long text has few different ones."""

    def __init__(self, questions: Questions, query: str, *, begun: bool = False) -> None:
        self.keys = questions.keys
        self.asked = questions.ask(query)
        last = self.asked[-1].words[-1].exact if begun and self.asked else ""
        self.beginning = last if len(last) >= SHORTEST_BEGINNING else ""
        self.wanted = set[str]().union(*map(_wanted, self.asked))
        # By language: words that have nothing to do with it, and the keys of those that have.
        self.other: dict[str | None, set[str]] = {}
        self.known: dict[str | None, dict[str, frozenset[str]]] = {}

    def on(self, page: Page) -> list[Hit]:
        """The words of a page to mark: those of each concept or word that is answered in whole."""
        keys = self._keys(page)
        there = frozenset[str]().union(*keys.values())
        valid = [_answered(asked, there) for asked in self.asked]
        which = {
            word: frozenset(number for number, good in enumerate(valid) if own & good)
            for word, own in keys.items()
        }
        if not any(which.values()):
            return []
        return [
            Hit(match.start(), match.end(), answered)
            for match in WORD.finditer(page.text)
            if (answered := which.get(match.group()))
        ]

    def _keys(self, page: Page) -> dict[str, frozenset[str]]:
        """The words of a page that may answer, with those of their keys that the question wants."""
        other = self.other.setdefault(page.lang, set())
        known = self.known.setdefault(page.lang, {})
        words = set(WORD.findall(page.text)) - other
        for word in words - known.keys():
            keys = {whole_key(word), *(whole_key(part) for part in INNER.split(word))}
            if page.lang == "cy":
                keys.update(self.keys.derived(word))
            wanted = keys & self.wanted
            if self.beginning and any(key.startswith(self.beginning) for key in keys):
                wanted.add(self.beginning)
            if wanted:
                known[word] = frozenset(wanted)
            else:
                other.add(word)
        return {word: known[word] for word in words & known.keys()}


def _wanted(asked: Asked) -> set[str]:
    """All keys that can be part of an answer."""
    ways = (asked.words, *asked.rewritten)
    words = {key for way in ways for word in way for key in (word.exact, *word.derived)}
    return words.union(*asked.others)


def _answered(asked: Asked, there: frozenset[str]) -> set[str]:
    """The keys that answer it, where these are there: all its words, or all of one phrase."""
    good = set[str]()
    for way in (asked.words, *asked.rewritten):
        words = [{word.exact, *word.derived} & there for word in way]
        good.update(*(words if all(words) else ()))
    return good.union(*(other for other in asked.others if there.issuperset(other)))


def _densest(hits: Sequence[Hit], width: int) -> Sequence[Hit]:
    """The neighbours within the width that answer most of the question, then most often."""
    best, score, first = (0, 1), (0, 0), 0
    inside: Counter[int] = Counter()
    for last, hit in enumerate(hits):
        inside.update(hit.which)
        while first < last and hit.end - hits[first].start > width:
            inside.subtract(hits[first].which)
            first += 1
        here = (len(+inside), last + 1 - first)
        if here > score:
            best, score = (first, last + 1), here
    return hits[slice(*best)]


def _snippet(page: Page, hits: Sequence[Hit], width: int) -> Snippet:
    """The hits with as much around them as fits, cut between words."""
    text = page.text
    first, last = hits[0].start, hits[-1].end
    room = max(width - (last - first), 0)
    start = max(min(first - room // 2, len(text) - width), 0)
    end = min(start + max(width, last - first), len(text))
    start = _word_start(text, start, first)
    end = _word_end(text, end, last)
    # Where it is cut next to a part's end, one mark says both.
    if start:
        start = first - len(text[start:first].lstrip(AROUND_CUT))
    if end < len(text):
        end = last + len(text[last:end].rstrip(AROUND_CUT))
    before, after = CUT if start else "", CUT if end < len(text) else ""
    shift = len(before) - start
    shown = before + BREAK.sub(" ", text[start:end]) + after
    marks = tuple((hit.start + shift, hit.end + shift) for hit in hits)
    return Snippet(page.number, page.lang, shown, marks)


def _word_start(text: str, at: int, limit: int) -> int:
    if at == 0:
        return 0
    found = BREAK.search(text, at - 1, limit)
    return found.end() if found else limit


def _word_end(text: str, at: int, limit: int) -> int:
    if at == len(text):
        return at
    while at > limit and not text[at].isspace():
        at -= 1
    return at
