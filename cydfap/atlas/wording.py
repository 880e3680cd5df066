"""Words in two languages: which to show, and in which language they are."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cydfap.cms.wording import only_in
from cydfap.lib.languages import LANGUAGES, other_language


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
    """A record's field as it is shown to a reader of `lang`."""
    return in_language(texts_of(record, field), lang)


def lacking(record: Any, field: str, lang: str) -> str:
    """What a reader of `lang` is told where a text is only in the other language; else empty."""
    if told(record, field, lang).lang == lang:
        return ""
    return only_in(told(record, field, lang).lang, lang)
