"""The folders that a run works in: a site's data for each size, made once and kept."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cydfap.lib.postcode_files import open_or_build
from cydfap.release.reading import Release

from . import data, spent
from .data import Entries

DONE = "filled"
MADE_BY = "made-by"


@dataclass(frozen=True)
class Place:
    """`folder` holds everything; each size has a site's data folder in it."""

    folder: Path

    @cached_property
    def postcodes(self) -> Path:
        cache = self.folder / "postcodes"
        open_or_build(cache)
        return cache

    def entries(self, number: int) -> Entries:
        return data.make(number, self.postcodes)

    def fresh(self, name: str) -> Path:
        """A data folder with an empty database, made anew."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "postcodes").symlink_to(self.postcodes.resolve())
        shutil.copy(self._empty / "cydfap.sqlite3", folder)
        return folder

    @cached_property
    def _empty(self) -> Path:
        folder = self.folder / "empty"
        if not (folder / DONE).exists():
            folder.mkdir(parents=True, exist_ok=True)
            spent.child(folder, "fill", "nothing", "0")
            (folder / DONE).touch()
        return folder

    def filled(self, number: int, which: str = "all") -> Path:
        """A data folder whose database holds the entries."""
        folder = self.folder / f"{which}-{number}"
        if not (folder / DONE).exists():
            folder = self.fresh(folder.name)
            spent.child(folder, "fill", which, str(number))
            (folder / DONE).touch()
        return folder

    def published(self, number: int, which: str = "all") -> Path:
        """The same with a current release."""
        folder = self.filled(number, which)
        mark = folder / MADE_BY
        if not mark.exists() or mark.read_text() != makers():
            unpublish(folder)
            spent.child(folder, "release", "quick")
            is_made(folder)
        return folder

    def at_rest(self, number: int) -> Path:
        """The same with all its downloads, so that a worker has nothing left to do."""
        folder = self.published(number)
        spent.child(folder, "release", "late")
        return folder

    def release(self, number: int, which: str = "all") -> Release:
        releases = self.published(number, which) / "releases"
        return Release(releases / (releases / "current").read_text().strip())


def unpublish(folder: Path) -> None:
    """Take all releases away: one of the same rows would not be built again."""
    shutil.rmtree(folder / "releases", ignore_errors=True)
    (folder / MADE_BY).unlink(missing_ok=True)


def is_made(folder: Path) -> None:
    """Its release is there, made by the code as it is."""
    (folder / MADE_BY).write_text(makers())


def makers() -> str:
    """The same for releases that the same code has made."""
    code = sorted((spent.ROOT / "cydfap" / "release").rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in code)).hexdigest()
