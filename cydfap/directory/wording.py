"""In what state the public text is, language by language: the figures of the language desk."""

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import polib
from django.conf import settings
from django.db.models import Case, Count, IntegerField, Model, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from cydfap.lib.languages import other_language
from cydfap.lib.welsh.concept_table import concepts
from cydfap.places.models import Area
from cydfap.places.ordering import column

from .enums import Kind, TextState
from .models import TEXTS, Entry, Layer

CATALOGUE = settings.ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.po"
# What asks for somebody's work, the worst first.
TO_DO = (TextState.STALE, TextState.MISSING, TextState.DRAFT)
# There, but nobody keeps in what state: the names of layers and areas.
NOT_KEPT = "not-kept"


class Share(NamedTuple):
    """How many texts of one sort are in each state; without those that neither language has."""

    label: str
    states: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.states.values())


def in_state(text: str, lang: str, state: str) -> Q:
    """Missing is only what the other language has."""
    found = Q(**{f"{text}_state_{lang}": state})
    if state == TextState.MISSING:
        found &= ~Q(**{f"{text}_state_{other_language(lang)}": TextState.MISSING})
    return found


def shares(lang: str) -> list[Share]:
    """Entries by kind and text, then layers and areas, then the site's own words."""
    counts = {
        f"{text}_{state}": Count("pk", filter=in_state(text, lang, state))
        for text in TEXTS
        for state in TextState.values
    }
    found = []
    labels = {"name": _("Name"), "summary": _("Summary"), "description": _("Description")}
    by_kind: Any = Entry.objects.order_by("kind").values("kind").annotate(**counts)
    for row in by_kind:
        for text in TEXTS:
            states = {state: row[f"{text}_{state}"] for state in TextState.values}
            found.append(Share(f"{Kind(row['kind']).label} · {labels[text]}", states))
    found += [
        named(_("Layers"), Layer, "name", lang),
        named(_("Notes to layers"), Layer, "note", lang),
        named(_("Areas"), Area, "name", lang),
        Share(_("The words of the site"), own_words(lang, CATALOGUE)),
        Share(_("Sectors, kinds and what else is searched for"), concept_words(lang)),
    ]
    return [share for share in found if share.total]


def named(label: str, model: type[Model], text: str, lang: str) -> Share:
    """Texts without a state: they are there or they are missing."""
    ours, theirs = f"{text}_{lang}", f"{text}_{other_language(lang)}"
    counted = model._default_manager.aggregate(
        there=Count("pk", filter=~Q(**{ours: ""})),
        missing=Count("pk", filter=Q(**{ours: ""}) & ~Q(**{theirs: ""})),
    )
    return Share(label, {NOT_KEPT: counted["there"], TextState.MISSING: counted["missing"]})


def own_words(lang: str, catalogue: Path) -> dict[str, int]:
    """The site's own strings: English is their original, Welsh is what its catalogue says."""
    strings = [string for string in polib.pofile(str(catalogue)) if not string.obsolete]
    if lang == "en":
        return {TextState.ORIGINAL: len(strings)}
    states = dict.fromkeys((TextState.REVIEWED, TextState.DRAFT, TextState.MISSING), 0)
    for string in strings:
        words = [string.msgstr, *string.msgstr_plural.values()]
        if not any(words):
            states[TextState.MISSING] += 1
        elif "draft" in string.tcomment:
            states[TextState.DRAFT] += 1
        else:
            states[TextState.REVIEWED] += 1
    return {str(state): number for state, number in states.items()}


def concept_words(lang: str) -> dict[str, int]:
    """The concepts of the search, whose first words are the labels of sectors and kinds."""
    if lang == "en":
        return {TextState.ORIGINAL: len(concepts())}
    return dict(Counter(concept.state for concept in concepts()))


def to_do(lang: str, state: str = "", kind: str = "") -> QuerySet[Entry]:
    """Entries with a text that asks for work, the worst first, then by name; `worst` is its
    place in TO_DO.
    """
    wanted = {str(each): any_text(lang, each) for each in TO_DO}
    asked = wanted[state] if state else any_of(list(wanted.values()))
    entries: QuerySet[Entry] = Entry.objects.filter(asked)
    if kind:
        entries = entries.filter(kind=kind)
    cases = [When(wanted[str(each)], then=Value(place)) for place, each in enumerate(TO_DO)]
    worst = Case(*cases, default=Value(len(TO_DO)), output_field=IntegerField())
    ranked: QuerySet[Entry] = entries.annotate(worst=worst).order_by("worst", column(), "pk")
    return ranked


def any_text(lang: str, state: str) -> Q:
    return any_of([in_state(text, lang, state) for text in TEXTS])


def any_of(conditions: list[Q]) -> Q:
    whole = Q()
    for condition in conditions:
        whole |= condition
    return whole


def work_on(entry: Any, lang: str) -> list[tuple[str, str]]:
    """(text, state) for each text of an entry that asks for work."""
    found = []
    for text in TEXTS:
        state = getattr(entry, f"{text}_state_{lang}")
        nowhere = getattr(entry, f"{text}_state_{other_language(lang)}") == TextState.MISSING
        if state in TO_DO and not (state == TextState.MISSING and nowhere):
            found.append((text, state))
    return found
