"""From a plan to the directory, and back: everything in one transaction, or nothing.

All reading, placing and comparing is done before the transaction opens, so that others are kept
from writing only while the rows go in. The transaction checks by the directory's generation that
the plan still holds.
"""

import errno
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from cydfap.directory.models import Generation
from cydfap.intake import store, undoing, writing
from cydfap.intake.enums import State
from cydfap.intake.making import Maker
from cydfap.intake.models import Import
from cydfap.intake.plan import Plan, Planner
from cydfap.intake.planning import SMALL_ROWS, Progress, make_plan, quiet
from cydfap.intake.policies import check_move
from cydfap.intake.problems import Refused

from .planned import By, counts_of, file_of, keep_plan, lock

logger = logging.getLogger(__name__)

# What applying owns of the row.
APPLIED = ["state", "trouble", "counts", "added", "created_layers", "applied_at"]
# In a directory that moves on faster than a plan is made, the last is made while others wait.
MOST_PLANS = 3


class MovedOn(Exception):
    """The directory changed after somebody looked at the plan, and the plan with it."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("moved-on")
        self.plan = plan


def queue(*, imported: Import, by: By) -> Import:
    """Hand a plan to the worker. NotAllowed if that was done already (a second click)."""
    return hand_over(imported, State.QUEUED)


def hand_over(imported: Import, to: State, by: By = None) -> Import:
    """`by`: who takes an import back."""
    fresh = Import(pk=imported.pk)
    with transaction.atomic():
        lock(fresh)
        check_move(fresh, to)
        fresh.state, fresh.trouble, fresh.attempts, fresh.undone_by = to, {}, 0, by
        fresh.save(update_fields=["state", "trouble", "attempts", "undone_by"])
    store.say_progress(fresh.pk, "", 0)
    return fresh


def carry_out(
    imported: Import, progress: Progress, *, insist: bool, planner: Planner | None = None
) -> Import:
    """`insist`: nobody looked at the plan, so a plan that changed since is applied as it is now."""
    with transaction.atomic():
        lock(imported)
        check_move(imported, State.APPLYING)
        imported.state = State.APPLYING
        imported.attempts += 1
        imported.save(update_fields=["state", "attempts"])
    try:
        write(imported, progress, insist=insist, planner=planner)
        store.let_file_go(imported.pk)
    except MovedOn as moved:
        imported.state, imported.trouble = State.PLANNED, {"code": "moved-on"}
        keep_plan(imported, moved.plan)
    except Exception as trouble:
        fail(imported, *code_of(imported, trouble))
    progress("", 100)
    return imported


def code_of(imported: Import, trouble: Exception) -> tuple[str, dict[str, Any]]:
    """What to tell of an exception: a code and its details. What is no person's fault is logged."""
    if isinstance(trouble, Refused):
        return trouble.code, trouble.details
    if isinstance(trouble, DatabaseError | OSError):
        full = "full" in str(trouble).lower() or getattr(trouble, "errno", 0) == errno.ENOSPC
        logger.error("Import %s could not be written: %s", imported.pk, trouble)
        return ("disk-full" if full else "database"), {}
    logger.error("Import %s broke off.", imported.pk, exc_info=trouble)
    return "broken", {}


def fail(imported: Import, code: str, details: dict[str, Any]) -> None:
    imported.state = State.FAILED
    imported.trouble = {"code": code, "details": details}
    imported.added, imported.created_layers, imported.applied_at = [], [], None
    imported.save(update_fields=[name for name in APPLIED if name != "counts"])


def write(imported: Import, progress: Progress, *, insist: bool, planner: Planner | None) -> None:
    """Everything that was accepted goes in, or nothing; planned again if the directory moved."""
    for _ in range(MOST_PLANS):
        if planner is None:
            planner, _ = make_plan(path=file_of(imported), imported=imported, progress=progress)
        with writing.large_cache(), transaction.atomic():
            if write_if_it_holds(imported, planner, progress, insist=insist):
                return
        planner = None
    with writing.large_cache(), transaction.atomic():
        Generation.objects.select_for_update().get(pk=1)
        planner, _ = make_plan(path=file_of(imported), imported=imported, progress=progress)
        if not write_if_it_holds(imported, planner, progress, insist=insist):
            raise MovedOn(planner.plan)


def write_if_it_holds(
    imported: Import, planner: Planner, progress: Progress, *, insist: bool
) -> bool:
    """Inside the one transaction. False, and nothing written, where the directory has moved."""
    plan = planner.plan
    if Generation.objects.select_for_update().get(pk=1).number != plan.generation:
        return False
    if not insist and plan.fingerprint() != imported.fingerprint:
        raise MovedOn(plan)
    write_rows(imported, planner, progress)
    imported.counts = counts_of(plan)
    imported.state, imported.trouble = State.APPLIED, {}
    imported.save(update_fields=APPLIED)
    if plan.adds or plan.changes:
        Generation.objects.filter(pk=1).update(number=F("number") + 1)
    log(instance=imported, action="intake.apply", user=imported.created_by, data=imported.counts)
    return True


def write_rows(imported: Import, planner: Planner, progress: Progress) -> None:
    plan, options = planner.plan, planner.options
    maker = Maker(
        planner.known, lang=options.lang, licence=options.licence, source_url=options.source_url
    )
    imported.applied_at = now = timezone.now()
    total = sum(len(columns["row"]) for columns in plan.adds) + len(plan.changes)
    done = 0
    ranges: list[list[int]] = []
    for columns in plan.adds:
        pks = writing.add(columns, source=maker.source, layer=maker.layer, now=now)
        extend(ranges, pks)
        done += len(pks)
        progress("writing", 100 * done // total)
    writing.change(imported, plan.changes, source=maker.source, layer=maker.layer, now=now)
    imported.added, imported.created_layers = ranges, maker.created_layers


def extend(ranges: list[list[int]], pks: Iterable[int]) -> None:
    """Primary keys as ranges [first, last]; nearly always one."""
    for pk in pks:
        if ranges and ranges[-1][1] == pk - 1:
            ranges[-1][1] = pk
        else:
            ranges.append([pk, pk])


def bring_in(*, path: Path, imported: Import, planner: Planner, by: By) -> Import:
    """Keep a file and apply its plan at once, as the command does. The state tells how it went.

    Waits for an import that is at work; the plan is then made again if the directory has moved.
    Raises Refused where the file cannot be kept.
    """
    with store.one_at_a_time(wait=True):
        imported.created_by = by
        imported.save()
        try:
            store.keep_file(imported.pk, path)
            keep_plan(imported, planner.plan)
        except OSError as trouble:
            imported.delete()
            full = trouble.errno == errno.ENOSPC
            raise Refused("disk-full" if full else "database") from trouble
        return carry_out(imported, store.saying(imported.pk), insist=True, planner=planner)


def undo(*, imported: Import, by: User | None) -> Import:
    """Take an import back, but for what was edited since: `imported.kept` lists that.

    Done at once where that is little and no import is at work, else by the worker.
    """
    fresh = hand_over(imported, State.UNDOING, by)
    if fresh.counts.get("add", 0) + fresh.counts.get("change", 0) <= SMALL_ROWS:
        with store.one_at_a_time(wait=False) as mine:
            if mine:
                take_back(fresh, quiet)
    imported.refresh_from_db()
    return imported


def take_back(imported: Import, progress: Progress) -> Import:
    """What `undo` asked for. Where it fails, the import stays as it was, and says why."""
    imported.attempts += 1
    imported.save(update_fields=["attempts"])
    try:
        with writing.large_cache(), transaction.atomic():
            lock(imported)
            check_move(imported, State.UNDONE)
            imported.kept = kept = undoing.take_back(imported, progress)
            imported.state, imported.trouble = State.UNDONE, {}
            imported.save(update_fields=["state", "trouble", "kept"])
            Generation.objects.filter(pk=1).update(number=F("number") + 1)
            by, told = imported.undone_by, {"kept": len(kept)}
            log(instance=imported, action="intake.undo", user=by, data=told)
    except Exception as trouble:
        code, _ = code_of(imported, trouble)
        stay_applied(imported, "undo-disk-full" if code == "disk-full" else "undo-broken")
    progress("", 100)
    return imported


def stay_applied(imported: Import, code: str) -> None:
    imported.refresh_from_db()
    imported.state, imported.trouble = State.APPLIED, {"code": code}
    imported.save(update_fields=["state", "trouble"])
