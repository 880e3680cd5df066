"""One at a time, among the processes of a machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path


@contextmanager
def turn(file: Path) -> Iterator[bool]:
    """True inside if it is ours, False at once if another process has it.

    The system lets go of it when a process dies, however it dies.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file, "w") as held:
        try:
            flock(held, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
