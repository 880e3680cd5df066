"""Wagtail's publishing, scheduled or by hand, is a change that a release must follow."""

from typing import Any

from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from . import actions
from .models import NewsIndex, NewsPage

CHANGES = (page_published, page_unpublished, page_slug_changed, post_page_move)


def watch() -> None:
    for change in CHANGES:
        change.connect(changed, dispatch_uid=f"news follows {id(change)}")


def changed(sender: type[Any], **_: Any) -> None:
    if issubclass(sender, NewsPage | NewsIndex):
        actions.note_change()
