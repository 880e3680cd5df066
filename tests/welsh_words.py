"""Whether a text of the desk is Welsh: one that a Welsh catalogue holds, alone or put together."""

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import polib

from tests.conftest import ROOT

TAG = re.compile(r"<[^>]*>")
FILLED_IN = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}")
LETTER = re.compile(r"[^\W\d_]")
# What joins two texts, or a text and a figure, into one.
JOINTS = re.compile(r": | - | · | » | \| |[()\[\]*]|↳|\d+")


@cache
def catalogues() -> ModuleType:
    """script/catalogues.py: where the catalogues are, ours and those of installed packages."""
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "script" / "catalogues.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def flat(text: str) -> str:
    return " ".join(text.split()).strip(" :.,…").casefold()


def entries() -> Iterator[polib.POEntry | polib.MOEntry]:
    ours = catalogues()
    for catalogue in (ours.OWN, *ours.OTHERS):
        yield from catalogue.read()
    for folder in ours.package_folders():
        for file in folder.glob("cy/LC_MESSAGES/*.mo"):
            yield from polib.mofile(str(file))


def texts() -> Iterator[str]:
    """As a reader's page has them: cut where a tag is."""
    for entry in entries():
        for said in [*entry.msgstr_plural.values(), entry.msgstr]:
            yield from (part for part in TAG.split(said) if LETTER.search(part))


@cache
def welsh() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Whole texts, and patterns of those that are filled in."""
    every = set(texts())
    filled_in = {text for text in every if FILLED_IN.search(text)}
    patterns = {
        r".*?".join(re.escape(flat(part)) for part in FILLED_IN.split(text))
        for text in filled_in
        if len(LETTER.findall(FILLED_IN.sub("", text))) > 2
    }
    whole = frozenset(flat(text) for text in every - filled_in)
    return whole, tuple(re.compile(pattern) for pattern in sorted(patterns))


def is_welsh(text: str, names: re.Pattern[str]) -> bool:
    """`names`: what stays as it is in any language."""
    whole, patterns = welsh()
    said = flat(text)
    if not LETTER.search(said) or said in whole or names.fullmatch(text):
        return True
    if any(pattern.fullmatch(said) for pattern in patterns):
        return True
    return any(
        is_welsh(text[: joint.start()].strip(), names)
        and is_welsh(text[joint.end() :].strip(), names)
        for joint in JOINTS.finditer(text)
    )
