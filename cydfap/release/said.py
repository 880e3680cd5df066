"""What pages of What's happening and reports' files say, read from the database for a release."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
import pyarrow as pa

from cydfap.lib.languages import LANGUAGES
from cydfap.news.saying import FileSaid, Said, said_files, said_on_sheets, said_pages

from . import folder, welsh
from .digest import digest_of
from .texts import TEXT

PAGES, SHEETS = "pages", "sheets"
BOTH = ("title", "title_lang", "path", "intro", "text", "named")
SPOKEN = [f"{name}_{lang}" for name in BOTH for lang in LANGUAGES]
PAGE_SCHEMA = pa.schema([(name, TEXT) for name in ("kind", "when", *SPOKEN)])
# Of a file the report's row, and its own sheets.
FILE_SCHEMA = pa.schema(
    [("page", pa.int64()), ("url", TEXT), ("title", TEXT), ("stamp", TEXT)],
)
SHEET_SCHEMA = pa.schema(
    [("stamp", TEXT), ("number", pa.int64()), ("lang", TEXT), ("text", TEXT)],
)


@dataclass(frozen=True)
class Texts:
    """What there is to search besides entries. The digests are empty where there is nothing.

    `sheets` is None where they are as the current release has them.
    """

    pages: pa.Table = field(default_factory=PAGE_SCHEMA.empty_table)
    files: pa.Table = field(default_factory=FILE_SCHEMA.empty_table)
    sheets: pa.Table | None = field(default_factory=SHEET_SCHEMA.empty_table)
    pages_digest: str = ""
    sheets_digest: str = ""

    @property
    def digests(self) -> dict[str, str]:
        """As about.json has them: by them a release knows whether its own are still so."""
        return {PAGES: self.pages_digest, SHEETS: self.sheets_digest}


def read_texts() -> Texts:
    """All public pages and files, as the database has them now."""
    said, files = said_pages(), said_files()
    pages, listed = page_table(list(said.values())), file_table(list(said), files)
    stamps = sorted({file.stamp for file in files})
    sheets_digest = digest_of((pa.table({"stamp": pa.array(stamps, TEXT)}),)) if stamps else ""
    pages_digest = digest_of((pages, listed)) if len(pages) else ""
    as_before = sheets_digest == in_current()[SHEETS]
    sheets = None if as_before else sheet_table(files)
    return Texts(pages, listed, sheets, pages_digest, sheets_digest)


def page_table(said: list[Said]) -> pa.Table:
    columns: dict[str, list[str]] = {
        "kind": [page.told.kind for page in said],
        "when": [page.told.when for page in said],
    }
    for lang in LANGUAGES:
        columns |= {
            f"title_{lang}": [page.told.title[lang] for page in said],
            f"title_lang_{lang}": [page.told.title_lang[lang] for page in said],
            f"path_{lang}": [page.told.path[lang] for page in said],
            f"intro_{lang}": [page.intro[lang] for page in said],
            f"text_{lang}": [page.text[lang] for page in said],
            f"named_{lang}": [page.named[lang] for page in said],
        }
    return pa.table({name: pa.array(columns[name], TEXT) for name in PAGE_SCHEMA.names})


def file_table(pages: list[Any], files: list[FileSaid]) -> pa.Table:
    row = {key: number for number, key in enumerate(pages)}
    rows = [(row[file.page], file.url, file.title, file.stamp) for file in files]
    return of_rows(sorted(rows, key=lambda one: one[0]), FILE_SCHEMA)


def sheet_table(files: list[FileSaid]) -> pa.Table:
    """The sheets of a file stand together, in their order."""
    documents = {file.stamp: file.document for file in files}
    rows = [
        (stamp, *sheet) for stamp in sorted(documents) for sheet in said_on_sheets(documents[stamp])
    ]
    return of_rows(rows, SHEET_SCHEMA)


def of_rows(rows: Iterable[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(c, t) for c, t in zip(columns, schema.types, strict=True)], schema)


def in_current() -> dict[str, str]:
    """The digests of what the current release has; empty ones where it has nothing to link."""
    name = folder.current_hash() or ""
    place = folder.releases() / name
    told = orjson.loads((place / folder.ABOUT).read_bytes()) if folder.is_whole(name) else {}
    # Another lexicon makes other keys of the same texts.
    is_alike = told.get("lexicon") == welsh.stamp()
    return {
        part: told.get(part, "") if is_alike and (place / part).is_dir() else ""
        for part in (PAGES, SHEETS)
    }
