"""Wagtail's publishing, scheduled or by hand, is a change that a release and the page's other side
must follow, and so must those who read reports' files.
"""

from typing import Any

from django.db.models.signals import post_save
from wagtail.documents.models import Document
from wagtail.models import Revision
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from . import actions
from .models import NewsIndex, NewsPage, Report

CHANGES = (page_published, page_unpublished, page_slug_changed, post_page_move)


def watch() -> None:
    for change in CHANGES:
        change.connect(changed, dispatch_uid=f"news follows {id(change)}")
    page_published.connect(reported, sender=Report, dispatch_uid="news reads reports")
    post_save.connect(stored, sender=Document, dispatch_uid="news reads documents")
    for change in (page_published, page_unpublished):
        change.connect(leads, dispatch_uid=f"news follows links {id(change)}")
    page_published.connect(published, dispatch_uid="news follows words")
    copy_for_translation_done.connect(translated, dispatch_uid="news follows translation")


def changed(sender: type[Any], **_: Any) -> None:
    if issubclass(sender, NewsPage | NewsIndex):
        actions.note_change()


def reported(sender: type[Any], instance: Report, **_: Any) -> None:
    actions.want_texts(report=instance)


def stored(sender: type[Any], instance: Document, **_: Any) -> None:
    """A file may be replaced at the desk without its report being touched."""
    actions.want_text(document=instance)


def leads(sender: type[Any], instance: Any, **_: Any) -> None:
    if issubclass(sender, NewsPage):
        actions.note_page(page=instance)


def published(sender: type[Any], instance: Any, revision: Revision, **_: Any) -> None:
    if issubclass(sender, NewsPage):
        actions.follow_words(page=instance, revision=revision)


def translated(sender: type[Any], source_obj: Any, target_obj: Any, **_: Any) -> None:
    if isinstance(target_obj, NewsPage):
        draft = source_obj.get_latest_revision_as_object()
        actions.mark_copy(page=target_obj, original=draft, by=None)
