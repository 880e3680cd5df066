"""What is waiting, one at a time: files to plan, plans to apply, imports to take back."""

import logging

from cydfap.directory.turns import one_writer
from cydfap.intake import store
from cydfap.intake.enums import State
from cydfap.intake.models import Import
from cydfap.intake.planning import Progress
from cydfap.intake.policies import NotAllowed, is_waiting

from .applied import carry_out, code_of, fail, stay_applied, take_back
from .planned import as_it_is, plan_now

logger = logging.getLogger(__name__)

# An import over which a worker died this often is not tried again: it would stop all others.
MOST_ATTEMPTS = 2
WAITING = [state for state in State if is_waiting(state)]


def work() -> bool:
    """A chore for the worker: do what is first in the queue. True if there was anything."""
    return take_next() is not None


def sweep() -> bool:
    """A chore for now and then: what killed processes left on the disk goes."""
    if gone := store.sweep():
        logger.info("Left behind, and removed: %s", ", ".join(gone))
    return False


def take_next(progress: Progress | None = None) -> Import | None:
    """Do the first of what is waiting. None if nothing is, or another worker is at it."""
    # Looked at twice a second: nothing is locked or written where there is nothing to do.
    if not Import.objects.filter(state__in=WAITING).exists():
        return None
    with one_writer(wait=False) as mine:
        if not mine:
            return None
        take_up_the_dead()
        imported = Import.objects.filter(state__in=WAITING).order_by("pk").first()
        if imported is None:
            return None
        told = progress or store.saying(imported)
        told("reading" if imported.state != State.UNDOING else "undoing", 0)
        if imported.state == State.READING:
            return read(imported, told)
        if imported.state == State.UNDOING:
            return take_back(imported, told)
        return carry_out(imported, told, insist=False)


def take_up_the_dead() -> None:
    """Whoever was at these is dead, or would hold the lock; what it wrote never happened.

    They are tried again, unless that happened to them before.
    """
    for imported in Import.objects.filter(state__in=WAITING):
        if imported.attempts >= MOST_ATTEMPTS:
            logger.error("Import %s ended its worker and is given up.", imported.pk)
            if imported.state == State.UNDOING:
                stay_applied(imported, "undo-broken")
            else:
                fail(imported, "worker-died", {})
        elif imported.state == State.APPLYING:
            imported.state = State.QUEUED
            imported.save(update_fields=["state"])


def read(imported: Import, progress: Progress) -> Import:
    """Make the plan that was asked for. Where that fails, the import's page says why."""
    imported.attempts += 1
    imported.save(update_fields=["attempts"])
    try:
        plan_now(imported, as_it_is(imported), progress, imported.asker)
    except NotAllowed:
        logger.info("Import %s went another way while it was planned.", imported.pk)
    except Exception as trouble:
        fail(imported, *code_of(imported, trouble))
    progress("", 100)
    return imported
