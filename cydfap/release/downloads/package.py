"""datapackage.json (Frictionless): each file, its columns, licences, sources, size and sum."""

from __future__ import annotations

import hashlib
import mmap
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pyarrow.compute as pc

from cydfap.release.about import slug
from cydfap.release.folder import package as package_of
from cydfap.release.folder import replace
from cydfap.release.routes import DATA

from .content import Content, plain
from .schema import FILES, fields_of

NAME = "datapackage.json"
MOST_LISTED = 200
# A multiple of any machine's page.
SUMMED_AT_ONCE = 1 << 26
# The licences that data in this field comes under, by how people write them.
LICENCES = {
    "odc-by": ("ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "odbl": ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "cc-by-4": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "cc-by-sa-4": ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "cc0": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ogl": (
        "OGL-UK-3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    "open-government-licence": (
        "OGL-UK-3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
}


def write(content: Content, counts: dict[str, int]) -> None:
    """Describe the files that are there; `counts` gives their rows."""
    package = described(content)
    package["resources"] = [resource(content.folder, name, n) for name, n in counts.items()]
    save(content.folder, package)


def add(content: Content, name: str, count: int | None) -> None:
    """Describe one more file, or (None) that the release cannot have it."""
    package = package_of(content.folder) or described(content)
    if count is None:
        package["impossible"] = sorted({*package.get("impossible", []), name})
    else:
        kept = [r for r in package["resources"] if r["path"] != name]
        package["resources"] = [*kept, resource(content.folder, name, count)]
    save(content.folder, package)


def save(folder: Path, package: dict[str, Any]) -> None:
    replace(folder / NAME, orjson.dumps(package, option=orjson.OPT_INDENT_2))


def described(content: Content) -> dict[str, Any]:
    about = content.about
    return {
        "profile": "data-package",
        "name": slug(content.title["en"]) or "directory",
        "id": about["addresses"]["en"] + DATA["en"],
        "title": content.title["en"],
        "title_cy": content.title["cy"],
        "version": about["hash"],
        "created": about["published_at"],
        "homepage": about["addresses"]["en"] + DATA["en"],
        "homepage_cy": about["addresses"]["cy"] + DATA["cy"],
        "licenses": licences(content),
        "sources": sources(content),
        "resources": [],
    }


def licences(content: Content) -> list[dict[str, str]]:
    """The licences of its entries, the commonest first. Each entry names its own."""
    return [licence(text) for text in common(content, "licence")] or [
        {"name": "unverified", "title": "Not verified"}
    ]


def licence(text: str) -> dict[str, str]:
    key = slug(text)
    for start, (name, path) in LICENCES.items():
        if key.startswith(start):
            return {"name": name, "path": path, "title": text}
    return {"name": key or "unverified", "title": text}


def common(content: Content, column: str) -> list[str]:
    """The different texts of a column, the commonest first."""
    counts: Counter[str] = Counter()
    for block in content.blocks(content.first):
        found = pc.value_counts(plain(block[column])).to_pylist()
        counts.update({one["values"]: one["counts"] for one in found if one["values"]})
    some = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [text for text, _ in some[:MOST_LISTED]]


def source_names(content: Content) -> list[str]:
    return common(content, "source")


def sources(content: Content) -> list[dict[str, str]]:
    """Each with what holds for its entries unless they say otherwise."""
    told = []
    for name in source_names(content):
        general = content.about["sources"][name]
        source = {"title": name, "path": general["url"], "licence": general["licence"]}
        told.append({key: text for key, text in source.items() if text})
    return told


def resource(folder: Path, name: str, count: int) -> dict[str, Any]:
    path = folder / name
    told = FILES[name]
    found: dict[str, Any] = {
        "name": slug(name),
        "path": name,
        "title": told.title,
        "title_cy": told.title_cy,
        "format": path.suffix.removeprefix("."),
        "mediatype": told.mediatype,
        **measured(path),
        told.counted: count,
    }
    if path.suffix == ".csv":
        found |= {"profile": "tabular-data-resource", "encoding": "utf-8"}
        found["dialect"] = {"delimiter": ",", "quoteChar": '"', "header": True}
    if fields := fields_of(name):
        found["schema"] = {"fields": fields, "missingValues": [""]}
    if name == "entries.csv":
        found["schema"]["primaryKey"] = "id"
    if name == "sites.csv":
        found["schema"]["primaryKey"] = ["id", "site"]
    return found


def measured(path: Path) -> dict[str, Any]:
    """What is told of a file's content. It is mapped: reading would copy gigabytes once more."""
    digest, size = hashlib.sha256(), path.stat().st_size
    with path.open("rb") as file:
        for at in range(0, size, SUMMED_AT_ONCE):
            length = min(SUMMED_AT_ONCE, size - at)
            with mmap.mmap(file.fileno(), length, prot=mmap.PROT_READ, offset=at) as part:
                digest.update(part)
    return {"bytes": size, "hash": f"sha256:{digest.hexdigest()}"}
