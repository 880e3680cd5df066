"""What the texts of reports' files answer: which reports, and with which passages."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from cydfap.cms.welsh import lexicon
from cydfap.lib.pdf_text import Page
from cydfap.lib.snippets import Snippet, snippets
from cydfap.lib.welsh.keys import Keys
from cydfap.lib.welsh.questions import Asked, Questions
from cydfap.lib.welsh.spelling import INNER, WORD, whole_key

from .enums import FileState
from .models import FilePage, FileText, Report, ReportFile

MOST_PASSAGES = 5
SEARCHED = (FileState.READ, FileState.TOO_COSTLY)


@cache
def questions() -> Questions:
    """Made at the first question: the dictionaries take a moment to open."""
    return Questions(Keys(lexicon()))


def keys_of(pages: Iterable[Page]) -> str:
    """All keys under which a question may find these pages, each once, between spaces."""
    found: set[str] = set()
    derived = questions().keys.derived
    for page in pages:
        for word in set(WORD.findall(page.text)):
            found.add(whole_key(word))
            found.update(whole_key(part) for part in INNER.split(word))
            if page.lang == "cy":
                found.update(derived(word))
    return f" {' '.join(sorted(found - {''}))} " if found - {""} else ""


@dataclass
class Passages:
    """Of one file: how it stands, and what in it answers."""

    file: ReportFile
    state: FileState | None
    found: list[Snippet] = field(default_factory=list)

    @property
    def is_searched(self) -> bool:
        return self.state in SEARCHED


def of_report(report: Report, query: str, most: int = MOST_PASSAGES) -> list[Passages]:
    """The report's files, with what answers `query` in each."""
    return of_reports([report.translation_key], query, most, report.pk)[report.translation_key]


def of_reports(
    keys: Iterable[UUID], query: str, most: int, page: int | None = None
) -> dict[UUID, list[Passages]]:
    """The same for several, by translation key: the files of both sides, each file once."""
    files = ReportFile.objects.filter(page__translation_key__in=keys, page__live=True)
    if page is not None:
        files = files.filter(page=page)
    rows = list(files.select_related("document", "page").order_by("page_id", "sort_order"))
    texts = {t.document_id: t for t in stored(file.document_id for file in rows)}
    found: dict[UUID, dict[int, Passages]] = defaultdict(dict)
    for file in rows:
        text = texts.get(file.document_id)
        passages = Passages(file, FileState(text.state) if text else None)
        if query and text and passages.is_searched:
            passages.found = snippets(pages_of(text), query, questions(), most)
        found[file.page.translation_key].setdefault(file.document_id, passages)
    return defaultdict(list, {key: list(files.values()) for key, files in found.items()})


def stored(documents: Iterable[int]) -> list[FileText]:
    return list(FileText.objects.filter(document__in=list(documents)).defer("keys"))


def pages_of(text: FileText) -> Iterator[Page]:
    """Read no further than somebody looks."""
    rows = FilePage.objects.filter(file=text).order_by("number")
    for number, words, lang in rows.values_list("number", "text", "lang").iterator(50):
        yield Page(number, words, lang or None)


def answering(query: str) -> Any:
    """For a filter: translation keys of the reports whose files answer every word of it."""
    asked = questions().ask(query)
    if not asked:
        return Report.objects.none().values("translation_key")
    texts = FileText.objects.filter(reduce(and_, map(_holds, asked)), state__in=SEARCHED)
    files = ReportFile.objects.filter(document__in=texts.values("document"))
    return files.values("page__translation_key")


def _holds(asked: Asked) -> Q:
    """Its words in any of their forms, or the whole of what the other language says."""
    ways = [
        reduce(and_, [reduce(or_, map(_has, (word.exact, *word.derived))) for word in way])
        for way in (asked.words, *asked.rewritten)
    ]
    others = [reduce(and_, map(_has, other)) for other in asked.others]
    return reduce(or_, [*ways, *others])


def _has(key: str) -> Q:
    return Q(keys__contains=f" {key} ")
