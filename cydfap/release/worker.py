"""The worker: it does chores, and publishes when the directory's generation has moved."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from cydfap.directory.models import Generation
from cydfap.lib.faults import kind

from . import build, downloads, folder, reading

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
# After a failure: twice as long each time, up to this.
LONGEST_WAIT_SECONDS = 60.0

# Something else for the worker to do; True if there was anything.
Chore = Callable[[], bool]


class Guarded:
    """A chore whose failure stops nothing else. After one it rests, each time twice as long. That
    the database is away has no traceback: it comes again and again.

    `every`: how many seconds it rests after it was done.
    """

    def __init__(self, chore: Chore, every: float = 0.0) -> None:
        self.chore = chore
        self.every = every
        self.wait = POLL_SECONDS
        self.rests_until = 0.0

    def __call__(self) -> bool:
        if time.monotonic() < self.rests_until:
            return False
        try:
            did = self.chore()
        except Exception as problem:
            self.wait = min(self.wait * 2, LONGEST_WAIT_SECONDS)
            self.rests_until = time.monotonic() + self.wait
            self.complain(problem)
            return False
        self.wait = POLL_SECONDS
        self.rests_until = time.monotonic() + self.every
        return did

    def complain(self, problem: Exception) -> None:
        if isinstance(problem, OperationalError | InterfaceError):
            log.error("A chore failed (%s). Next try in %.0f s.", kind(problem), self.wait)
        else:
            log.error(
                "A chore failed; the worker goes on. Next try in %.0f s.",
                self.wait,
                exc_info=problem,
            )


class Aside:
    """A chore in a thread of its own, until it has nothing left to do: however long that takes, it
    delays no other. It is guarded there, where it fails.
    """

    def __init__(self, chore: Chore) -> None:
        self.chore = Guarded(chore)
        self.thread: threading.Thread | None = None

    def __call__(self) -> bool:
        if self.thread is None or not self.thread.is_alive():
            # Whoever ends the worker does not wait for it.
            self.thread = threading.Thread(target=self.run, daemon=True)
            self.thread.start()
        return False

    def run(self) -> None:
        try:
            while self.chore():
                pass
        finally:
            connections.close_all()


def work(stop: threading.Event, chores: Sequence[Chore] = (), *, publishes: bool = True) -> None:
    """Do chores and publish until `stop` is set. Survives whatever goes wrong, and tries again."""
    wait = POLL_SECONDS
    if publishes:
        tidy()
    guarded = [each if isinstance(each, Guarded) else Guarded(each) for each in chores]
    while not stop.is_set():
        close_old_connections()
        try:
            busy = one_round(guarded, publishes=publishes)
            wait = POLL_SECONDS
        except Exception as problem:
            busy = False
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)
            complain(problem, wait)
        if not busy:
            stop.wait(wait)
    close_old_connections()


def tidy() -> None:
    """After a start: an edition that a killed process had put aside is not gone until something is
    published."""
    with suppress(folder.Busy, OSError), folder.only_builder(wait=False):
        folder.tidy()


def one_round(chores: Sequence[Guarded], *, publishes: bool = True) -> bool:
    """Do what there is to do now. True if there was anything.

    Chores come first: what an import puts in is then published at once. Late downloads wait until
    nothing has changed since.
    """
    did = False
    for chore in chores:
        did = chore() or did
    return publish_what_there_is() or did if publishes else did


def publish_what_there_is() -> bool:
    if is_behind():
        return publish()
    current = folder.current_hash()
    return bool(current and downloads.is_unfinished(current) and finish(current))


def is_behind() -> bool:
    """Whether the database is newer than what is on show, or that cannot be read."""
    number = Generation.objects.values_list("number", flat=True).first()
    if number is None:
        return False
    if number != build.published_generation() or reading.is_broken():
        return True
    return not folder.is_whole(folder.current_hash() or "")


def publish() -> bool:
    """False where another process is building already."""
    start = time.monotonic()
    try:
        made = build.publish(wait=False)
    except folder.Busy:
        return False
    log.info("Published %s in %.1f s: %s", made.hash, time.monotonic() - start, made)
    return True


def finish(current: str) -> bool:
    """Late downloads, which give way to a new release. False where another process is building."""
    try:
        downloads.finish(current, wait=False, unless=is_behind)
    except folder.Busy:
        return False
    except downloads.Interrupted:
        return True
    return True


def complain(problem: Exception, wait: float) -> None:
    if isinstance(problem, OSError):
        log.error(
            "Nothing new could be published (%s); the release before stays. Next try in %.0f s.",
            kind(problem),
            wait,
        )
    elif isinstance(problem, OperationalError | InterfaceError):
        log.error("The database does not answer (%s). Next try in %.0f s.", kind(problem), wait)
    else:
        log.error("The worker failed; next try in %.0f s.", wait, exc_info=problem)
