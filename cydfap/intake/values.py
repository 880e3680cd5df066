"""Cells become what the database holds: texts, choices, dates, addresses on the web, lists.

Every function works on a whole column and looks at each distinct text once.
"""

import datetime
import re
from collections.abc import Callable
from typing import Any

from cydfap.directory.models import Entry, Layer, Site, Source
from cydfap.lib import dates

from . import vocabulary
from .headings import TEXTS
from .identifiers import read_identifiers
from .reading import Batch

WEB = re.compile(r"https?://[^\s/.?#]+(\.[^\s/.?#]+)+\S*", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>().]+(\.[^@\s,;<>().]+)+")
PHONE = re.compile(r"(?=(?:\D*\d){5})[+\d][\d\s().,/extEXT#-]{4,39}")
PUBLIC_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{4,12}")
# Crockford's base 32 is read aloud: O is 0, I and L are 1.
MISREAD = str.maketrans("oil", "011")

LIMITS: dict[str, int] = {
    field.name: field.max_length
    for model in (Entry, Site)
    for field in model._meta.fields
    if field.max_length
}
# Those that are rows of their own, made where nobody has them: for each its name.
MADE_BY_NAME: dict[str, Any] = {
    "source": Source._meta.get_field("name"),
    "layers": Layer._meta.get_field("name_en"),
}
LIMITS |= {name: field.max_length for name, field in MADE_BY_NAME.items()}


def normalise(batch: Batch, lang: str) -> None:
    """Fill `batch.values` with all but the place: one list a field that the file has."""
    cells = batch.cells
    texts(batch, lang)
    for name in cells:
        if name in READERS:
            each(batch, name, READERS[name])
        elif name in SHAPES:
            shaped(batch, name, *SHAPES[name])
        elif name in FREE:
            # Thousands of rows say the same here: one text for all of them.
            once: dict[str, str] = {}
            column = [once.setdefault(text, text) for text in cells[name]]
            batch.values[name] = fitting(batch, name, column)
    if "layers" in cells:
        batch.values["layers"] = parted(cells["layers"])
    read_identifiers(batch)


def each(batch: Batch, name: str, read: Callable[[str, str], tuple[Any, str]]) -> None:
    """Read a column by `read(field, text) -> (value, code of a problem or "")`, each distinct
    text once.
    """
    column = batch.cells[name]
    told = {text: read(name, text) for text in set(column)}
    batch.values[name] = [told[text][0] for text in column]
    wrong = {text: code for text, (_, code) in told.items() if code}
    if wrong:
        for index, text in enumerate(column):
            if code := wrong.get(text):
                tell = batch.refuse if code in REFUSING else batch.warn
                tell(index, name, code, text=text[:60])


REFUSING = {"bad-id", "unknown-privacy"}


def public_id(name: str, text: str) -> tuple[str, str]:
    read = text.lower().translate(MISREAD)
    return (read, "") if not read or PUBLIC_ID.fullmatch(read) else ("", "bad-id")


def choice(name: str, text: str) -> tuple[str, str]:
    if not text:
        return "", ""
    key = vocabulary.key_of(name, text)
    if key is None:
        return "", "unknown-privacy" if name == "privacy" else "unknown-word"
    return key, ""


def sectors(name: str, text: str) -> tuple[tuple[str, ...], str]:
    found, unknown = vocabulary.sectors_of(text)
    return found, "unknown-word" if unknown else ""


def fuzzy_date(name: str, text: str) -> tuple[str, str]:
    if not text:
        return "", ""
    try:
        return dates.parse(text).edtf, ""
    except dates.DateProblem:
        return "", "bad-date"


def whole_date(name: str, text: str) -> tuple[datetime.date | None, str]:
    if not text:
        return None, ""
    try:
        date = dates.parse(text)
    except dates.DateProblem:
        return None, "bad-date"
    if date.earliest is None or date.earliest != date.latest:
        return None, "bad-date"
    return date.earliest, ""


def shaped(batch: Batch, name: str, shape: re.Pattern[str], code: str) -> None:
    """Texts of one shape; what has not the shape is left out, and told."""
    column = list(batch.cells[name])
    limit = LIMITS[name]
    for index, text in enumerate(column):
        if (not text or shape.fullmatch(text)) and len(text) <= limit:
            continue
        if (
            shape is WEB
            and WEB.fullmatch(f"https://{text}")
            and "@" not in text
            and len(text) <= limit - 8
        ):
            column[index] = f"https://{text}"
            continue
        column[index] = ""
        batch.warn(index, name, code, text=text[:60])
    batch.values[name] = column


def fitting(batch: Batch, name: str, column: list[str]) -> list[str]:
    """A column whose texts the database has room for; a longer one refuses its row."""
    limit = LIMITS.get(name)
    if limit and max(map(len, column), default=0) > limit:
        for index, text in enumerate(column):
            if len(text) > limit:
                batch.refuse(index, name, "too-long", length=len(text), limit=limit)
    return column


def parted(column: list[str]) -> list[tuple[str, ...]]:
    told = {
        text: tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
        for text in set(column)
    }
    return [told[text] for text in column]


def texts(batch: Batch, lang: str) -> None:
    """Names, summaries, descriptions: `name` is the text in the file's language, `name_else`
    stands in for it.
    """
    cells = batch.cells
    if "name_else" in cells:
        first = cells.get("name", cells["name_else"])
        cells["name"] = [a or b for a, b in zip(first, cells["name_else"], strict=True)]
        batch.columns.headings.setdefault("name", batch.columns.headings["name_else"])
    for text in TEXTS:
        plain = f"{text}_{lang}"
        if text in cells:
            sided = cells.get(plain, [""] * len(batch))
            cells[plain] = [a or b for a, b in zip(sided, cells[text], strict=True)]
            batch.columns.headings.setdefault(plain, batch.columns.headings[text])
        for side in ("en", "cy"):
            name = f"{text}_{side}"
            if name in cells:
                batch.values[name] = fitting(batch, name, cells[name])
        if f"{text}_state" in cells:
            states(batch, text)


def states(batch: Batch, text: str) -> None:
    """A cell like `en:original;cy:draft`, parted into a column for each language."""
    name = f"{text}_state"
    told = {cell: state_of(cell) for cell in set(batch.cells[name])}
    for side in ("en", "cy"):
        batch.values[f"{name}_{side}"] = [told[cell][0].get(side, "") for cell in batch.cells[name]]
    for index, cell in enumerate(batch.cells[name]):
        if told[cell][1]:
            batch.warn(index, name, "unknown-word", text=cell[:60])


def state_of(cell: str) -> tuple[dict[str, str], bool]:
    """The states in a cell, by key or by label, and whether something in it is not known."""
    found: dict[str, str] = {}
    wrong = False
    for part in filter(None, (part.strip().lower() for part in cell.split(";"))):
        side, _, state = (word.strip() for word in part.partition(":"))
        key = vocabulary.key_of("state", state)
        if side in ("en", "cy") and key:
            found[side] = key
        else:
            wrong = True
    return found, wrong


READERS: dict[str, Callable[[str, str], tuple[Any, str]]] = {
    "id": public_id,
    **dict.fromkeys(("kind", "status", "legal_form", "privacy"), choice),
    "sectors": sectors,
    **dict.fromkeys(("opened", "closed"), fuzzy_date),
    "checked_on": whole_date,
}
SHAPES = {
    "website": (WEB, "bad-website"),
    "source_url": (WEB, "bad-website"),
    "email": (EMAIL, "bad-email"),
    "phone": (PHONE, "bad-phone"),
}
FREE = {"source", "licence", "address", "town"}
