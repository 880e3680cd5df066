"""An edition without some of its entries, as new files: nothing of them is left in any.

One of this version's format is made anew from its own rows. One of another format is cut: its two
CSV files stay, without the entries, and all that this version cannot write goes.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from . import build, downloads, folder, welsh
from .downloads import package
from .downloads.content import plain
from .enums import Reason
from .vocabulary import labels

TABLES = ("entries.csv", "sites.csv")
# What about.json keeps of another format: nothing that an entry could have brought with it.
KEPT_ABOUT = ("schema", "hash", "title", "published_at")


def write(place: Path, new: Path, entries: frozenset[str], reason: Reason) -> int:
    """Write the release in `place` without the entries of those ids into an empty folder.

    Returns how many of them it had; where that is 0, nothing was written.
    """
    is_ours = folder.is_whole(place.name)
    count = rebuilt(place, new, entries) if is_ours else cut(place, new, entries)
    if count:
        told = folder.package(new)
        told["withdrawals"] = [*folder.withdrawals(place), note(count, reason)]
        package.save(new, told)
    return count


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


def rebuilt(place: Path, new: Path, entries: frozenset[str]) -> int:
    content = downloads.of_release(place)
    ids = content.rows["id"]
    gone = pc.is_in(ids, value_set=pa.array(sorted(entries), ids.type))
    count = pc.count_distinct(ids.filter(gone)).as_py()
    if not count:
        return 0
    stays = ~gone.combine_chunks().to_numpy(zero_copy_only=False)
    rows = coded_anew(content.rows.filter(pa.array(stays)))
    relations = remaining(place, stays[content.first])
    told = content.about | {
        "sources": {
            s: content.about["sources"][s] for s in pc.unique(plain(rows["source"])).to_pylist()
        },
        "lexicon": welsh.stamp(),
        "withdrawn": content.about.get("withdrawn", 0) + count,
    }
    build.build(new, place.name, rows, relations, told)
    downloads.write_late(new)
    return int(count)


def coded_anew(rows: pa.Table) -> pa.Table:
    """The same with only the values that are there: a column's code lists also those that were."""
    for at, field in enumerate(rows.schema):
        if pa.types.is_dictionary(field.type):
            column = plain(rows[field.name]).combine_chunks().dictionary_encode()
            rows = rows.set_column(at, field.name, column.cast(field.type))
    return rows.combine_chunks()


def remaining(place: Path, stays: np.ndarray) -> pa.Table:
    """The relations between entries that stay, by their numbers in the order of ids.

    `stays`: of each entry in that order.
    """
    table = pa.ipc.open_file(pa.memory_map(str(place / "relations.arrow"))).read_all()
    by_id = np.argsort(np.load(place / "columns" / "id-entry.npy"))
    ends = [by_id[table[end].to_numpy()] for end in ("subject", "object")]
    both = stays[ends[0]] & stays[ends[1]]
    number = np.cumsum(stays) - 1
    table = table.filter(pa.array(both))
    for at, (end, old) in enumerate(zip(("subject", "object"), ends, strict=True)):
        table = table.set_column(at, end, pa.array(number[old[both]].astype(np.uint32)))
    return table.combine_chunks()


def cut(place: Path, new: Path, entries: frozenset[str]) -> int:
    told = folder.package(place)
    resources = {one["path"]: one for one in told.get("resources", [])}
    kept, found, credited = [], set[str](), set[str]()
    for name in TABLES:
        if name in resources and (place / name).is_file():
            left, gone = without(place / name, new / name, entries)
            if left is None:
                continue
            found |= gone
            credited |= {row.get("source", "") for row in left}
            kept.append(resources[name] | measured(new / name, len(left)))
    if not found:
        return 0
    withdrawn = sorted(resources.keys() - {one["path"] for one in kept})
    told["files_withdrawn"] = sorted({*told.get("files_withdrawn", []), *withdrawn})
    told["resources"] = kept
    told["sources"] = [s for s in told.get("sources", []) if s.get("title") in credited]
    about = orjson.loads((place / folder.ABOUT).read_bytes())
    some = {key: about[key] for key in KEPT_ABOUT if key in about}
    (new / folder.ABOUT).write_bytes(orjson.dumps(some, option=orjson.OPT_INDENT_2))
    package.save(new, told)
    return len(found)


def without(
    old: Path, new: Path, entries: frozenset[str]
) -> tuple[list[dict[str, str]] | None, set[str]]:
    """Copy a table without some entries: (its rows, the ids that went); None: it has no ids."""
    with old.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        headings: Iterable[str] = table.fieldnames or ()
        if "id" not in headings:
            return None, set()
        rows = list(table)
    left = [row for row in rows if row["id"] not in entries]
    with new.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(headings), lineterminator="\n")
        out.writeheader()
        out.writerows(left)
    return left, {row["id"] for row in rows} & entries


def measured(path: Path, rows: int) -> dict[str, Any]:
    """What datapackage.json says of a file's content."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return {"bytes": len(content), "hash": f"sha256:{digest}", "rows": rows}
