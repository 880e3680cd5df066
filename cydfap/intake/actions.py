"""All that imports write: each step is atomic, logged, and in a state that allows it.

A plan is made outside the transaction, for it may take a minute; the transaction then checks by the
directory's generation that the plan still holds, and by the import's fresh row that nothing became
of it meanwhile. Each step writes its own columns only.
"""

import errno
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log

from cydfap.directory.models import Generation
from cydfap.lib.tables import read_table

from . import store, undoing, writing
from .enums import State
from .headings import match, signature
from .making import Maker
from .models import Import, Mapping
from .plan import Plan, Planner
from .planning import Progress, make_plan, quiet
from .policies import NotAllowed, check_discard, check_move, check_plan_again
from .problems import Refused

By = User | None
logger = logging.getLogger(__name__)

# An import over which a worker died this often is not tried again: it would stop all others.
MOST_ATTEMPTS = 2
# What planning owns of the row, and what applying does.
PLANNED = ["state", "trouble", "counts", "generation", "fingerprint", "mapping", "decisions"]
APPLIED = ["state", "trouble", "counts", "added", "created_layers", "applied_at"]


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
    imported.counts = counts_of(plan)
    imported.generation = plan.generation
    imported.fingerprint = plan.fingerprint()
    imported.save(update_fields=PLANNED)
    return imported


def counts_of(plan: Plan) -> dict[str, int]:
    return {**plan.counts(), "absent": len(plan.absent), "problems": len(plan.problems)}


def lock(imported: Import) -> None:
    """The import as it is now, and nobody else's until the transaction ends.

    NotAllowed where it was thrown away.
    """
    try:
        imported.refresh_from_db(from_queryset=Import.objects.select_for_update())
    except Import.DoesNotExist as gone:
        raise NotAllowed(gettext("This import was thrown away meanwhile.")) from gone


def plan_again(*, imported: Import, by: By, progress: Progress = quiet) -> Import:
    """Plan a waiting import anew. NotAllowed where something became of it meanwhile."""
    imported.refresh_from_db()
    return plan_with(imported, imported.mapping, imported.decisions, progress)


def plan_with(
    imported: Import, mapping: dict[str, str], decisions: dict[str, str], progress: Progress
) -> Import:
    """Plan with these columns and decisions, and keep it if the import is still as it was."""
    check_plan_again(imported)
    before = imported.mapping, imported.decisions, imported.state
    imported.mapping, imported.decisions = mapping, decisions
    planner, _ = make_plan(path=file_of(imported), imported=imported, progress=progress)
    with transaction.atomic():
        lock(imported)
        check_plan_again(imported)
        if (imported.mapping, imported.decisions, imported.state) != before:
            raise NotAllowed(
                gettext("This import was changed meanwhile. Look at it as it is now, then go on.")
            )
        imported.mapping, imported.decisions = mapping, decisions
        imported.state, imported.trouble = State.PLANNED, {}
        return keep_plan(imported, planner.plan)


def file_of(imported: Import) -> Path:
    found = store.file_of(imported.pk)
    if found is None:
        raise Refused("file-gone")
    return found


def remap(
    *, imported: Import, columns: dict[str, str], by: By, progress: Progress = quiet
) -> Import:
    """Read the file's columns as a person says ({heading: field or ""}), now and the next time."""
    imported.refresh_from_db()
    check_plan_again(imported)
    table = read_table(file_of(imported), limit=settings.IMPORT_LIMIT_BYTES)
    match(table.headings, columns)
    done = plan_with(imported, columns, imported.decisions, progress)
    Mapping.objects.update_or_create(
        signature=signature(table.headings), defaults={"columns": columns}
    )
    return done


def decide(
    *, imported: Import, decisions: dict[int, str], by: By, progress: Progress = quiet
) -> Import:
    """What possible duplicates are: row → a public id, "row N" or "another"; "" takes a decision
    back.
    """
    imported.refresh_from_db()
    told = {**imported.decisions, **{str(row): said for row, said in decisions.items()}}
    said = {row: said for row, said in told.items() if said}
    return plan_with(imported, imported.mapping, said, progress)


def queue(*, imported: Import, by: By) -> Import:
    """Hand a plan to the worker. NotAllowed if that was done already (a second click)."""
    fresh = Import(pk=imported.pk)
    with transaction.atomic():
        lock(fresh)
        check_move(fresh, State.QUEUED)
        fresh.state, fresh.trouble, fresh.attempts = State.QUEUED, {}, 0
        fresh.save(update_fields=["state", "trouble", "attempts"])
    store.say_progress(fresh.pk, "", 0)
    return fresh


def take_next(progress: Progress | None = None) -> Import | None:
    """Apply the first import of the queue. None if there is none, or another worker is at it."""
    # Looked at twice a second: nothing is locked or written where there is nothing to do.
    if not Import.objects.filter(state__in=[State.QUEUED, State.APPLYING]).exists():
        return None
    with store.one_at_a_time(wait=False) as mine:
        if not mine:
            return None
        take_up_the_dead()
        imported = Import.objects.filter(state=State.QUEUED).order_by("pk").first()
        if imported is None:
            return None
        return carry_out(imported, progress or saying(imported), insist=False)


def take_up_the_dead() -> None:
    """Whoever was applying these is dead, or would hold the lock; its transaction never happened.

    They are tried again, unless that happened to them before.
    """
    for imported in Import.objects.filter(state=State.APPLYING):
        if imported.attempts >= MOST_ATTEMPTS:
            logger.error("Import %s ended its worker and is given up.", imported.pk)
            fail(imported, "worker-died")
        else:
            imported.state = State.QUEUED
            imported.save(update_fields=["state"])


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
    except Refused as refused:
        fail(imported, refused.code, **refused.details)
    except (DatabaseError, OSError) as trouble:
        full = "full" in str(trouble).lower() or getattr(trouble, "errno", 0) == errno.ENOSPC
        logger.error("Import %s could not be written: %s", imported.pk, trouble)
        fail(imported, "disk-full" if full else "database")
    except Exception:
        logger.exception("Import %s broke off.", imported.pk)
        fail(imported, "broken")
    progress("", 100)
    return imported


def fail(imported: Import, code: str, **details: Any) -> None:
    imported.state = State.FAILED
    imported.trouble = {"code": code, "details": details}
    imported.added, imported.created_layers, imported.applied_at = [], [], None
    imported.save(update_fields=[name for name in APPLIED if name != "counts"])


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
        imported.counts = counts_of(plan)
        imported.state, imported.trouble = State.APPLIED, {}
        imported.save(update_fields=APPLIED)
        if plan.adds or plan.changes:
            Generation.objects.filter(pk=1).update(number=F("number") + 1)
        log(
            instance=imported, action="intake.apply", user=imported.created_by, data=imported.counts
        )


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
            raise Refused("disk-full" if full else "database") from trouble
        return carry_out(imported, saying(imported), insist=True, planner=planner)


def work() -> bool:
    """A chore for the worker: apply what is first in the queue. True if there was anything."""
    return take_next() is not None


def undo(*, imported: Import, by: By) -> Import:
    """Take an import back, but for what was edited since: `imported.kept` lists that."""
    with store.one_at_a_time(wait=True), transaction.atomic():
        lock(imported)
        check_move(imported, State.UNDONE)
        kept = undoing.take_back(imported)
        imported.state, imported.kept = State.UNDONE, kept
        imported.save(update_fields=["state", "kept"])
        Generation.objects.filter(pk=1).update(number=F("number") + 1)
        log(instance=imported, action="intake.undo", user=by, data={"kept": len(kept)})
    return imported


@transaction.atomic
def discard(*, imported: Import, by: By) -> None:
    """Throw a plan away that was never applied, and its file."""
    lock(imported)
    check_discard(imported)
    number = imported.pk
    log(instance=imported, action="wagtail.delete", user=by, deleted=True)
    imported.delete()
    transaction.on_commit(lambda: store.remove(number))
