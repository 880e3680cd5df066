"""The text of reports' files, read in the background."""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from cydfap.lib.pdf_text import Extract, Limits, Outcome, extract
from cydfap.lib.turns import turn
from cydfap.news.enums import FileState
from cydfap.news.models import FilePage, FileText, Report, ReportFile
from cydfap.news.texts import keys_of

from .pages import note_change

logger = logging.getLogger(__name__)

# A file over which a worker died this often is not tried again.
MOST_ATTEMPTS = 3
AT_ONCE = 500


@transaction.atomic
def want_texts(*, report: Report) -> None:
    """The report is public: its files are to be read, where that is not done yet."""
    for file in report.files.select_related("document"):
        want_text(document=file.document, is_new=True)


@transaction.atomic
def want_text(*, document: Any, is_new: bool = False) -> None:
    """Read a document that has changed; a new one, too, if it is a report's. PDFs only."""
    if document.file_extension.lower() != "pdf":
        if FileText.objects.filter(document=document).delete()[0]:
            note_new_text(document)
        return
    known = FileText.objects.filter(document=document).first()
    if known is None:
        if is_new:
            FileText.objects.create(document=document, name=document.file.name)
    elif known.name != document.file.name:
        known.pages.all().delete()
        known.name, known.state, known.keys = document.file.name, FileState.WAITING, ""
        known.attempts = 0
        known.save()
        note_new_text(document)


def read_next_text(*, limits: Limits | None = None) -> bool:
    """A chore for the worker: read the first file that waits. True if there was one."""
    # Looked at twice a second: nothing is locked where there is nothing to do.
    if not FileText.objects.filter(state=FileState.WAITING).exists():
        return False
    with turn(settings.DATA / "locks" / "texts") as mine:
        waiting = FileText.objects.filter(state=FileState.WAITING).order_by("attempts", "pk")
        text = waiting.select_related("document").first() if mine else None
        if text is None:
            return False
        text.attempts += 1
        text.save(update_fields=["attempts"])
        if text.attempts > MOST_ATTEMPTS:
            logger.error("The text of document %s ended its worker and is given up.", text.pk)
            keep(text, Extract(Outcome.TOO_COSTLY, []))
            return True
        keep(text, of_file(text, limits))
        return True


def of_file(text: FileText, limits: Limits | None) -> Extract:
    try:
        return extract(Path(text.document.file.path), limits)
    except OSError as problem:
        logger.warning("Document %s cannot be opened: %s", text.document_id, problem.strerror)
        return Extract(Outcome.MALFORMED, [])


@transaction.atomic
def keep(text: FileText, found: Extract) -> None:
    """Nothing is kept if the file was replaced meanwhile: the new one waits."""
    now = FileText.objects.select_for_update().filter(pk=text.pk, name=text.name).first()
    if now is None:
        return
    now.pages.all().delete()
    FilePage.objects.bulk_create(
        [FilePage(file=now, number=p.number, text=p.text, lang=p.lang or "") for p in found.pages],
        batch_size=AT_ONCE,
    )
    now.state = FileState(found.outcome)
    now.keys = keys_of(found.pages)
    now.save()
    note_new_text(now.document)


def note_new_text(document: Any) -> None:
    """The site's search reads the texts of public reports from a release."""
    if ReportFile.objects.filter(document=document, page__live=True).exists():
        note_change()
