"""What every download is written from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cydfap.release.about import in_either
from cydfap.release.columns import changes
from cydfap.release.happenings import EVENT

BLOCK = 50_000
# What an entry has from its source where it says nothing itself.
FROM_SOURCE = {"source_url": "url", "licence": "licence"}
SPELLED = ("lat", "lon")


class Interrupted(Exception):
    """There is something more pressing to do; what was being written is dropped."""


@dataclass(frozen=True)
class Content:
    """A release to be written in some format.

    `rows` are its public rows in the order of ids and sites, as entries.arrow has them, `about` its
    about.json, `folder` where its other files are. Rows come in blocks: no format needs the memory
    for all.
    """

    rows: pa.Table
    about: dict[str, Any]
    folder: Path
    # Asked now and then while writing: whether to stop.
    unless: Callable[[], bool] | None = None

    def of_entries(self) -> Content:
        """Without the rows of events: they are pages, and no import would know them."""
        is_entry = pc.not_equal(plain(self.rows["kind"]), EVENT)
        if pc.all(is_entry, min_count=0).as_py():
            return self
        return replace(self, rows=self.rows.filter(is_entry).combine_chunks())

    def keep_on(self) -> None:
        if self.unless is not None and self.unless():
            raise Interrupted

    @cached_property
    def first(self) -> NDArray[np.bool_]:
        """Which rows are the first of their entry."""
        return changes(self.rows["id"].combine_chunks())

    @cached_property
    def is_site(self) -> NDArray[np.bool_]:
        """Which rows are sites, with or without a point."""
        return np.asarray(self.rows["site"]) > 0

    @cached_property
    def has_point(self) -> NDArray[np.bool_]:
        has: NDArray[np.bool_] = ~np.isnan(self.rows["lat"].to_numpy())
        return has

    @cached_property
    def spelled(self) -> pa.Table:
        """The rows with points as text: five formats write them, and to spell a number takes longer
        than all else of a line.
        """
        rows = self.rows
        for name in SPELLED:
            at = rows.schema.get_field_index(name)
            rows = rows.set_column(at, name, rows[name].cast(pa.large_string()))
        return rows

    def blocks(
        self, which: NDArray[np.bool_] | None = None, *, spelled: bool = False
    ) -> Iterator[pa.Table]:
        """Some of the rows (or all), with their source's address and licence if they have none."""
        for block in self.own(which, spelled=spelled):
            yield self.with_sources(block)

    def own(
        self, which: NDArray[np.bool_] | None = None, *, spelled: bool = False
    ) -> Iterator[pa.Table]:
        """The same with only what the entries say themselves. `spelled`: points are text."""
        table = self.spelled if spelled else self.rows
        rows = None if which is None or which.all() else np.flatnonzero(which)
        for at in range(0, len(table) if rows is None else len(rows), BLOCK):
            self.keep_on()
            if rows is None:
                yield table.slice(at, BLOCK).combine_chunks()
            else:
                yield table.take(pa.array(rows[at : at + BLOCK])).combine_chunks()

    def with_sources(self, block: pa.Table) -> pa.Table:
        coded = block["source"].combine_chunks()
        for column, name in FROM_SOURCE.items():
            # Events, which have none, may have left their code among the others.
            known = self.about["sources"]
            general = [known[s][name] if s else "" for s in coded.dictionary.to_pylist()]
            own = plain(block[column])
            texts = pa.array(general, pa.large_string())
            said = pa.DictionaryArray.from_arrays(coded.indices, texts)
            if pc.any(pc.not_equal(own, "")).as_py():
                said = pc.if_else(pc.equal(own, ""), plain(said), own)
            block = block.set_column(block.schema.get_field_index(column), column, said)
        return block

    @property
    def title(self) -> dict[str, str]:
        title: dict[str, str] = self.about["title"]
        return title

    @cached_property
    def area_names(self) -> dict[str, dict[str, str]]:
        return {area["code"]: in_either(area["name"]) for area in self.about["areas"]}

    @cached_property
    def layer_names(self) -> dict[str, dict[str, str]]:
        return {layer["key"]: in_either(layer["name"]) for layer in self.about["layers"]}

    def label(self, vocabulary: str, key: str, lang: str) -> str:
        """What people call a value of a vocabulary; the value itself where they have no word."""
        named: str = self.about["vocabularies"][vocabulary].get(key, {}).get(lang, key)
        return named


def plain(column: pa.Array | pa.ChunkedArray) -> Any:
    """Without the coding of repeated values."""
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column
