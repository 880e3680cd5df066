"""Releases that are still kept though no longer the current one."""

import re
from pathlib import Path
from threading import Lock

from cydfap.release import folder, reading
from cydfap.release.reading import UNREADABLE, Release

NAME = re.compile(r"[0-9a-f]{4,64}")
MOST_OPEN = 2

# By folder, with its number on the disk: an edition's may be another one since.
_opened: dict[Path, tuple[int, Release]] = {}
# Several threads answer readers.
_lock = Lock()


def find(name: str) -> Release | None:
    """The release of that name; None where there is none, or no more."""
    let_go()
    current = reading.current()
    if current and current.hash == name:
        return current
    place = place_of(name)
    if place is None:
        return None
    with _lock:
        if place not in _opened:
            try:
                opened = place.stat().st_ino, Release(place)
            except UNREADABLE:
                return None
            while len(_opened) >= MOST_OPEN:
                del _opened[next(iter(_opened))]
            _opened[place] = opened
        return _opened[place][1]


def place_of(name: str) -> Path | None:
    """The folder of that release, for its files: those of an edition are there for ever, even when
    a later version of the program can no longer ask it for tiles and lists.
    """
    place = folder.releases() / name
    return place if NAME.fullmatch(name) and place.is_dir() else None


def let_go() -> None:
    """Those that were removed or replaced since: while one is open its files keep their room on the
    disk, and what was withdrawn from an edition could still be read.
    """
    with _lock:
        for place, (number, _) in list(_opened.items()):
            if number_of(place) != number:
                del _opened[place]


def number_of(place: Path) -> int | None:
    try:
        return place.stat().st_ino
    except FileNotFoundError:
        return None
