"""Releases that are still kept though no longer the current one."""

import re
from pathlib import Path

from cydfap.release import folder, reading
from cydfap.release.reading import UNREADABLE, Release

NAME = re.compile(r"[0-9a-f]{4,64}")
MOST_OPEN = 2

_opened: dict[Path, Release] = {}


def find(name: str) -> Release | None:
    """The release of that name; None where there is none, or no more."""
    let_go()
    current = reading.current()
    if current and current.hash == name:
        return current
    if not NAME.fullmatch(name):
        return None
    place = folder.releases() / name
    if place not in _opened:
        try:
            release = Release(place)
        except UNREADABLE:
            return None
        while len(_opened) >= MOST_OPEN:
            _opened.pop(next(iter(_opened)), None)
        _opened[place] = release
    return _opened.get(place)


def let_go() -> None:
    """Those that were removed since: while one is open its files keep their room on the disk."""
    for place in list(_opened):
        if not place.is_dir():
            _opened.pop(place, None)
