"""All that imports write: each step is atomic, logged, and in a state that allows it.

A plan is made outside the transaction, for it may take a minute; the transaction then checks by the
directory's generation that the plan still holds.
"""

import errno
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from cydfap.directory.models import Generation
from cydfap.lib.tables import read_table

from . import store, undoing, writing
from .enums import State
from .headings import match, signature
from .making import Maker
from .models import Import, Mapping
from .plan import Plan, Planner
from .planning import Progress, make_plan
from .policies import check_move
from .problems import Refused

By = User | None


class MovedOn(Exception):
    """The directory changed after somebody looked at the plan, and the plan with it."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("moved-on")
        self.plan = plan


def receive(*, path: Path, imported: Import, by: By) -> Import:
    """Keep a file and its plan, to be looked at. Raises Refused; then nothing is kept."""
    imported.created_by = by
    imported.save()
    try:
        kept = store.keep_file(imported.pk, path)
        planner, _ = make_plan(path=kept, imported=imported)
        return keep_plan(imported, planner.plan)
    except BaseException as trouble:
        store.remove(imported.pk)
        imported.delete()
        if isinstance(trouble, OSError) and trouble.errno == errno.ENOSPC:
            raise Refused("disk-full") from trouble
        raise


def keep_plan(imported: Import, plan: Plan) -> Import:
    store.keep_plan(imported.pk, plan)
    imported.counts = {
        **plan.counts(), "absent": len(plan.absent), "problems": len(plan.problems)
    }  # fmt: skip
    imported.generation = plan.generation
    imported.fingerprint = plan.fingerprint()
    imported.save()
    return imported


def plan_again(*, imported: Import, by: By) -> Import:
    """Plan a waiting import anew: after its columns, options or decisions were changed."""
    if imported.state != State.PLANNED:
        check_move(imported, State.PLANNED)
        imported.state, imported.trouble = State.PLANNED, {}
    planner, _ = make_plan(path=file_of(imported), imported=imported)
    return keep_plan(imported, planner.plan)


def file_of(imported: Import) -> Path:
    found = store.file_of(imported.pk)
    if found is None:
        raise Refused("file-gone")
    return found


def remap(*, imported: Import, columns: dict[str, str], by: By) -> Import:
    """Read the file's columns as a person says ({heading: field or ""}), now and the next time."""
    table = read_table(file_of(imported), limit=settings.IMPORT_LIMIT_BYTES)
    match(table.headings, columns)
    Mapping.objects.update_or_create(
        signature=signature(table.headings), defaults={"columns": columns}
    )
    imported.mapping = columns
    return plan_again(imported=imported, by=by)


def decide(*, imported: Import, decisions: dict[int, str], by: By) -> Import:
    """What possible duplicates are: row → a public id, "row N" or "another"; "" takes a decision
    back.
    """
    told = {**imported.decisions, **{str(row): said for row, said in decisions.items()}}
    imported.decisions = {row: said for row, said in told.items() if said}
    return plan_again(imported=imported, by=by)


def queue(*, imported: Import, by: By) -> Import:
    """Hand a plan to the worker. NotAllowed if that was done already (a second click)."""
    with transaction.atomic():
        fresh = Import.objects.select_for_update().get(pk=imported.pk)
        check_move(fresh, State.QUEUED)
        fresh.state, fresh.trouble = State.QUEUED, {}
        fresh.save()
    store.say_progress(fresh.pk, "", 0)
    return fresh


def take_next(progress: Progress | None = None) -> Import | None:
    """Apply the first import of the queue. None if there is none, or another worker is at it."""
    with store.one_at_a_time(wait=False) as mine:
        if not mine:
            return None
        # Whoever was applying these is dead, or would hold the lock; its transaction never
        # happened.
        Import.objects.filter(state=State.APPLYING).update(state=State.QUEUED)
        imported = Import.objects.filter(state=State.QUEUED).order_by("pk").first()
        if imported is None:
            return None
        return carry_out(imported, progress or saying(imported), insist=False)


def saying(imported: Import) -> Progress:
    """Progress written to the import's folder, a percent at a time."""
    last = -1

    def say(phase: str, percent: int) -> None:
        nonlocal last
        if percent != last:
            last = percent
            store.say_progress(imported.pk, phase, percent)

    return say


def carry_out(
    imported: Import, progress: Progress, *, insist: bool, planner: Planner | None = None
) -> Import:
    """`insist`: nobody looked at the plan, so a plan that changed since is applied as it is now."""
    check_move(imported, State.APPLYING)
    imported.state = State.APPLYING
    imported.save()
    try:
        write(imported, progress, insist=insist, planner=planner)
    except MovedOn as moved:
        imported.state, imported.trouble = State.PLANNED, {"code": "moved-on"}
        keep_plan(imported, moved.plan)
    except Refused as refused:
        fail(imported, refused.code, **refused.details)
    except (DatabaseError, OSError) as trouble:
        full = "full" in str(trouble).lower() or getattr(trouble, "errno", 0) == errno.ENOSPC
        fail(imported, "disk-full" if full else "database", detail=str(trouble)[:300])
    progress("", 100)
    return imported


def fail(imported: Import, code: str, **details: Any) -> None:
    imported.state = State.FAILED
    imported.trouble = {"code": code, "details": details}
    imported.added, imported.created_layers, imported.applied_at = [], [], None
    imported.save()


def write(imported: Import, progress: Progress, *, insist: bool, planner: Planner | None) -> None:
    """The one transaction: everything that was accepted goes in, or nothing."""
    if planner is None:
        planner, _ = make_plan(path=file_of(imported), imported=imported, progress=progress)
    with writing.large_cache(), transaction.atomic():
        generation = Generation.objects.select_for_update().get(pk=1).number
        if generation != planner.plan.generation:
            planner, _ = make_plan(path=file_of(imported), imported=imported, progress=progress)
        plan = planner.plan
        if not insist and plan.fingerprint() != imported.fingerprint:
            raise MovedOn(plan)
        write_rows(imported, planner, progress)
        counts = {**plan.counts(), "absent": len(plan.absent), "problems": len(plan.problems)}
        imported.counts = counts
        imported.state, imported.trouble = State.APPLIED, {}
        imported.save()
        if plan.adds or plan.changes:
            Generation.objects.filter(pk=1).update(number=F("number") + 1)
        log(instance=imported, action="intake.apply", user=imported.created_by, data=counts)


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
        progress("writing", 60 + 40 * done // total)
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
            raise Refused("disk-full" if full else "database", detail=str(trouble)) from trouble
        return carry_out(imported, saying(imported), insist=True, planner=planner)


def work() -> bool:
    """A chore for the worker: apply what is first in the queue. True if there was anything."""
    return take_next() is not None


def undo(*, imported: Import, by: By) -> Import:
    """Take an import back, but for what was edited since: `imported.kept` lists that."""
    with store.one_at_a_time(wait=True), transaction.atomic():
        imported.refresh_from_db()
        check_move(imported, State.UNDONE)
        kept = undoing.take_back(imported)
        imported.state, imported.kept = State.UNDONE, kept
        imported.save()
        Generation.objects.filter(pk=1).update(number=F("number") + 1)
        log(instance=imported, action="intake.undo", user=by, data={"kept": len(kept)})
    return imported


@transaction.atomic
def discard(*, imported: Import, by: By) -> None:
    """Throw a plan away that was never applied, and its file."""
    if imported.state not in (State.PLANNED, State.FAILED):
        check_move(imported, State.PLANNED)
    number = imported.pk
    log(instance=imported, action="wagtail.delete", user=by, deleted=True)
    imported.delete()
    transaction.on_commit(lambda: store.remove(number))
