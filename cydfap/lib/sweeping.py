"""Taking away what nobody refers to: what killed processes left in a folder."""

import shutil
import time
from collections.abc import Container
from contextlib import suppress
from pathlib import Path

NOTHING: frozenset[str] = frozenset()


def sweep(
    folder: Path,
    pattern: str = "*",
    *,
    kept: Container[str] = NOTHING,
    older_than: float = 0.0,
) -> list[str]:
    """Remove what lies in `folder`, fits `pattern` and is not in `kept`; the names of what went.

    `older_than`, in seconds, spares what somebody may be writing just now, before anything refers
    to it: nothing in it was touched for so long. What cannot be removed is left for the next time.
    """
    removed = []
    latest = time.time() - older_than
    for path in sorted(folder.glob(pattern)):
        if path.name in kept or touched(path) > latest:
            continue
        remove(path)
        removed.append(path.name)
    return removed


def touched(path: Path) -> float:
    """When a file, or anything of a folder, was last written; infinity where it is gone."""
    try:
        times = [path.stat().st_mtime]
        times += [each.stat().st_mtime for each in path.rglob("*")] if path.is_dir() else []
    except FileNotFoundError:
        return float("inf")
    return max(times)


def remove(path: Path) -> None:
    """A file, or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink()
