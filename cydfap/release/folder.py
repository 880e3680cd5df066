"""The folder of releases: what is current, how a new one takes its place, what is kept.

`releases/<hash>/` never changes once it is there, but for the late downloads that are added to it.
`releases/current` is a small file with the current one's hash; it is only ever replaced whole.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from cydfap.lib.sweeping import sweep

BUILDING = "building-"
ASIDE = "aside-"
POINTER = "current"
ABOUT = "about.json"
# A new number where a folder's content changes for the same rows: the next release is a new one,
# and one of another number is not read.
SCHEMA_VERSION = 7


class Busy(Exception):
    """Another process is building a release."""


def releases() -> Path:
    return Path(settings.DATA) / "releases"


def current_hash() -> str | None:
    """What the pointer says; None before the first release."""
    try:
        return (releases() / POINTER).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


@contextmanager
def only_builder(*, wait: bool) -> Iterator[None]:
    """One build at a time, over all processes; a killed one's lock falls with it.

    Raises Busy unless `wait`.
    """
    releases().mkdir(parents=True, exist_ok=True)
    with (releases() / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Busy from None
        yield


@contextmanager
def building() -> Iterator[Path]:
    """A new folder beside the releases, gone afterwards unless it was renamed."""
    tidy()
    folder = Path(tempfile.mkdtemp(prefix=BUILDING, dir=releases()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tidy() -> None:
    """Remove what killed builds left, and set back a release that one had put aside. For the only
    builder.
    """
    sweep(releases(), f"{BUILDING}*")
    for left in releases().glob(f"{ASIDE}*"):
        place = releases() / left.name.removeprefix(ASIDE)
        if place.exists():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.rename(place)


def put_in_place(folder: Path, name: str) -> Path:
    """Make a finished folder the release of that name, safe on disk. One that is there gives way:
    an unreadable one, or an edition from which something was withdrawn.
    """
    folder.chmod(0o755)
    for file in folder.rglob("*"):
        sync(file)
    sync(folder)
    place, aside = releases() / name, releases() / f"{ASIDE}{name}"
    if place.exists():
        place.rename(aside)
    folder.rename(place)
    sync(releases())
    if aside.exists():
        shutil.rmtree(aside)
    return place


def point_to(name: str) -> None:
    """Swap the pointer, in one step."""
    replace(releases() / POINTER, name.encode("ascii"))


def replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part."""
    with new_file(path) as new:
        new.write_bytes(content)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A path to write to; afterwards it takes the place of `path` in one step."""
    new = path.with_name(f".new-{path.name}")
    try:
        yield new
        sync(new)
        new.replace(path)
        sync(path.parent)
    finally:
        new.unlink(missing_ok=True)


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prune(most: int | None = None) -> list[str]:
    """Remove all but the newest RELEASES_KEPT releases (or `most`), the current one and the
    editions.

    Only for the builder: another's could point to what is on its way out.
    Returns the names of the removed. Whoever has a removed one mapped can go on reading it.
    """
    kept = {current_hash(), *(edition["release"] for edition in editions())}
    spare = [f for f in releases().iterdir() if is_release(f) and f.name not in kept]
    spare.sort(key=lambda f: (f / ABOUT).stat().st_mtime, reverse=True)
    removed = spare[max(0, (settings.RELEASES_KEPT if most is None else most) - 1) :]
    for folder in removed:
        shutil.rmtree(folder)
    return [folder.name for folder in removed]


def is_release(folder: Path) -> bool:
    """Not so what is being built or was put aside."""
    return (folder / ABOUT).is_file() and not folder.name.startswith((BUILDING, ASIDE))


def editions() -> list[dict[str, str]]:
    """The editions, newest first: {"key", "name", "date", "release"}."""
    # Not what a killed process was about to put there.
    files = (releases() / "editions").glob("[!.]*.json")
    found: list[dict[str, str]] = [orjson.loads(file.read_bytes()) for file in files]
    return sorted(found, key=lambda edition: (edition["date"], edition["key"]), reverse=True)


def is_edition(name: str) -> bool:
    return any(edition["release"] == name for edition in editions())


def package(place: Path) -> dict[str, Any]:
    """datapackage.json of the release in this folder; {} where it is not there or is none."""
    try:
        found: dict[str, Any] = orjson.loads((place / "datapackage.json").read_bytes())
        return found
    except (OSError, ValueError):
        return {}


def withdrawals(place: Path) -> list[dict[str, Any]]:
    """What was withdrawn from the release in this folder since, as its datapackage.json says."""
    found: list[dict[str, Any]] = package(place).get("withdrawals", [])
    return found


def is_whole(name: str) -> bool:
    """Whether the release of that name is there and in this version's format, by its about.json.

    Cheap; reading.is_sound looks at all of it.
    """
    try:
        about = orjson.loads((releases() / name / ABOUT).read_bytes())
        return bool(about["hash"] == name and about["schema"] == SCHEMA_VERSION)
    except (OSError, ValueError, KeyError, TypeError):
        return False
