"""Wagtail's publishing, scheduled or by hand, is a change that a release must follow, and so must
those who read reports' files.
"""

from typing import Any

from django.db.models.signals import post_save
from wagtail.documents.models import Document
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from . import actions
from .models import NewsIndex, NewsPage, Report

CHANGES = (page_published, page_unpublished, page_slug_changed, post_page_move)


def watch() -> None:
    for change in CHANGES:
        change.connect(changed, dispatch_uid=f"news follows {id(change)}")
    page_published.connect(published, sender=Report, dispatch_uid="news reads reports")
    post_save.connect(stored, sender=Document, dispatch_uid="news reads documents")


def changed(sender: type[Any], **_: Any) -> None:
    if issubclass(sender, NewsPage | NewsIndex):
        actions.note_change()


def published(sender: type[Any], instance: Report, **_: Any) -> None:
    actions.want_texts(report=instance)


def stored(sender: type[Any], instance: Document, **_: Any) -> None:
    """A file may be replaced at the desk without its report being touched."""
    actions.want_text(document=instance)
