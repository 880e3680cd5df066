"""The two sides of a page: what of its words one still has of the other."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from cydfap.cms.pages import language_of
from cydfap.directory.enums import TextState

# What a reader reads first: in another language these are other words. Names may be alike.
TEXTS = ("intro", "body", "abstract", "ask")
# A map view or a picture may well be the same on both sides.
SPOKEN = ("heading", "text", "note")


def other_side(page: Page) -> Any:
    """The page in the other language, public or not, as its own class; None where there is none."""
    return page.get_translations(inclusive=False).specific().first()


def other_draft(page: Page) -> Any:
    """The other side as its editor last saved it; None where there is none."""
    side = other_side(page)
    return side.get_latest_revision_as_object() if side else None


def unwritten(page: Any) -> list[str]:
    """What of a page's words is still the other side's, by the names of its fields.

    Nothing is, where they are the same in both, or the other side has no words of its own.
    """
    if page.text_state == TextState.SAME:
        return []
    other = other_draft(page)
    if other is None or other.text_state in (TextState.SAME, TextState.MISSING):
        return []
    names = [name for name in TEXTS if hasattr(page, name) and said(other, name)]
    # Of a page without any text the title is all there is.
    found = [name for name in names or ["title"] if said(page, name) == said(other, name)]
    return [str(page._meta.get_field(name).verbose_name) for name in found]


def is_title_renamed(page: Any) -> bool:
    """Whether its title is no more the other side's, but said to be in that one's language."""
    other = other_draft(page)
    return (
        other is not None
        and other.title.strip() != page.title.strip()
        and page.title_lang == other.title_in
    )


def said(page: Any, name: str) -> Any:
    value = getattr(page, name)
    if name != "body":
        return value.strip()
    spoken = (block.value for block in value if block.block_type in SPOKEN)
    return [getattr(words, "source", words) for words in spoken]


def not_written(page: Page, names: list[str]) -> str:
    told = {
        "cy": _(
            "Still in English: %(texts)s. Write it in Welsh, or choose “The same in both "
            "languages”."
        ),
        "en": _(
            "Still in Welsh: %(texts)s. Write it in English, or choose “The same in both "
            "languages”."
        ),
    }
    return told[language_of(page.locale_id)] % {"texts": ", ".join(names)}
