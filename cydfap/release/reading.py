"""The current release, as the reader's pages ask it: memory-mapped columns, no database."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from cydfap.lib.geography import GLOBE, Box, Point

from . import folder as releases
from . import mvt, tiles
from .boxes import Blocks
from .choices import Choice
from .columns import BLOCK, BLOCK_BITS
from .dated import Dated, DatedRecord
from .filters import Filters
from .index import Index
from .numbers import Counts, Numbers
from .page_search import TextSearch
from .recent import Recent
from .records import (
    AreaInfo,
    EntryRecord,
    LayerInfo,
    NewsRecord,
    RelationRecord,
    SiteRecord,
    entry_record,
)
from .texts import batches, table
from .tree import Tree
from .vocabulary import Labels

Array = NDArray[Any]

__all__ = [
    "AreaInfo",
    "Broken",
    "DatedRecord",
    "EntryRecord",
    "Filters",
    "LayerInfo",
    "Mark",
    "NewsRecord",
    "Page",
    "RelationRecord",
    "Release",
    "SiteRecord",
    "current",
    "is_broken",
    "try_out",
]

log = logging.getLogger(__name__)

PAGE_SIZE = 20
# An organisation may have a hundred thousand members.
MOST_RELATIONS = 50
# An umbrella body may be named in every story.
MOST_NEWS = 50
MEMORY_FOR_CHOICES = 256_000_000
# How long a release that could not be read is left alone.
TRY_AGAIN_SECONDS = 1.0
# An event names its sources on its own page.
NO_SOURCE = {"url": "", "licence": ""}
UNREADABLE = (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, pa.ArrowException)


@dataclass(frozen=True)
class Mark:
    """A mark on a map: a site, several at one point, or a cluster. `layers` is {key: sites}."""

    lat: float
    lon: float
    n: int
    layers: dict[str, int]
    id: str
    name: dict[str, str]
    one_point: bool


@dataclass(frozen=True)
class Page:
    """A page of a list. `total` is how many entries pass, `sites` how many of their points.

    Each facet is counted with all the other filters applied.
    """

    total: int
    sites: int
    number: int
    pages: int
    results: list[EntryRecord]
    facets: Counts


class Broken(Exception):
    """A folder is not a release that can be read; the message says why."""


class Release:
    """One release. It can be read on even after its folder has been removed, downloads aside."""

    def __init__(self, folder: Path) -> None:
        """Raises UNREADABLE errors where the folder is not a whole release."""
        self.folder = folder
        self.about: dict[str, Any] = orjson.loads((folder / releases.ABOUT).read_bytes())
        if self.about["schema"] != releases.SCHEMA_VERSION:
            raise ValueError("it was made by another version of the program")
        self.hash: str = self.about["hash"]
        self.layers = tuple(LayerInfo(**layer) for layer in self.about["layers"])
        self.areas = {area["code"]: AreaInfo.of(area) for area in self.about["areas"]}
        words: dict[str, Labels] = self.about["vocabularies"]
        self.vocabularies = words
        self.sectors, self.statuses = words["sectors"], words["statuses"]
        self.kinds, self.legal_forms = words["kinds"], words["legal_forms"]
        self._keys = [layer.key for layer in self.layers]
        self._dated = Dated(table(folder / "dated.arrow"))
        self._numbers = Numbers(folder / "columns", self._keys, self.about["areas"], self._dated)
        self._index = Index.load(folder / "search", self._numbers.entries)
        self._blocks = Blocks(self._numbers)
        self._rows = batches(folder / "entries.arrow")
        self._relations = table(folder / "relations.arrow")
        self._news = table(folder / "news.arrow")
        self.texts = TextSearch(folder, self.about)
        self.atlas = atlas(folder / "columns", self._numbers)
        self._recent = Recent[Filters, Choice](MEMORY_FOR_CHOICES)

    @property
    def has_days(self) -> bool:
        """Whether a date filter would leave anything."""
        return len(self._dated) > 0

    @property
    def version(self) -> str:
        """The hash, and another one each time that entries were withdrawn from the edition."""
        withdrawn = self.about.get("withdrawn", 0)
        return f"{self.hash}-{withdrawn}" if withdrawn else self.hash

    def of_entries(self, filters: Filters) -> Filters:
        """The filters, without events if there are any: for the pages that are the directory's."""
        return filters.of_entries() if self.about["events"] else filters

    def choice(self, filters: Filters) -> Choice:
        key = filters.choice()
        return self._recent.get(key, lambda: Choice(self._numbers, self._index, key))

    def tile(self, z: int, x: int, y: int, filters: Filters) -> bytes:
        """A gzipped vector tile. ValueError where there is no such tile."""
        marks = self.atlas.tile(z, x, y, self._passing(filters))
        return mvt.gzipped_tile(marks, self.atlas.columns, z)

    def marks(self, filters: Filters, box: Box, zoom: int) -> list[Mark]:
        """The marks in a box, the same as in the tiles of that zoom."""
        return [
            Mark(
                lat=mark.lat,
                lon=mark.lon,
                n=mark.n,
                layers={self._keys[k]: n for k, n in mark.layers.items()},
                id=mark.id,
                name={"en": mark.name_en or mark.name_cy, "cy": mark.name_cy or mark.name_en},
                one_point=mark.one_point,
            )
            for mark in self.atlas.marks_in(box, zoom, self._passing(filters))
        ]

    def _passing(self, filters: Filters) -> tiles.Filter | None:
        return self.choice(filters).tile_filter(self.atlas.columns) if filters else None

    def page(
        self,
        filters: Filters,
        lang: str,
        page: int = 1,
        size: int = PAGE_SIZE,
        near: Point | None = None,
    ) -> Page:
        """One page of the entries that pass, from 1; beyond the last, without results. With `near`
        those that have a place alone, the nearest first.
        """
        box = filters.bbox or (GLOBE if near else None)
        choice = self.choice(filters)
        skipped = (max(1, page) - 1) * size
        if box is None:
            order = choice.order(lang)
            rows, total, sites = order[skipped : skipped + size], len(order), choice.sites
            facets = choice.counts
        else:
            view = self._blocks.view(choice, box)
            rows, total, sites = view.page(lang, skipped, size, near), view.total, view.sites
            facets = view.counts
        records = self._records(rows.tolist(), in_order=box is None)
        matches = choice.matches(rows)
        results = [replace(r, match=m) if m else r for r, m in zip(records, matches, strict=True)]
        return Page(total, sites, max(1, page), -(-total // size), results, facets)

    def entry(self, public_id: str) -> EntryRecord | None:
        """The entry with that id, with relations and news; None if this release has none."""
        numbers = self._numbers
        wanted = np.bytes_(public_id.encode("utf-8", "replace"))
        at = int(np.searchsorted(numbers["ids"], wanted))
        if at == len(numbers["ids"]) or numbers["ids"][at] != wanted:
            return None
        number = int(numbers["id-entry"][at])
        (record,) = self._records([int(numbers["first-row"][number])])
        relations, in_all = self._relations_of(number)
        news, told = self._news_of(number)
        return replace(
            record, relations=relations, relations_in_all=in_all, news=news, news_in_all=told
        )

    def _records(self, rows: list[int], *, in_order: bool = True) -> list[EntryRecord]:
        """The entries of some rows; their sites in their order, or else those rows' first."""
        groups = [self._beside(row) for row in rows]
        told = self._told([row for group in groups for row in group])
        records = []
        for group in groups:
            sites = [told[row] for row in group]
            if in_order:
                sites.sort(key=lambda site: int(site["site"]))
            days = self._dated.of(int(self._numbers["entry"][group[0]]))
            records.append(replace(entry_record(sites), dated=days))
        return records

    def _beside(self, row: int) -> list[int]:
        """A row, and then the others of its entry."""
        numbers = self._numbers
        if numbers.is_shared is None or not numbers.is_shared[row]:
            return [row]
        own = numbers["entry"][row]
        first, end = np.searchsorted(numbers["shared-entry"], [own, own + 1])
        others = numbers["shared-rows"][int(first) : int(end)].tolist()
        return [row, *sorted(other for other in others if other != row)]

    def _told(self, rows: list[int]) -> dict[int, dict[str, Any]]:
        """All columns of some rows."""
        if not rows:
            return {}
        # Together: each of forty columns is made Python's once, not once a row.
        ones = [self._rows[row >> BLOCK_BITS].slice(row & (BLOCK - 1), 1) for row in rows]
        told = dict(zip(rows, pa.concat_batches(ones).to_pylist(), strict=True))
        for found in told.values():
            general = self.about["sources"].get(found["source"], NO_SOURCE)
            found["source_url"] = found["source_url"] or general["url"]
            found["licence"] = found["licence"] or general["licence"]
        return told

    def _relations_of(self, number: int) -> tuple[tuple[RelationRecord, ...], int]:
        """The entry's own relations and then others' to it, MOST_RELATIONS at most; how many."""
        subject, other = (self._relations[end].to_numpy() for end in ("subject", "object"))
        own = np.flatnonzero(subject == number)
        others = np.flatnonzero((other == number) & (subject != number))
        some = np.concatenate((own, others))[:MOST_RELATIONS]
        there = np.where(subject[some] == number, other[some], subject[some])
        rows = self._numbers["first-row"][there].tolist()
        entries = self._told(rows)
        told = self._relations.take(some).to_pylist()
        records = [
            RelationRecord(
                kind=relation["kind"],
                outward=relation["subject"] == number,
                **{name: entries[row][name] for name in ("id", "name_en", "name_cy")},
                note_en=relation["note_en"],
                note_cy=relation["note_cy"],
            )
            for relation, row in zip(told, rows, strict=True)
        ]
        return tuple(records), len(own) + len(others)

    def _news_of(self, number: int) -> tuple[tuple[NewsRecord, ...], int]:
        """The first MOST_NEWS pages that name the entry with that number; how many there are."""
        rows = np.flatnonzero(self._news["entry"].to_numpy() == number)
        told = self._news.take(rows[:MOST_NEWS]).to_pylist()
        return tuple(map(NewsRecord.of, told)), len(rows)

    @property
    def downloads(self) -> dict[str, Any]:
        """datapackage.json as it is now: late downloads join it. {} where the folder is gone."""
        return releases.package(self.folder)


def atlas(folder: Path, numbers: Numbers) -> tiles.Atlas:
    names = table(folder / "names.arrow")
    columns = tiles.Columns(
        x=numbers["x"],
        y=numbers["y"],
        layers=numbers["layers-bits"][: numbers.placed],
        layer_count=len(numbers.layers),
        ids=tiles.Text.of(names["id"]),
        names_en=tiles.Text.of(names["name_en"]),
        names_cy=tiles.Text.of(names["name_cy"]),
    )
    return tiles.Atlas(Tree.load(folder), columns)


def try_out(folder: Path) -> None:
    """Open a release and ask it for a tile and a page. Raises Broken where it cannot answer."""
    try:
        release = Release(folder)
        release.tile(0, 0, 0, Filters())
        release.page(Filters(), "en")
    except UNREADABLE as problem:
        raise Broken(f"{type(problem).__name__}: {problem}") from problem


def is_sound(name: str) -> bool:
    """Whether the release of that name is there and answers."""
    try:
        try_out(releases.releases() / name)
    except Broken:
        return False
    return True


# The pointer as it was: its path, inode and time.
Pointer = tuple[str, int, int]

_current: tuple[Pointer, Release] | None = None
# What could not be read, and when that is tried again.
_broken: tuple[Pointer, float] | None = None
_opening = threading.Lock()


def current() -> Release | None:
    """The current release; None before the first.

    If it cannot be read there is a line in the log, and the one that this process had before is
    given, or None where it had none (`is_broken` tells that from no release yet). Cheap: the
    pointer is looked at on each call, the release opened when it has changed.
    """
    pointer = pointed()
    if pointer is None:
        return None
    if _current is not None and _current[0] == pointer:
        return _current[1]
    with _opening:
        if not is_left_alone(pointer):
            open_current(pointer)
        # Tests and commands may look at another data folder.
        return _current[1] if _current is not None and _current[0][0] == pointer[0] else None


def is_broken() -> bool:
    """Whether there is a current release, and it cannot be read."""
    current()
    pointer = pointed()
    return pointer is not None and _broken is not None and _broken[0] == pointer


def pointed() -> Pointer | None:
    path = releases.releases() / releases.POINTER
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return str(path), status.st_ino, status.st_mtime_ns


def is_left_alone(pointer: Pointer) -> bool:
    """Whether another thread has just opened it, or failed to."""
    if _current is not None and _current[0] == pointer:
        return True
    return _broken is not None and _broken[0] == pointer and time.monotonic() < _broken[1]


def open_current(pointer: Pointer) -> None:
    global _current, _broken
    try:
        release = Release(releases.releases() / (releases.current_hash() or ""))
    except UNREADABLE as problem:
        if _broken is None or _broken[0] != pointer:
            log.error("The current release cannot be read: %s. Run ./manage.py publish.", problem)
        _broken = (pointer, time.monotonic() + TRY_AGAIN_SECONDS)
        return
    _current, _broken = (pointer, release), None


def entry_names(release: Release, first: int, last: int) -> list[pa.ChunkedArray]:
    """Ids, English names and Welsh names, as large strings, of the entries with those numbers."""
    names = ("id", "name_en", "name_cy")
    rows = release._numbers["first-row"][first:last]
    if not len(rows):
        return [pa.chunked_array([], pa.large_string()) for _ in names]
    some = pa.Table.from_batches(release._rows).select(names).take(pa.array(rows))
    return [some[name].cast(pa.large_string()) for name in names]
