"""An edition without some of its entries, as new files: nothing of them is left in any.

One of this version's format is made anew from its own rows. One of another format is cut: its two
CSV files stay, without the entries, and all that this version cannot write goes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from cydfap.lib.languages import LANGUAGES

from . import build, downloads, folder, welsh
from .downloads import package
from .downloads.content import Content, plain
from .enums import Reason
from .happenings import EVENT
from .said import Texts
from .texts import table
from .vocabulary import labels

TABLES = ("entries.csv", "sites.csv")
PATHS, TITLES, NAMES = (
    [f"{what}_{lang}" for lang in LANGUAGES] for what in ("path", "title", "name")
)
# A description may be long.
LONGEST_CELL = 1 << 24
# What about.json keeps of another format: nothing that an entry could have brought with it.
KEPT_ABOUT = ("schema", "hash", "title", "published_at")


def write(place: Path, new: Path, entries: frozenset[str], reason: Reason) -> frozenset[str]:
    """Write the release in `place` without the entries of those ids into an empty folder.

    Returns those of them that it had; where it had none, nothing was written.
    """
    is_ours = folder.is_whole(place.name)
    found = rebuilt(place, new, entries) if is_ours else cut(place, new, entries)
    if found:
        told = folder.package(new)
        told["withdrawals"] = [*folder.withdrawals(place), note(len(found), reason)]
        package.save(new, told)
    return frozenset(found)


def note(count: int, reason: Reason) -> dict[str, Any]:
    """What everybody is told of it: how many, when and why, and nothing of whom."""
    said = labels(Reason)[reason]
    return {
        "entries": count,
        "date": datetime.now(UTC).date().isoformat(),
        "reason": str(reason),
        "reason_en": said["en"],
        "reason_cy": said["cy"],
    }


def rebuilt(place: Path, new: Path, entries: frozenset[str]) -> set[str]:
    content = downloads.of_release(place)
    ids = content.rows["id"]
    gone = pc.is_in(ids, value_set=pa.array(sorted(entries), ids.type))
    found = set(pc.unique(ids.filter(gone)).to_pylist())
    if not found:
        return found
    stays = ~gone.combine_chunks().to_numpy(zero_copy_only=False)[content.first]
    paths = pages_that_tell(place, content, stays)
    without_guests(place, stays, paths)
    of_row = np.cumsum(content.first) - 1
    rows = coded_anew(content.rows.filter(pa.array(stays[of_row])))
    ties = remaining(place, stays, paths)
    told = content.about | {
        "sources": {
            s: content.about["sources"][s]
            for s in pc.unique(plain(rows["source"])).to_pylist()
            if s in content.about["sources"]
        },
        "lexicon": welsh.stamp(),
        "withdrawn": content.about.get("withdrawn", 0) + len(found),
        # A page may name one of them; the next publication has the pages again.
        **Texts().digests,
    }
    build.build(new, place.name, rows, ties, told)
    downloads.write_late(new)
    return found


def pages_that_tell(place: Path, content: Content, stays: np.ndarray) -> pa.Array:
    """The paths of pages that tell of an entry which goes: they name it, they tell of what takes
    place there, or its name is in their title. Other entries' ties to them would tell of it too.

    `stays`: of each entry in the order of ids.
    """
    by_id = np.argsort(np.load(place / "columns" / "id-entry.npy"))
    dated, news = (table(place / name) for name in ("dated.arrow", "news.arrow"))
    names = content.rows.select(NAMES).filter(pa.array(content.first))
    gone = in_words(names.filter(pa.array(~stays)))
    of_gone = ~stays[by_id[news["entry"].to_numpy()]] | are_in(gone, news.select(TITLES))
    # An event's name is its page's title.
    called = are_in(gone, names.take(pa.array(by_id[dated["entry"].to_numpy()])))
    there = ~stays[by_id[dated["at"].to_numpy()]] | is_event(dated) & called
    found = [
        rows[path].filter(pa.array(which)).to_pylist()
        for rows, which in ((news, of_gone), (dated, there))
        for path in PATHS
    ]
    return pa.array(sorted(set(chain(*found)) - {""}), pa.large_string())


def in_words(names: pa.Table) -> re.Pattern[str]:
    """Finds any of these names in a text, whole."""
    said = {name for column in NAMES for name in plain(names[column]).to_pylist() if name}
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, said)) or '(?!)'})(?!\w)", re.I)


def are_in(names: re.Pattern[str], texts: pa.Table) -> np.ndarray:
    """For each row whether one of its texts has one of the names."""
    pairs = zip(*(plain(column).to_pylist() for column in texts.columns), strict=True)
    return np.array([any(names.search(text or "") for text in pair) for pair in pairs], bool)


def is_event(dated: pa.Table) -> np.ndarray:
    found: np.ndarray = pc.equal(dated["kind"], EVENT).to_numpy(zero_copy_only=False)
    return found


def without_guests(place: Path, stays: np.ndarray, paths: pa.Array) -> None:
    """Events that tell of an entry which goes would still do so: where it is, if they take place
    there, or who it is, if their pages tell of it. They go too.

    `stays`: of each entry in the order of ids; `paths`: as `pages_that_tell` has them.
    """
    by_id = np.argsort(np.load(place / "columns" / "id-entry.npy"))
    dated = table(place / "dated.arrow")
    entry = by_id[dated["entry"].to_numpy()]
    stays[entry[is_event(dated) & have_path(dated, paths)]] = False


def have_path(rows: pa.Table, paths: pa.Array) -> np.ndarray:
    """For each row whether its page is one of these, by its path in either language."""
    alike = np.zeros(len(rows), bool)
    for path in PATHS:
        alike |= pc.is_in(rows[path], value_set=paths).to_numpy(zero_copy_only=False)
    return alike


def coded_anew(rows: pa.Table) -> pa.Table:
    """The same with only the values that are there: a column's code lists also those that were."""
    for at, field in enumerate(rows.schema):
        if pa.types.is_dictionary(field.type):
            column = plain(rows[field.name]).combine_chunks().dictionary_encode()
            rows = rows.set_column(at, field.name, column.cast(field.type))
    return rows.combine_chunks()


def remaining(place: Path, stays: np.ndarray, paths: pa.Array) -> build.Ties:
    """What joins entries that stay, by their numbers in the order of ids, and no page of `paths`.

    `stays`: of each entry in that order.
    """
    by_id = np.argsort(np.load(place / "columns" / "id-entry.npy"))
    number = np.cumsum(stays) - 1

    def left(name: str, ends: Sequence[str]) -> pa.Table:
        rows = table(place / name)
        old = [by_id[rows[end].to_numpy()] for end in ends]
        all_stay = np.logical_and.reduce([stays[column] for column in old])
        if PATHS[0] in rows.column_names:
            all_stay &= ~have_path(rows, paths)
        rows = rows.filter(pa.array(all_stay))
        for end, column in zip(ends, old, strict=True):
            at = rows.schema.get_field_index(end)
            kept = pa.array(number[column[all_stay]], rows.schema.field(at).type)
            rows = rows.set_column(at, end, kept)
        return rows.combine_chunks()

    return build.Ties(
        left("relations.arrow", ("subject", "object")),
        left("news.arrow", ("entry",)),
        left("dated.arrow", ("entry", "at")),
    )


def cut(place: Path, new: Path, entries: frozenset[str]) -> set[str]:
    told = folder.package(place)
    resources = {one["path"]: one for one in told.get("resources", [])}
    kept, found, credited = [], set[str](), set[str]()
    for name in TABLES:
        if name in resources and (place / name).is_file():
            left = without(place / name, new / name, entries)
            if left is None:
                continue
            found |= left.gone
            credited |= left.sources
            kept.append(resources[name] | package.measured(new / name) | {"rows": left.rows})
    if not found:
        return found
    withdrawn = sorted(resources.keys() - {one["path"] for one in kept})
    told["files_withdrawn"] = sorted({*told.get("files_withdrawn", []), *withdrawn})
    told["resources"] = kept
    told["sources"] = [s for s in told.get("sources", []) if s.get("title") in credited]
    about = orjson.loads((place / folder.ABOUT).read_bytes())
    some = {key: about[key] for key in KEPT_ABOUT if key in about}
    (new / folder.ABOUT).write_bytes(orjson.dumps(some, option=orjson.OPT_INDENT_2))
    package.save(new, told)
    return found


@dataclass
class Left:
    """Of a table: which of the entries went, how many rows stay, and whom these credit."""

    gone: set[str]
    rows: int
    sources: set[str]


def without(old: Path, new: Path, entries: frozenset[str]) -> Left | None:
    """Copy a table without some entries; None, and nothing is copied, where it has no ids."""
    left = Left(set(), 0, set())
    with long_cells(), old.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        headings = list(table.fieldnames or ())
        if "id" not in headings:
            return None
        with new.open("w", encoding="utf-8", newline="") as copy:
            out = csv.DictWriter(copy, headings, lineterminator="\n")
            out.writeheader()
            for row in table:
                if row["id"] in entries:
                    left.gone.add(row["id"])
                    continue
                out.writerow(row)
                left.rows += 1
                left.sources.add(row.get("source", ""))
    return left


@contextmanager
def long_cells() -> Iterator[None]:
    """The limit is one for the whole process, and guards what people bring in."""
    usual = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(usual)
