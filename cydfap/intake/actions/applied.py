"""From a plan to the directory, and back: everything in one transaction, or nothing.

All reading, placing and comparing is done before the transaction opens, so that others are kept
from writing only while the rows go in. The transaction checks by the directory's generation that
the plan still holds. Who is at work has the turn from first to last (`directory.turns`).
"""

import errno
import logging
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from cydfap.directory.actions import raise_generation
from cydfap.directory.models import Generation
from cydfap.directory.turns import one_writer, waited_in_vain
from cydfap.directory.turns import writing as turn_to_write
from cydfap.intake import store, undoing, writing
from cydfap.intake.enums import State
from cydfap.intake.making import Maker
from cydfap.intake.models import Import
from cydfap.intake.plan import Plan, Planner
from cydfap.intake.planning import SMALL_ROWS, Progress, make_plan, quiet
from cydfap.intake.policies import check_has_plan, check_may_make, check_move
from cydfap.intake.problems import Refused
from cydfap.lib.faults import kind

from .planned import ASKED, TAKEN, By, file_of, lock, plan_kept, take_plan

logger = logging.getLogger(__name__)

# What applying owns of the row.
APPLIED = ["state", "trouble", "added", "created_layers", "applied_at"]
# In a directory that moves on faster than a plan is made, the last is made while others wait.
MOST_PLANS = 3


class Overtaken(Exception):
    """The directory changed while a plan was made: it is made again."""


class MovedOn(Exception):
    """The directory changed after somebody looked at the plan, and the plan with it."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("moved-on")
        self.plan = plan


def queue(*, imported: Import, by: By) -> Import:
    """Hand a plan to the worker. NotAllowed if that was done already (a second click); Refused
    where the plan would make what this person may not.
    """
    check_may_make(store.new_layers(imported), by)
    return hand_over(imported, State.QUEUED, by)


def hand_over(imported: Import, to: State, by: By) -> Import:
    """`by`: who asks for it. The worker does it in their name."""
    fresh = Import(pk=imported.pk)
    with transaction.atomic():
        lock(fresh)
        check_move(fresh, to)
        if to == State.QUEUED:
            check_has_plan(fresh)
        fresh.state, fresh.trouble, fresh.attempts = to, {}, 0
        fresh.note_asker(by)
        fresh.save(update_fields=["state", "trouble", "attempts", *ASKED])
    store.say_progress(fresh, "", 0)
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
        store.let_file_go(imported)
    except MovedOn as moved:
        with plan_kept(imported, moved.plan):
            imported.trouble = {"code": "moved-on"}
            imported.save(update_fields=[*APPLIED, *TAKEN])
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
        logger.error("Import %s could not be written: %s", imported.pk, kind(trouble))
        return ("disk-full" if full else "database"), {}
    logger.error("Import %s broke off.", imported.pk, exc_info=trouble)
    return "broken", {}


def fail(imported: Import, code: str, details: dict[str, Any]) -> None:
    imported.state = State.FAILED
    imported.trouble = {"code": code, "details": details}
    imported.added, imported.created_layers, imported.applied_at = [], [], None
    imported.save(update_fields=APPLIED)


def write(imported: Import, progress: Progress, *, insist: bool, planner: Planner | None) -> None:
    """Everything that was accepted goes in, or nothing; planned again if the directory moved."""

    def plan_again() -> Planner:
        return make_plan(path=file_of(imported), imported=imported, progress=progress)[0]

    for _ in range(MOST_PLANS):
        try:
            return write_if_it_holds(imported, planner or plan_again(), progress, insist=insist)
        except Overtaken:
            planner = None
    with turn_to_write():
        write_if_it_holds(imported, plan_again(), progress, insist=insist)


def write_if_it_holds(
    imported: Import, planner: Planner, progress: Progress, *, insist: bool
) -> None:
    """In one transaction. Overtaken, and nothing written, where the directory has moved."""
    plan = planner.plan
    with ExitStack() as stack:
        if plan.fingerprint() != imported.fingerprint:
            if not insist:
                check_generation(Generation.objects.get(pk=1), plan)
                raise MovedOn(plan)
            # What is told of the import is what was done.
            stack.enter_context(plan_kept(imported, plan))
        stack.enter_context(writing.large_cache())
        check_generation(stack.enter_context(turn_to_write()), plan)
        check_may_make(plan.layers, imported.asker)
        write_rows(imported, planner, progress)
        take_plan(imported, plan)
        imported.state, imported.trouble = State.APPLIED, {}
        imported.save(update_fields=[*APPLIED, *TAKEN])
        if plan.adds or plan.changes:
            raise_generation()
        log(instance=imported, action="intake.apply", user=imported.asked_by, data=imported.counts)


def check_generation(now: Generation, plan: Plan) -> None:
    if now.number != plan.generation:
        raise Overtaken


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

    Waits for who is at work; the plan is then made again if the directory has moved. Raises Refused
    where the file cannot be kept, or would make what this person may not.
    """
    check_may_make(planner.plan.layers, by)
    with one_writer():
        imported.created_by = by
        imported.note_asker(by)
        try:
            store.keep_file(imported, path)
            with plan_kept(imported, planner.plan):
                imported.save()
        except OSError as trouble:
            store.remove(imported)
            full = trouble.errno == errno.ENOSPC
            raise Refused("disk-full" if full else "database") from trouble
        except BaseException:
            store.remove(imported)
            raise
        return carry_out(imported, store.saying(imported), insist=True, planner=planner)


def undo(*, imported: Import, by: User | None) -> Import:
    """Take an import back, but for what was edited since: `imported.kept` lists that.

    Done at once where that is little and nobody is at work, else by the worker.
    """
    fresh = hand_over(imported, State.UNDOING, by)
    if fresh.counts.get("add", 0) + fresh.counts.get("change", 0) <= SMALL_ROWS:
        with one_writer(wait=False) as mine:
            if mine:
                take_back(fresh, quiet)
    imported.refresh_from_db()
    return imported


def take_back(imported: Import, progress: Progress) -> Import:
    """What `undo` asked for, for who has the turn. Where it fails, the import stays as it was, and
    says why; where somebody else did it meanwhile, there is nothing to do.
    """
    with transaction.atomic():
        lock(imported)
        if imported.state != State.UNDOING:
            return imported
        imported.attempts += 1
        imported.save(update_fields=["attempts"])
    try:
        with writing.large_cache(), turn_to_write():
            imported.kept = kept = undoing.take_back(imported, progress)
            imported.state, imported.trouble = State.UNDONE, {}
            imported.save(update_fields=["state", "trouble", "kept"])
            raise_generation()
            by, told = imported.asked_by, {"kept": len(kept)}
            log(instance=imported, action="intake.undo", user=by, data=told)
    except Exception as trouble:
        if waited_in_vain(trouble):
            return imported  # still to be taken back: the worker will
        code, _ = code_of(imported, trouble)
        stay_applied(imported, "undo-disk-full" if code == "disk-full" else "undo-broken")
    progress("", 100)
    return imported


def stay_applied(imported: Import, code: str) -> None:
    """An import that could not be taken back."""
    with transaction.atomic():
        lock(imported)
        check_move(imported, State.APPLIED)
        imported.state, imported.trouble = State.APPLIED, {"code": code}
        imported.save(update_fields=["state", "trouble"])
