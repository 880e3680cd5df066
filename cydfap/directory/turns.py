"""Whose turn it is to write, and in which order locks are taken: one order for all who write.

1. The turn (`one_writer`): who writes for long, planning included, has it. One over all processes.
2. The generation's row (`writing`): first in every transaction that changes the directory.
3. Rows: an import's own, then the directory's.

Nobody takes an earlier one while holding a later one, so no two can wait for each other; and
nothing is written between a writer's look at the directory and its own writing.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN, flock
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, transaction

from .models import Generation

log = logging.getLogger(__name__)

LOCK = "writer.lock"
# What PostgreSQL calls a lock that was not to be had in time, and two that waited for each other.
LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED = "55P03", "40P01"
held = threading.local()


def lock_file() -> Path:
    path: Path = settings.DATA / LOCK
    return path


@contextmanager
def one_writer(*, wait: bool = True) -> Iterator[bool]:
    """Only one long writer is at work: imports, taking them back, areas, the demo.

    True inside; False, without `wait`, if another is at work. Who has the turn may ask again. The
    system lets go of it when a process dies, however it dies.
    """
    if getattr(held, "depth", 0):
        held.depth += 1
        try:
            yield True
        finally:
            held.depth -= 1
        return
    with lock_file().open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            if not wait:
                yield False
                return
            log.warning("Another is writing to the directory. Waiting until it is done.")
            flock(file, LOCK_EX)
        held.depth = 1
        try:
            yield True
        finally:
            held.depth = 0
            flock(file, LOCK_UN)


def is_at_work() -> bool:
    """Does anybody have the turn?"""
    try:
        with lock_file().open() as file:
            flock(file, LOCK_SH | LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextmanager
def writing() -> Iterator[Generation]:
    """A transaction that changes the directory; the generation as it is, nobody else's until the
    transaction ends. Every writer goes through here before it touches a row.
    """
    with transaction.atomic():
        yield Generation.objects.select_for_update().get(pk=1)


def waited_in_vain(trouble: Exception) -> bool:
    """Did the database give up waiting for another writer? Nothing was written; later it may be."""
    cause = trouble.__cause__
    if not isinstance(trouble, OperationalError):
        return False
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return getattr(cause, "sqlstate", "") in (LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED)
