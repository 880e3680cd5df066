"""Releases that are still kept though no longer the current one."""

import re
from functools import lru_cache

from cydfap.release import folder, reading
from cydfap.release.reading import Release

NAME = re.compile(r"[0-9a-f]{4,64}")


def find(name: str) -> Release | None:
    """The release of that name; None where there is none, or no more."""
    current = reading.current()
    if current and current.hash == name:
        return current
    if not NAME.fullmatch(name) or not folder.is_whole(name):
        return None
    return opened(name)


@lru_cache(maxsize=3)
def opened(name: str) -> Release:
    return Release(folder.releases() / name)
