"""People's words for our choices: keys, labels in both languages, and the synonyms of
vocabulary.json.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import override

from cydfap.directory.enums import Kind, LegalForm, Precision, Privacy, Sector, Status, TextState
from cydfap.lib.welsh import fold

CHOICES: dict[str, Any] = {
    "kind": Kind,
    "status": Status,
    "legal_form": LegalForm,
    "privacy": Privacy,
    "precision": Precision,
    "sectors": Sector,
    "state": TextState,
}


def squeeze(word: str) -> str:
    return " ".join(fold(word).replace("_", " ").replace("-", " ").split())


@cache
def words(name: str) -> dict[str, tuple[str, ...]]:
    """Squeezed word → the keys that it means (several only for sectors)."""
    known: dict[str, tuple[str, ...]] = {}
    for choice in CHOICES[name]:
        known[squeeze(choice.value)] = (choice.value,)
        for lang in ("en", "cy"):
            with override(lang):
                known[squeeze(str(choice.label))] = (choice.value,)
    extra = json.loads((Path(__file__).parent / "vocabulary.json").read_text())
    for word, keys in extra.get(name, {}).items():
        known[squeeze(word)] = tuple(keys if isinstance(keys, list) else [keys] if keys else [])
    return known


def key_of(name: str, word: str) -> str | None:
    """The one key that a word means; "" where it means nothing we record; None if it is not
    known.
    """
    found = words(name).get(squeeze(word))
    if found is None:
        return None
    return found[0] if found else ""


def sectors_of(text: str) -> tuple[tuple[str, ...], list[str]]:
    """Sectors in a cell (a list parted by `;`), and the words that mean none. Some of our words
    hold commas.
    """
    found: list[str] = []
    unknown: list[str] = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        keys = words("sectors").get(squeeze(part))
        if keys is None:
            unknown.append(part)
        found.extend(key for key in keys or () if key not in found)
    return tuple(found), unknown
