"""The pages of What's happening and reports' files as a release carries them, to be searched with
the database stopped: `pages/` a row a page with both its sides, `sheets/` a row a page of a PDF.

Both change seldom: where they are as in the current release, its files are linked and not made
again, and a change of an entry costs no more for them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cydfap.lib.languages import LANGUAGES

from . import folder, indexing
from .columns import save
from .said import PAGES, SHEETS, Texts, in_current
from .texts import TEXT, in_one

# Besides the titles.
SEARCHED = [f"{name}_{lang}" for name in ("intro", "text", "named") for lang in LANGUAGES]


def write(place: Path, texts: Texts) -> None:
    """Write both folders, where there is anything, into that of a new release."""
    there = in_current()
    current = folder.releases() / (folder.current_hash() or "")
    if texts.pages_digest and texts.pages_digest == there[PAGES]:
        link(current / PAGES, place / PAGES)
    elif texts.pages_digest:
        write_pages(place / PAGES, texts)
    if texts.sheets is None and texts.sheets_digest:
        link(current / SHEETS, place / SHEETS)
    elif texts.sheets_digest:
        write_sheets(place / SHEETS, texts.sheets)


def link(old: Path, new: Path) -> None:
    shutil.copytree(old, new, copy_function=give)


def give(old: str, new: str) -> None:
    """A second name for a file; a copy where the disk, a network's say, has no such names."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def write_pages(place: Path, texts: Texts) -> None:
    place.mkdir()
    save(place / "pages.arrow", texts.pages)
    save(place / "files.arrow", texts.files)
    names = [field for lang in LANGUAGES for field in title_fields(texts.pages, lang)]
    indexing.build(place, names, [text_field(texts.pages, name) for name in SEARCHED])


def title_fields(table: pa.Table, lang: str) -> Iterator[indexing.Field]:
    """Those of one side, each searched in the language that it is in."""
    its = in_one(table[f"title_lang_{lang}"])
    is_welsh = pc.equal(pc.if_else(pc.equal(its, ""), lang, its), "cy")
    for welsh in (True, False):
        here = pc.equal(is_welsh, welsh)
        titles = in_one(table[f"title_{lang}"]).filter(here)
        rows = np.flatnonzero(here.to_numpy(zero_copy_only=False))
        yield indexing.Field.of(titles, rows, is_welsh=welsh)


def text_field(table: pa.Table, name: str) -> indexing.Field:
    texts = in_one(table[name])
    return indexing.Field.of(texts, np.arange(len(table)), is_welsh=name.endswith("_cy"))


def write_sheets(place: Path, sheets: pa.Table) -> None:
    """Each sheet is searched in its own language; it has no name."""
    place.mkdir()
    save(place / "sheets.arrow", sheets)
    is_welsh = pc.equal(sheets["lang"], "cy")

    def some(which: Any, *, welsh: bool) -> indexing.Field:
        rows = np.flatnonzero(which.to_numpy())
        texts = in_one(sheets["text"].filter(which))
        return indexing.Field.of(texts, rows, is_welsh=welsh)

    nameless = indexing.Field.of(pa.array([], TEXT), np.zeros(0, np.int64))
    others = (some(is_welsh, welsh=True), some(pc.invert(is_welsh), welsh=False))
    indexing.build(place, [nameless], others)
