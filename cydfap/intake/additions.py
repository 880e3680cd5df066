"""New entries as columns: what the row says, and what is taken for granted where it is silent."""

import datetime
import secrets
from collections.abc import Container
from typing import Any

from cydfap.directory.enums import Kind, LegalForm, Privacy, Sector, Status, TextState
from cydfap.directory.models.entry import CROCKFORD, PUBLIC_ID_LENGTH

from .headings import TEXTS
from .reading import Batch

# By the suffix of a society's number (as the Financial Conduct Authority gives them).
SOCIETY_FORMS = {
    "CBS": LegalForm.COMMUNITY_BENEFIT_SOCIETY.value,
    "CS": LegalForm.COOPERATIVE_SOCIETY.value,
    "CUS": LegalForm.COOPERATIVE_SOCIETY.value,
}
TEXT_COLUMNS = [f"{text}_{side}" for text in TEXTS for side in ("en", "cy")]
OPTIONAL = ("legal_form", "opened", "closed", "website", "email", "phone", "source_url", "licence")
SITE_TEXTS = ("address", "town", "postcode")


def additions(
    batch: Batch, indexes: list[int], defaults: dict[str, Any], taken: Container[str]
) -> dict[str, list[Any]]:
    """Columns of new entries, one value for each index: those of Entry and Site, and `layers
    sectors identifiers`.

    `defaults`: lang, source (a name), source_url, licence, layers (words).
    `taken`: public ids in use.
    """
    values, count = batch.values, len(indexes)

    def column(name: str, default: Any) -> list[Any]:
        if name not in values:
            return [default] * count
        whole = values[name]
        if default:
            return [whole[index] or default for index in indexes]
        return [whole[index] for index in indexes]

    found = {name: column(name, "") for name in (*TEXT_COLUMNS, *OPTIONAL, *SITE_TEXTS)}
    found["source_url"] = column("source_url", defaults["source_url"])
    found["licence"] = column("licence", defaults["licence"])
    found["source"] = column("source", defaults["source"])
    found["layers"] = column("layers", defaults["layers"])
    found["kind"] = column("kind", Kind.ORGANISATION.value)
    found["checked_on"] = column("checked_on", None)
    found["sectors"] = column("sectors", ())
    found["identifiers"] = column("identifiers", ())
    for name in ("lat", "lon", "authority"):
        found[name] = column(name, None)
    found["precision"] = column("precision", "")
    # In order, for a large index takes in neighbours faster than strangers.
    fresh = sorted(new_ids(count, taken))
    found["public_id"] = [text or new for text, new in zip(column("id", ""), fresh, strict=True)]
    found["row"] = [batch.numbers[index] for index in indexes]
    settle(found, column, defaults["lang"])
    return found


LETTERS = bytes(ord(CROCKFORD[byte & 31]) for byte in range(256))


def new_ids(count: int, taken: Container[str]) -> list[str]:
    """Public ids that nothing has. Among a million of eight letters two are alike every other
    time.
    """
    found: dict[str, None] = {}
    while len(found) < count:
        missing = count - len(found)
        text = secrets.token_bytes(PUBLIC_ID_LENGTH * missing).translate(LETTERS).decode()
        for start in range(0, len(text), PUBLIC_ID_LENGTH):
            new = text[start : start + PUBLIC_ID_LENGTH]
            if new not in taken:
                found[new] = None
    return list(found)


def settle(found: dict[str, list[Any]], column: Any, lang: str) -> None:
    """What follows from other columns: status, privacy, legal form, states of the texts."""
    today = datetime.date.today().isoformat()
    found["status"] = [
        status or (Status.CLOSED if closed and closed <= today else Status.ACTIVE).value
        for status, closed in zip(column("status", ""), found["closed"], strict=True)
    ]
    housing = Sector.HOUSING.value
    at_home, other = Privacy.TOWN.value, Privacy.POSTCODE.value
    found["privacy"] = [
        privacy or (at_home if housing in sectors else other)
        for privacy, sectors in zip(column("privacy", ""), found["sectors"], strict=True)
    ]
    found["legal_form"] = [
        form or (form_of(identifiers) if identifiers else "")
        for form, identifiers in zip(found["legal_form"], found["identifiers"], strict=True)
    ]
    for text in TEXTS:
        sides = found[f"{text}_en"], found[f"{text}_cy"]
        for side, words, other_words in (("en", *sides), ("cy", *sides[::-1])):
            name = f"{text}_state_{side}"
            stated = column(name, "")
            found[name] = states(words, other_words, stated, side == lang)


def states(words: list[str], other: list[str], stated: list[str], is_original: bool) -> list[str]:
    """A text in the file's language is the original; on the other side the same or a draft."""
    missing, same = TextState.MISSING.value, TextState.SAME.value
    usual = (TextState.ORIGINAL if is_original else TextState.DRAFT).value
    if not any(words):
        return [missing] * len(words)
    return [
        missing
        if not text
        else said
        if said and said != missing
        else same
        if not is_original and text == original
        else usual
        for text, original, said in zip(words, other, stated, strict=True)
    ]


def form_of(identifiers: tuple[tuple[str, str], ...]) -> str:
    for scheme, value in identifiers:
        if scheme == "GB-MPR":
            return SOCIETY_FORMS.get(value.lstrip("0123456789"), "")
    return ""
