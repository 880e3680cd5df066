"""Words in two languages: which to show, and in which language they are."""

from collections.abc import Mapping
from typing import NamedTuple


class Text(NamedTuple):
    words: str
    lang: str


def in_language(texts: Mapping[str, str], lang: str) -> Text:
    """In `lang`, else in the other language; the language returned is that of the words."""
    other = "en" if lang == "cy" else "cy"
    if words := texts.get(lang):
        return Text(words, lang)
    if words := texts.get(other):
        return Text(words, other)
    return Text("", lang)


def both(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("en", texts.get("en", "")), ("cy", texts.get("cy", ""))]
