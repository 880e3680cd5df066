"""The files of a release that people and programs take away."""

from __future__ import annotations

import html
import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson
import pyarrow as pa

from cydfap.release import archive, folder
from cydfap.release.columns import COLUMNS
from cydfap.release.reading import Release

from . import geojson, jsonld, kml, package, parquet, tables, workbook
from .content import Content, Interrupted

__all__ = ["EARLY", "LATE", "Interrupted", "finish", "is_unfinished", "write_early", "write_late"]

log = logging.getLogger(__name__)

# How many sources a map names, the commonest first.
MOST_CREDITED = 12

# Files that would say nothing, or that their format cannot hold.
IMPOSSIBLE = (archive.EmptyMap, workbook.TooLong)


class Download(NamedTuple):
    """A file; `write` makes it and returns how many rows (features, tiles …) are in it."""

    name: str
    write: Callable[[Path, Content], int]


def write_map(path: Path, content: Content) -> int:
    drawn = Release(content.folder)
    # PMTiles' attribution is HTML, and sources are called as some file has it.
    credit = " · ".join(map(html.escape, package.source_names(content)[:MOST_CREDITED]))
    return archive.write(path, drawn.atlas, name=content.title["en"], attribution=credit)


# Made before a release is put in place …
EARLY = (
    Download("entries.csv", tables.write_entries),
    Download("sites.csv", tables.write_sites),
    Download("entries.geojson", geojson.write),
    Download("entries.jsonld", jsonld.write),
    Download("entries.parquet", parquet.write),
)
# … and what takes longest, after.
LATE = (
    Download("map.pmtiles", write_map),
    Download("entries.kml", kml.write),
    Download("entries-en.xlsx", partial(workbook.write, lang="en")),
    Download("entries-cy.xlsx", partial(workbook.write, lang="cy")),
)


def write_early(content: Content) -> None:
    """Write the early downloads and a datapackage.json of what is there."""
    counts = {"entries.arrow": len(content.rows)}
    content = content.of_entries()
    for download in EARLY:
        counts[download.name] = download.write(content.folder / download.name, content)
    package.write(content, counts)


def missing(place: Path) -> list[Download]:
    """The late downloads that a release has not got, and could have."""
    told = folder.package(place)
    have = {resource["path"] for resource in told.get("resources", [])}
    return [d for d in LATE if d.name not in have | set(told.get("impossible", []))]


def write_late(place: Path, unless: Callable[[], bool] | None = None) -> list[str]:
    """Add the late downloads that are missing. Returns the names of those written.

    Only for who holds the builder's lock; `finish` takes it.
    """
    if not (wanted := missing(place)):
        return []
    content = replace(of_release(place).of_entries(), unless=unless)
    written = []
    for download in wanted:
        content.keep_on()
        count: int | None = None
        try:
            with folder.new_file(place / download.name) as new:
                count = download.write(new, content)
            written.append(download.name)
        except IMPOSSIBLE as problem:
            log.info("%s is left out: %s", download.name, str(problem) or type(problem).__name__)
        package.add(content, download.name, count)
    return written


def of_release(place: Path) -> Content:
    """A release that is already in place, as content."""
    about = orjson.loads((place / folder.ABOUT).read_bytes())
    rows = pa.ipc.open_file(pa.memory_map(str(place / "entries.arrow"))).read_all()
    rows = rows.select(COLUMNS).combine_chunks()
    by_id = np.argsort(np.load(place / "columns" / "id-entry.npy"))
    entry = by_id[np.load(place / "columns" / "entry.npy")]
    order = np.lexsort((rows["site"].to_numpy(), entry))
    return Content(rows.take(pa.array(order)), about, place)


def is_unfinished(name: str) -> bool:
    return bool(missing(folder.releases() / name))


def finish(name: str, *, wait: bool = True, unless: Callable[[], bool] | None = None) -> list[str]:
    """Add what the release of that name still lacks. Returns the names of the files.

    Raises folder.Busy where another process is building and `wait` is False, and Interrupted as
    soon as `unless`, which is asked now and then, says so.
    """
    with folder.only_builder(wait=wait):
        return write_late(folder.releases() / name, unless)
