"""The words of the fixed vocabularies in both languages, as a release carries them."""

from django.db.models import TextChoices
from django.utils.translation import override

from cydfap.directory.enums import (
    Kind,
    LegalForm,
    Precision,
    Privacy,
    RelationKind,
    Sector,
    Status,
    TextState,
)
from cydfap.news.enums import EventState, NewsKind
from cydfap.places.enums import AreaKind

Labels = dict[str, dict[str, str]]

VOCABULARIES: dict[str, type[TextChoices]] = {
    "kinds": Kind,
    "statuses": Status,
    "legal_forms": LegalForm,
    "sectors": Sector,
    "precisions": Precision,
    "privacies": Privacy,
    "states": TextState,
    "relation_kinds": RelationKind,
    "area_kinds": AreaKind,
    "news_kinds": NewsKind,
    "event_states": EventState,
}


def labels(choices: type[TextChoices]) -> Labels:
    """{key: {"en": …, "cy": …}} in the vocabulary's own order."""
    told: Labels = {value: {} for value in choices.values}
    for lang in ("en", "cy"):
        with override(lang):
            for value, label in choices.choices:
                told[value][lang] = str(label)
    return told


def vocabularies() -> dict[str, Labels]:
    return {name: labels(choices) for name, choices in VOCABULARIES.items()}
