"""From the database to a new current release, or to none at all."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from cydfap.lib import gazetteer
from cydfap.lib.postcodes import Postcodes

from . import about, columns, downloads, folder, indexing, pages, reading
from .downloads.content import Content
from .gather import Gathered, gather
from .happenings import EVENT, nothing_dated, shown_layers, with_happenings
from .privacy import published_sites
from .texts import in_one
from .wording import wording

log = logging.getLogger(__name__)

# Which generation of the directory has been published. Beside the releases, since two generations
# may have the same content.
GENERATION = "generation"
# What is searched besides names and the names of areas and sectors.
ENTRY_TEXTS = ("summary_en", "summary_cy", "description_en", "description_cy", "identifiers")
SITE_TEXTS = ("address", "town_en", "town_cy", "postcode")


@dataclass(frozen=True)
class Published:
    """What a publication did.

    `is_new` is False where nothing public had changed; `removed` are old releases that went.
    """

    hash: str
    is_new: bool
    entries: int
    sites: int
    generation: int
    removed: tuple[str, ...]


@dataclass(frozen=True)
class Ties:
    """What joins entries to each other, to pages and to days; entries are numbers in the order of
    ids.
    """

    relations: pa.Table
    news: pa.Table
    dated: pa.Table = field(default_factory=nothing_dated)


def publish(*, wait: bool = True) -> Published:
    """Make what the database holds now the current release. Late downloads are not part of it.

    Raises folder.Busy where another process is building and `wait` is False, reading.Broken where
    what was made cannot be read. Whatever fails, the release that was current stays so.
    """
    with folder.only_builder(wait=wait), folder.building() as place:
        gathered = gather()
        rows = public_rows(gathered)
        gathered.layers = shown_layers(gathered.layers, rows)
        gathered.forget_rows()
        pa.default_memory_pool().release_unused()
        told = about.content(gathered)
        ties = Ties(gathered.relations, gathered.news, gathered.dated)
        name = name_of(rows, ties, told)
        is_new = not reading.is_sound(name)
        if is_new:
            counts = build(place, name, rows, ties, told)
            pages.write(place, gathered.texts)
            reading.try_out(place)
            folder.put_in_place(place, name)
        else:
            counts = orjson.loads((folder.releases() / name / folder.ABOUT).read_bytes())
        if is_new or folder.current_hash() != name:
            folder.point_to(name)
        folder.replace(folder.releases() / GENERATION, str(gathered.generation).encode())
        numbers = counts["entries"], counts["sites"], gathered.generation
        return Published(name, is_new, *numbers, removed=tuple(folder.prune()))


def name_of(rows: pa.Table, ties: Ties, told: dict[str, Any]) -> str:
    """The name of the release with this content. An edition from which something was withdrawn
    has not got it any more: what would have its name gets another.
    """
    tables = rows, ties.relations, ties.news, ties.dated
    name = about.release_hash(tables, told)
    while folder.withdrawals(folder.releases() / name):
        told["beside"] = name
        name = about.release_hash(tables, told)
    return name


def published_generation() -> int | None:
    """The generation of the directory that is on show; None before the first publication."""
    try:
        return int((folder.releases() / GENERATION).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return None


def public_rows(gathered: Gathered) -> pa.Table:
    postcodes = Postcodes(Path(settings.DATA) / "postcodes")
    sites = published_sites(gathered, postcodes, gazetteer.town_near, is_town)
    sites = with_happenings(gathered, sites, postcodes)
    return columns.public_rows(gathered, sites)


def is_town(text: str) -> bool:
    return bool(gazetteer.find_town(text))


def build(
    place: Path, name: str, rows: pa.Table, ties: Ties, told: dict[str, Any]
) -> dict[str, Any]:
    """Write a whole release but its late downloads into an empty folder; returns its about.json.

    `rows` as `public_rows` gives them.
    """
    ordered = columns.ordered(rows, told["radius_px"])
    columns.write(place, ordered, told["areas"], [layer["key"] for layer in told["layers"]])
    write_relations(place / "relations.arrow", ties.relations, ordered)
    write_news(place / "news.arrow", ties.news, ordered)
    write_dated(place / "dated.arrow", ties.dated, ordered)
    write_index(place / "search", ordered, told)
    kinds = ordered.of_entries("kind")
    is_entry = pc.not_equal(kinds, EVENT).to_numpy(zero_copy_only=False)
    events = len(kinds) - int(np.count_nonzero(is_entry))
    full = told | {
        "hash": name,
        "published_at": told.get("published_at") or datetime.now(UTC).isoformat(timespec="seconds"),
        # An event has one place, and is no entry.
        "entries": ordered.entries - events,
        "sites": ordered.placed - events,
        "events": events,
        "rows": len(rows),
        "without_place": int(without_place(ordered)),
        "last_zoom": ordered.tree.last_zoom,
        "radius_px": ordered.tree.radius_px,
        "wording": wording(rows, ordered.order[ordered.first_row][is_entry]),
    }
    (place / folder.ABOUT).write_bytes(orjson.dumps(full, option=orjson.OPT_INDENT_2))
    downloads.write_early(Content(rows, full, place))
    return full


def without_place(ordered: columns.Ordered) -> int:
    """How many entries have no point on the map."""
    placed = np.zeros(ordered.entries, bool)
    placed[ordered.entry[: ordered.placed]] = True
    return ordered.entries - int(np.count_nonzero(placed))


def write_relations(path: Path, relations: pa.Table, ordered: columns.Ordered) -> None:
    """relations.arrow: subject and object as entries' numbers in this release."""
    number = ordered.id_order
    table = relations
    for at, end in enumerate(("subject", "object")):
        moved = number[relations[end].to_numpy()].astype(np.uint32)
        table = table.set_column(at, end, pa.array(moved))
    columns.save(path, table)


def write_news(path: Path, news: pa.Table, ordered: columns.Ordered) -> None:
    """news.arrow: `entry` is the entry's number in this release."""
    numbers = ordered.id_order[news["entry"].to_numpy()].astype(np.uint32)
    columns.save(path, news.set_column(0, "entry", pa.array(numbers)))


def write_dated(path: Path, dated: pa.Table, ordered: columns.Ordered) -> None:
    """dated.arrow: `entry` and `at` are entries' numbers in this release, in the order of these."""
    for at, end in enumerate(("entry", "at")):
        numbers = ordered.id_order[dated[end].to_numpy()].astype(np.int64)
        dated = dated.set_column(at, end, pa.array(numbers))
    columns.save(path, dated.take(np.argsort(dated["entry"].to_numpy(), kind="stable")))


def write_index(place: Path, ordered: columns.Ordered, told: dict[str, Any]) -> None:
    place.mkdir()
    searched = Searched(ordered)
    names = [searched.of_entries(ordered.names[lang], lang) for lang in ("en", "cy")]
    indexing.build(place, names, other_fields(searched, told))


def other_fields(searched: Searched, told: dict[str, Any]) -> Iterator[indexing.Field]:
    """One at a time: each is as large as the column it is made of, and more."""
    for name in ENTRY_TEXTS:
        yield searched.of_entries(searched.ordered.of_entries(name), name[-2:])
    yield from map(searched.of_sites, SITE_TEXTS)
    areas = {area["code"]: area["name"] for area in told["areas"]}
    for lang in ("en", "cy"):
        yield searched.of_labels("authority", areas, lang)
        yield searched.of_labels("sectors", told["vocabularies"]["sectors"], lang)


class Searched:
    """The columns of a release as fields of its index, which knows entries by their numbers."""

    def __init__(self, ordered: columns.Ordered) -> None:
        self.ordered, self.rows = ordered, ordered.rows
        self.entry = np.empty(len(ordered.order), np.int64)
        self.entry[ordered.order] = ordered.entry

    def of_entries(self, texts: pa.Array, lang: str) -> indexing.Field:
        """A text an entry."""
        has = pc.not_equal(texts, "")
        numbers = np.flatnonzero(has.to_numpy(zero_copy_only=False))
        return indexing.Field.of(texts.filter(has), numbers, is_welsh=lang == "cy")

    def of_sites(self, name: str) -> indexing.Field:
        texts = in_one(self.rows[name])
        has = pc.not_equal(texts, "")
        said = self.entry[has.to_numpy(zero_copy_only=False)]
        return indexing.Field.of(texts.filter(has), said, is_welsh=name.endswith("_cy"))

    def of_labels(self, name: str, labels: dict[str, dict[str, str]], lang: str) -> indexing.Field:
        """The names of what a column has the keys of."""
        coded = in_one(self.rows[name])
        if not pa.types.is_dictionary(coded.type):
            coded = coded.dictionary_encode()
        texts = [
            " ".join(labels[key][lang] for key in keys.split(";") if key in labels)
            for keys in coded.dictionary.to_pylist()
        ]
        said = pa.array(texts, pa.large_string())
        return indexing.Field.coded(
            said, coded.indices.to_numpy(), self.entry, is_welsh=lang == "cy"
        )
