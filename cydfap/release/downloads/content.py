"""What every download is written from, and the pieces that several of them share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cydfap.release.columns import changes

BLOCK = 50_000
LANGUAGES = ("en", "cy")


@dataclass(frozen=True)
class Content:
    """A release to be written in some format.

    `rows` are its public rows in the order of ids and sites, `about` its about.json, `folder` where
    its other files are.
    """

    rows: pa.Table
    about: dict[str, Any]
    folder: Path

    @cached_property
    def entries(self) -> pa.Table:
        """The first row of each entry."""
        return self.rows.filter(pa.array(changes(self.rows["id"].combine_chunks())))

    @cached_property
    def sites(self) -> pa.Table:
        """The rows that are sites, with or without a point."""
        return self.rows.filter(pc.greater(self.rows["site"], 0))

    @cached_property
    def places(self) -> pa.Table:
        """The rows with a point."""
        return self.rows.filter(pc.is_valid(self.rows["lat"]))

    @property
    def title(self) -> dict[str, str]:
        title: dict[str, str] = self.about["title"]
        return title

    @cached_property
    def area_names(self) -> dict[str, dict[str, str]]:
        return {area["code"]: area["name"] for area in self.about["areas"]}

    @cached_property
    def layer_names(self) -> dict[str, dict[str, str]]:
        return {layer["key"]: layer["name"] for layer in self.about["layers"]}

    def label(self, vocabulary: str, key: str, lang: str) -> str:
        """What people call a value of a vocabulary; the value itself where they have no word."""
        named: str = self.about["vocabularies"][vocabulary].get(key, {}).get(lang, key)
        return named


def blocks(table: pa.Table) -> Iterator[pa.Table]:
    for at in range(0, len(table), BLOCK):
        yield table.slice(at, BLOCK)


def records(table: pa.Table) -> Iterator[dict[str, Any]]:
    for block in blocks(table):
        yield from block.to_pylist()


def plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without the coding of repeated values."""
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column
