"""Wagtail's publishing, scheduled or by hand, is a change that a release and the page's other side
must follow.
"""

from typing import Any

from wagtail.models import Revision
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from cydfap.directory.enums import TextState

from . import actions
from .models import NewsIndex, NewsPage

CHANGES = (page_published, page_unpublished, page_slug_changed, post_page_move)


def watch() -> None:
    for change in CHANGES:
        change.connect(changed, dispatch_uid=f"news follows {id(change)}")
    page_published.connect(published, dispatch_uid="news follows words")
    copy_for_translation_done.connect(translated, dispatch_uid="news follows translation")


def changed(sender: type[Any], **_: Any) -> None:
    if issubclass(sender, NewsPage | NewsIndex):
        actions.note_change()


def published(sender: type[Any], instance: Any, revision: Revision, **_: Any) -> None:
    if issubclass(sender, NewsPage):
        actions.follow_words(page=instance, revision=revision)


def translated(sender: type[Any], target_obj: Any, **_: Any) -> None:
    """What was copied to be translated still has the other language's words."""
    if isinstance(target_obj, NewsPage):
        actions.set_text_state(page=target_obj, state=TextState.DRAFT, by=None)
