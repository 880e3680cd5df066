"""Which column of a file is which field: by known mappings, by what a person said, else by the
heading's words.
"""

import hashlib
import json
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from cydfap.lib.welsh import fold

from .problems import Problem, UnknownColumns

HERE = Path(__file__).resolve().parent

# The editor's export, in its order; what an import reads besides is in headings.json.
EXPORT = (
    "id", "name_en", "name_cy", "summary_en", "summary_cy", "description_en", "description_cy",
    "layers", "kind", "legal_form", "sectors", "status", "opened", "closed", "website", "email",
    "phone", "address", "postcode", "lat", "lon", "precision", "privacy", "identifiers",
    "source", "source_url", "licence", "checked_on", "name_state", "summary_state",
    "description_state",
)  # fmt: skip
TEXTS = ("name", "summary", "description")
LANGUAGES = ("en", "cy")
NAMES = frozenset({"name", "name_en", "name_cy", "name_else"})


@dataclass(frozen=True)
class Profile:
    """A file that the product knows by its headings: what its columns are, and what to say of its
    rows.
    """

    name: str
    needs: tuple[str, ...]
    columns: dict[str, str]
    source: str = ""
    source_url: str = ""
    licence: str = ""
    precision: str = ""


@dataclass
class Columns:
    """How a file is read. `fields`: field → number of the column; `headings`: field → its heading
    in the file.
    """

    fields: dict[str, int]
    headings: dict[str, str]
    unused: list[str]
    signature: str
    profile: Profile | None = None
    problems: list[Problem] = field(default_factory=list)


def squeeze(heading: str) -> str:
    """A heading without case, accents, underscores, stars and doubled spaces."""
    return " ".join(fold(heading).replace("_", " ").replace("*", " ").strip(" :").split())


@cache
def known_words() -> dict[str, Any]:
    """Field → its headings; where the heading's language may tell the text's, by language."""
    told: dict[str, Any] = json.loads((HERE / "headings.json").read_text())
    return told


@cache
def synonyms() -> dict[str, str]:
    """Squeezed heading → field, in both languages."""
    known = {
        name: list(chain(*words.values())) if isinstance(words, dict) else words
        for name, words in known_words().items()
    }
    return {squeeze(word): name for name, words in known.items() for word in [name, *words]}


@cache
def languages() -> dict[str, str]:
    """Squeezed heading of a text that may be in either language → the heading's own language."""
    return {
        squeeze(word): lang
        for text in TEXTS
        for lang, words in known_words()[text].items()
        for word in words
    }


@cache
def profiles() -> tuple[Profile, ...]:
    found = [json.loads(file.read_text()) for file in sorted((HERE / "mappings").glob("*.json"))]
    return tuple(Profile(**{**each, "needs": tuple(each["needs"])}) for each in found)


def signature(headings: list[str]) -> str:
    """The same for every file with these headings in this order."""
    return hashlib.sha256("\n".join(map(squeeze, headings)).encode()).hexdigest()


def profile_of(headings: list[str]) -> Profile | None:
    there = {squeeze(heading) for heading in headings}
    for profile in profiles():
        if all(squeeze(need) in there for need in profile.needs):
            return profile
    return None


def guess(headings: list[str], profile: Profile | None) -> dict[str, str]:
    """Heading → field or "" for each heading. A known file is read by its own mapping alone."""
    if profile:
        columns = {squeeze(heading): name for heading, name in profile.columns.items()}
        return {heading: columns.get(squeeze(heading), "") for heading in headings}
    wanted = {heading: synonyms().get(squeeze(heading), "") for heading in headings}
    return wanted | {h: side for text in TEXTS for h, side in sided(wanted, text).items()}


def sided(wanted: dict[str, str], text: str) -> dict[str, str]:
    """Heading → `name_en` or `name_cy`, of the headings of a text where they come in both
    languages: *Name* beside *Enw* is the English one. One alone says nothing of its text.
    """
    named = {name for name in wanted.values() if name in (f"{text}_en", f"{text}_cy")}
    found = {h: f"{text}_{languages()[squeeze(h)]}" for h, name in wanted.items() if name == text}
    both = len(named | set(found.values())) == len(LANGUAGES)
    return {h: side for h, side in found.items() if both and side not in named}


def match(headings: list[str], said: Map[str, Any] | None = None) -> Columns:
    """Read the headings; `said` ({heading: field or ""}) outranks what is guessed.

    Raises UnknownColumns when no column can be the name.
    """
    columns = read_headings(headings, said)
    check(columns, headings)
    return columns


def read_headings(headings: list[str], said: Map[str, Any] | None = None) -> Columns:
    """As `match`, whatever they come to."""
    profile = profile_of(headings)
    wanted = guess(headings, profile)
    # A heading that a person chose keeps its field; the guess gives way.
    chosen = {heading: str(name) for heading, name in (said or {}).items() if heading in wanted}
    taken = set(chosen.values())
    wanted = {h: "" if name in taken else name for h, name in wanted.items()} | chosen
    columns = Columns({}, {}, [], signature(headings), profile)
    seen: set[str] = set()
    for number, heading in enumerate(headings):
        name = wanted[heading]
        if name and name in columns.fields:
            columns.problems.append(Problem(1, heading, "twice-heading", {"text": heading}))
            name = ""
        elif name:
            columns.fields[name] = number
            columns.headings[name] = heading
        if not name and heading.strip() and heading not in seen:
            columns.unused.append(heading)
        seen.add(heading)
    return columns


def check(columns: Columns, headings: list[str]) -> None:
    if not columns.fields:
        raise UnknownColumns("no-headings", headings, found=listed(headings))
    # A file of corrections may give ids alone; anything else needs a name.
    if not NAMES & columns.fields.keys() and "id" not in columns.fields:
        raise UnknownColumns("no-name-heading", headings, found=listed(headings))


def listed(headings: list[str]) -> str:
    shown = [heading.strip()[:40] for heading in headings if heading.strip()][:12]
    return ", ".join(shown) or "–"
