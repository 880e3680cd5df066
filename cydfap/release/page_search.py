"""What pages of What's happening and reports' files answer, from a release alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cydfap.lib.languages import LANGUAGES, other_language
from cydfap.lib.pdf_text import Page
from cydfap.lib.snippets import APART, Snippet, snippets

from .index import MATCHES, SLIP, Index
from .recent import Recent
from .records import NewsRecord
from .said import PAGES, SHEETS
from .texts import table

Array = NDArray[Any]

# What a passage may be of.
SAID = ("intro", "text")
# As a list shows it, where nothing in it can be marked.
SHOWN = 200
# For pages, and for the sheets of reports.
MEMORY_FOR_RANKINGS = 32_000_000


@dataclass(frozen=True)
class FoundPage:
    """A page that answers. `intro` is empty in a language that the page is not in.

    `passage` is where its text answers, in the language that it says; None where only the title
    does. `match` is as `EntryRecord` has it.
    """

    page: NewsRecord
    intro: dict[str, str]
    match: str
    passage: Snippet | None


class Passage(NamedTuple):
    """Where a file answers: its own address, and of a page of it the best part."""

    url: str
    part: Snippet


@dataclass(frozen=True)
class FoundReport:
    """A report whose files answer, with the best of their pages."""

    page: FoundPage
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Found:
    """Some of what answers, the best first, and how many answer in all."""

    total: int
    pages: tuple[FoundPage, ...] = ()
    reports: tuple[FoundReport, ...] = ()


class Ranking(NamedTuple):
    """What answers a question: rows of pages, the best first, and how well each does.

    Of reports also how well each file does, and of each word how well each sheet does.
    """

    rows: Array
    score: Array
    of_files: Array = np.zeros(0, np.uint8)
    of_sheets: tuple[Array, ...] = ()

    @property
    def nbytes(self) -> int:
        arrays = self.rows, self.score, self.of_files, *self.of_sheets
        return sum(array.nbytes for array in arrays)

    def some(self, which: slice) -> Iterator[tuple[int, int]]:
        """(row, how well) of those at these places."""
        return zip(self.rows[which].tolist(), self.score[which].tolist(), strict=True)


# By the question and whether one may guess: a map asks the same at every move.
Rankings = Recent[tuple[str, bool], Ranking]


class Pages:
    """The pages and files of one release."""

    def __init__(self, place: Path) -> None:
        """Of the release in this folder; Arrow's and numpy's errors where they are not whole."""
        self.pages = table(place / PAGES / "pages.arrow")
        self.files = table(place / PAGES / "files.arrow")
        self.index = Index.load(place / PAGES, len(self.pages))
        self.recent = Rankings(MEMORY_FOR_RANKINGS)

    def find(self, query: str, lang: str, some: slice, *, guess: bool) -> Found:
        ranking = self.recent.get((query, guess), lambda: self.ranking(query, guess=guess))
        pages = tuple(self.page(row, how, query, lang) for row, how in ranking.some(some))
        return Found(len(ranking.rows), pages)

    def ranking(self, query: str, *, guess: bool) -> Ranking:
        return Ranking(*best_first(self.index.answers(query), guess=guess))

    def page(self, row: int, how: int, query: str, lang: str) -> FoundPage:
        (told,) = self.pages.slice(row, 1).to_pylist()
        said = [
            Page(0, APART.join(filter(None, (told[f"{part}_{each}"] for part in SAID))), each)
            for each in (lang, other_language(lang))
            if told[f"path_{each}"]
        ]
        found = snippets(said, query, self.index.questions, most=1, begun=True)
        intro = {each: told[f"intro_{each}"] for each in LANGUAGES}
        return FoundPage(
            NewsRecord.of(told), intro, MATCHES.get(how, ""), found[0] if found else None
        )


class Sheets:
    """The pages of reports' files: which files answer, and where.

    A file answers a question if each of its words is somewhere in it, not all on one page.
    """

    def __init__(self, place: Path, pages: Pages) -> None:
        self.pages = pages
        self.sheets = table(place / SHEETS / "sheets.arrow")
        self.index = Index.load(place / SHEETS, len(self.sheets))
        stamps = self.sheets["stamp"].to_numpy(zero_copy_only=False).astype(str)
        files = pages.files["stamp"].to_numpy(zero_copy_only=False).astype(str)
        # Of each file its sheets; they stand together.
        self.first = np.searchsorted(stamps, files)
        self.end = np.searchsorted(stamps, files, "right")
        self.report = pages.files["page"].to_numpy()
        self.recent = Rankings(MEMORY_FOR_RANKINGS)

    def find(self, query: str, lang: str, some: slice, passages: int, *, guess: bool) -> Found:
        ranking = self.recent.get((query, guess), lambda: self.ranking(query, guess=guess))
        reports = []
        for row, how in ranking.some(some):
            files = np.flatnonzero((self.report == row) & (ranking.of_files > 0)).tolist()
            found = [
                part
                for file in files
                for part in self.passages(file, ranking.of_sheets, query, passages)
            ]
            page = self.pages.page(row, how, query, lang)
            reports.append(FoundReport(page, tuple(found[:passages])))
        return Found(len(ranking.rows), reports=tuple(reports))

    def ranking(self, query: str, *, guess: bool) -> Ranking:
        each = tuple(self.index.each(query))
        of_files = np.zeros(len(self.report), np.uint8)
        for number, (first, end) in enumerate(zip(self.first, self.end, strict=True)):
            if each and first < end:
                of_files[number] = min(int(score[first:end].max()) for score in each)
        of_reports = np.zeros(len(self.pages.pages), np.uint8)
        np.maximum.at(of_reports, self.report, of_files)
        return Ranking(*best_first(of_reports, guess=guess), of_files, each)

    def passages(
        self, file: int, each: tuple[Array, ...], query: str, most: int
    ) -> Iterator[Passage]:
        """The sheets that answer most of the question's words, in their order."""
        first, end = int(self.first[file]), int(self.end[file])
        answered = np.sum([score[first:end] > 0 for score in each], axis=0)
        best = np.argsort(-answered, kind="stable")[:most]
        url = self.pages.files["url"][file].as_py()
        for at in best[answered[best] > 0].tolist():
            sheet = self.sheet(first + at)
            found = snippets([sheet], query, self.index.questions, most=1, begun=True)
            yield Passage(url, found[0] if found else beginning(sheet))

    def sheet(self, row: int) -> Page:
        (told,) = self.sheets.slice(row, 1).to_pylist()
        return Page(told["number"], told["text"], told["lang"] or None)


def best_first(score: Array, *, guess: bool) -> tuple[Array, Array]:
    """The rows that answer and how well; with nearly the same letters only for who may guess."""
    rows = np.flatnonzero(score > (0 if guess else SLIP))
    order = rows[np.argsort(-score[rows].astype(np.int16), kind="stable")]
    return order, score[order]


def beginning(sheet: Page) -> Snippet:
    text = " ".join(sheet.text[:SHOWN].split())
    return Snippet(sheet.number, sheet.lang, text + "…" * (len(sheet.text) > SHOWN), ())


class TextSearch:
    """What a release has to search besides its entries; perhaps nothing.

    With `guess`, what is spelt nearly as the question answers too: for a question that no entry
    answers otherwise, since a word that only entries know is no slip.
    """

    def __init__(self, place: Path, about: dict[str, Any]) -> None:
        """Of the release in this folder. Raises where what about.json tells of is not whole."""
        self._pages = Pages(place) if about[PAGES] else None
        self._sheets = Sheets(place, self._pages) if self._pages and about[SHEETS] else None

    def pages(self, query: str, lang: str, some: slice, *, guess: bool = False) -> Found:
        """Those at some places of the order: the best first, and of these the newest."""
        return self._pages.find(query, lang, some, guess=guess) if self._pages else Found(0)

    def paths(self) -> list[dict[str, str]]:
        """Where all pages are, by language; empty in one that a page is not in."""
        if self._pages is None:
            return []
        columns = [self._pages.pages[f"path_{lang}"].to_pylist() for lang in LANGUAGES]
        return [dict(zip(LANGUAGES, pair, strict=True)) for pair in zip(*columns, strict=True)]

    def reports(
        self, query: str, lang: str, some: slice, *, passages: int = 2, guess: bool = False
    ) -> Found:
        """The same of reports by the texts of their files, each with so many passages at most."""
        if self._sheets is None:
            return Found(0)
        return self._sheets.find(query, lang, some, passages, guess=guess)
