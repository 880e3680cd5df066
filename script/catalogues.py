"""The catalogues of Welsh: where each is, what it must hold, and what is wrong with an entry."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
HEADER = {
    "Project-Id-Version": "cydfap",
    "Language": "cy",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    # CLDR's six forms for Welsh: zero, one, two, few (3), many (6), other.
    "Plural-Forms": "nplurals=6; "
    "plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);",
}
# What must reach the reader as it is: what a program fills in, and the tags it writes.
FILLED_IN = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}|</?[a-z]\w*")

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Catalogue:
    """One PO file of ours. `about` is what its first line says it is."""

    folder: str
    domain: str
    about: str

    @property
    def path(self) -> Path:
        return ROOT / self.folder / "cy" / "LC_MESSAGES" / f"{self.domain}.po"

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    def read(self) -> polib.POFile:
        if self.path.exists():
            return polib.pofile(str(self.path), wrapwidth=100)
        return polib.POFile(wrapwidth=100)

    def write(self, po: polib.POFile) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        po.metadata = dict(HEADER)
        po.header = (
            f"{self.about} Draft: no Welsh speaker has reviewed it yet.\n"
            "Mark a string reviewed by removing its `draft` comment."
        )
        po.sort(key=lambda entry: entry.msgid.casefold())
        po.save(str(self.path))
        self.compile()

    def compile(self) -> None:
        """Write the .mo that Django reads; a process that reads meanwhile sees the old one."""
        target = self.path.with_suffix(".mo")
        part = target.with_suffix(f".{os.getpid()}")
        self.read().save_as_mofile(str(part))
        part.replace(target)


OWN = Catalogue("locale", "django", "Cydfap's Welsh.")
OTHERS = [
    Catalogue("locale/others", "django", "Welsh for what Django and Wagtail say."),
    Catalogue("locale/others", "djangojs", "Welsh for what Wagtail's scripts say."),
]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def has_welsh(entry: polib.POEntry) -> bool:
    forms = list(entry.msgstr_plural.values()) or [entry.msgstr]
    return not entry.fuzzy and all(forms)


def faults(entry: polib.POEntry) -> Iterator[str]:
    """Each Welsh form that lost or invented a placeholder or a tag of the English."""
    english = [set(FILLED_IN.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
    known = set().union(*english)
    for text in list(entry.msgstr_plural.values()) or [entry.msgstr]:
        welsh = set(FILLED_IN.findall(text))
        if welsh - known or not any(welsh >= wanted for wanted in english):
            yield f"placeholders differ: {entry.msgid!r}: {text!r}"


def format_faults(catalogue: Catalogue) -> Iterator[str]:
    """What GNU msgfmt finds wrong with the file, where it is installed."""
    if shutil.which("msgfmt"):
        words = ["msgfmt", "--check-format", "--output-file", os.devnull, str(catalogue.path)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            yield done.stderr.strip()


def package_folders() -> list[Path]:
    """The locale folder of each package that this site installs, Django's own first."""
    sys.path.insert(0, str(ROOT))
    from cydfap.settings import INSTALLED_APPS

    others = [name for name in INSTALLED_APPS if not name.startswith("cydfap")]
    folders = [_package("django") / "conf" / "locale"]
    return folders + [_package(name) / "locale" for name in others]


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is in INSTALLED_APPS and not installed.")
    return Path(spec.origin).parent


def asked_by_packages(domain: str) -> dict[Key, polib.POEntry]:
    """Every string of the installed packages, as they list them for their translators."""
    asked: dict[Key, polib.POEntry] = {}
    for folder in package_folders():
        english = folder / "en" / "LC_MESSAGES" / f"{domain}.po"
        # A package that lists no English for translators has it in each of its languages.
        files = [english] if english.exists() else folder.glob(f"*/LC_MESSAGES/{domain}.po")
        for entry in _entries(files):
            asked.setdefault(key(entry), entry)
            note = (folder.parent.name if folder.parent.name != "conf" else "django", "")
            asked[key(entry)].occurrences = [note]
    return asked


def _entries(files: Iterable[Path]) -> Iterator[polib.POEntry]:
    for file in sorted(files):
        yield from (entry for entry in polib.pofile(str(file)) if not entry.obsolete)


def told_by_packages(domain: str) -> set[Key]:
    """The strings for which some installed package brings Welsh of its own."""
    told: set[Key] = set()
    for folder in package_folders():
        welsh = folder / "cy" / "LC_MESSAGES" / f"{domain}.mo"
        if welsh.exists():
            # What is empty or fuzzy is not in a .mo.
            told |= {key(entry) for entry in polib.mofile(str(welsh))}
    return told
