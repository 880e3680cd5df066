"""Text in two languages: a column and a state for each, and the rules that tie them."""

from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q

from cydfap.directory.enums import TextState
from cydfap.lib.languages import LANGUAGES, other_language


class Text(NamedTuple):
    """A text as it is shown: its words, their language, and whether another was asked for."""

    words: str
    lang: str
    is_fallback: bool


def tr(thing: Any, field: str, lang: str) -> Text:
    """The text of `field` in `lang`, else in the other language, marked as such, else empty."""
    other = other_language(lang)
    if words := getattr(thing, f"{field}_{lang}"):
        return Text(words, lang, False)
    if words := getattr(thing, f"{field}_{other}"):
        return Text(words, other, True)
    return Text("", lang, False)


def true_state(words: str, state: str) -> str:
    """The state that fits: missing without words, original where words came without a state."""
    if not words:
        return TextState.MISSING
    return TextState.ORIGINAL if state == TextState.MISSING else state


def state_field(label: Any) -> "models.CharField[str, str]":
    return models.CharField(
        label,
        max_length=10,
        choices=TextState,
        default=TextState.MISSING,
        db_default=TextState.MISSING,
    )


def states_match(*fields: str) -> list[models.CheckConstraint]:
    """For each field and language: known state, and missing exactly when there are no words."""
    constraints = []
    for field in fields:
        for lang in LANGUAGES:
            words, state = f"{field}_{lang}", f"{field}_state_{lang}"
            constraints.append(
                models.CheckConstraint(
                    name=f"%(class)s_{state}_fits",
                    condition=Q(**{words: "", state: TextState.MISSING})
                    | (~Q(**{words: ""}) & Q(**{f"{state}__in": set_states()})),
                )
            )
    return constraints


def set_states() -> list[str]:
    return [state for state in TextState.values if state != TextState.MISSING]
