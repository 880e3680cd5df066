"""Words in two languages: which to show, and in which language they are."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cydfap.cms.wording import only_in, spoken
from cydfap.directory.enums import TextState
from cydfap.lib.languages import LANGUAGES, other_language

# What things and pages are called.
NAMES = ("name", "title")


class Text(NamedTuple):
    words: str
    lang: str


def in_language(texts: Mapping[str, str], lang: str) -> Text:
    """In `lang`, else in the other language; the language returned is that of the words."""
    other = other_language(lang)
    if words := texts.get(lang):
        return Text(words, lang)
    if words := texts.get(other):
        return Text(words, other)
    return Text("", lang)


def texts_of(record: Any, field: str) -> dict[str, str]:
    """A record's `<field>_en` and `<field>_cy`."""
    return {lang: getattr(record, f"{field}_{lang}") for lang in LANGUAGES}


def told(record: Any, field: str, lang: str) -> Text:
    """A record's field as it is shown to a reader of `lang`.

    A proper name that is the same in both is in the language that it comes from. A title may be in
    another language than its page, which then says so.
    """
    texts = texts_of(record, field)
    found = in_language(texts, lang)
    if its := getattr(record, f"{field}_lang_{found.lang}", ""):
        return Text(found.words, its)
    state = getattr(record, f"{field}_state_{lang}", None)
    if state == TextState.SAME:
        return Text(found.words, other_language(lang))
    if state is None and field in NAMES and texts["en"] == texts["cy"]:
        return as_spoken(found.words, lang)
    return found


def as_spoken(words: str, lang: str) -> Text:
    """Words of which nobody said in which language they are, such as the name of a source; taken
    to be in the reader's where they do not tell.
    """
    return Text(words, spoken(words) or lang)


def only(texts: Mapping[str, str], lang: str) -> str:
    """What a reader of `lang` is told where a text is only in the other language; else empty."""
    if in_language(texts, lang).lang == lang:
        return ""
    return only_in(in_language(texts, lang).lang, lang)


def notice(record: Any, field: str, lang: str) -> str:
    """What a reader of `lang` is told of a text: that it is only in the other language, or behind
    it; else empty.
    """
    if getattr(record, f"{field}_state_{lang}", None) == TextState.STALE:
        return str(TextState.STALE.label)
    return only(texts_of(record, field), lang)
