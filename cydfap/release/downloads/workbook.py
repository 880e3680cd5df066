"""entries-en.xlsx and entries-cy.xlsx: the directory for people, in their language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter import Workbook

from cydfap.directory.models import Entry, Site
from cydfap.lib.languages import other_language
from cydfap.release.alphabet import alphabetical

from .content import BLOCK, Content, plain
from .tables import ENTRY_HEADINGS, with_states

# What a sheet and a cell can hold.
MOST_ROWS = 1_048_575
MOST_LETTERS = 32_767
OFTEN = 2_000
WIDTHS = {"name_en": 38, "name_cy": 38, "summary_en": 60, "summary_cy": 60, "website": 30}
NUMBERS = ("lat", "lon")
VOCABULARIES = {
    "kind": "kinds",
    "legal_form": "legal_forms",
    "sectors": "sectors",
    "status": "statuses",
    "precision": "precisions",
    "privacy": "privacies",
}


class TooLong(Exception):
    """More entries than a sheet has rows."""


def write(path: Path, content: Content, lang: str) -> int:
    """Returns the number of rows, in the language's alphabetical order; raises TooLong.

    Every text is written as a text: nothing in the workbook is a formula.
    """
    if content.first.sum() > MOST_ROWS:
        raise TooLong(f"a sheet holds {MOST_ROWS} entries")
    blocks = [with_states(block).select(ENTRY_HEADINGS) for block in content.blocks(content.first)]
    entries = ordered(pa.concat_tables(blocks), lang) if blocks else content.rows.slice(0, 0)
    options = {"constant_memory": True, "in_memory": False}
    with override(lang), Workbook(str(path), options) as book:
        sheet = book.add_worksheet(_("Entries")[:31])
        sheet.freeze_panes(1, 3)
        bold = book.add_format({"bold": True})
        for at, name in enumerate(ENTRY_HEADINGS):
            sheet.set_column(at, at, WIDTHS.get(name, 16))
            sheet.write_string(0, at, heading(name), bold)
        said = Words(content, lang)
        for number, record in enumerate(records(entries), start=1):
            if number % OFTEN == 0:
                content.keep_on()
            for at, name in enumerate(ENTRY_HEADINGS):
                write_cell(sheet, number, at, said(name, record[name]))
    return len(entries)


def records(table: pa.Table) -> Iterator[dict[str, Any]]:
    for at in range(0, len(table), BLOCK):
        yield from table.slice(at, BLOCK).to_pylist()


def write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, float):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, value[:MOST_LETTERS])


def ordered(entries: pa.Table, lang: str) -> pa.Table:
    here, there = (plain(entries[f"name_{each}"]) for each in (lang, other_language(lang)))
    shown = pc.if_else(pc.equal(here, ""), there, here).combine_chunks()
    return entries.take(pc.sort_indices(alphabetical(shown, lang)))


def heading(name: str) -> str:
    """What people call a column, with a capital."""
    if name.endswith("_state"):
        words = {"name": _("state of the name"), "summary": _("state of the summary")}
        label = words.get(name.removesuffix("_state"), _("state of the description"))
    elif name == "sectors":
        label = _("Sectors")
    elif name == "id":
        label = _("id")
    else:
        label = str(field(name).verbose_name)
    return label[:1].upper() + label[1:]


@cache
def field(name: str) -> Any:
    if name == "identifiers":
        relation: Any = Entry._meta.get_field(name)
        return relation.related_model._meta
    model = Site if name in ("address", "postcode", "lat", "lon", "precision") else Entry
    return model._meta.get_field(name)


class Words:
    """The values of coded columns as people of one language say them."""

    def __init__(self, content: Content, lang: str) -> None:
        self.content, self.lang = content, lang

    def __call__(self, name: str, value: Any) -> Any:
        if not value or name in NUMBERS:
            return value
        if name == "layers":
            names = self.content.layer_names
            return "; ".join(names[key][self.lang] for key in value.split(";") if key in names)
        if vocabulary := VOCABULARIES.get(name):
            keys = value.split(";")
            return "; ".join(self.content.label(vocabulary, key, self.lang) for key in keys)
        if name.endswith("_state"):
            sides = (side.partition(":") for side in value.split(";"))
            return "; ".join(
                f"{side}: {self.content.label('states', s, self.lang)}" for side, _, s in sides
            )
        return value
