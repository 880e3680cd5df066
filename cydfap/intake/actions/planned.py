"""From a file to a plan that can be looked at, and to another one when somebody says more.

A plan is made and written to the disk outside the transaction, for it may take a minute; the
transaction then checks by the import's fresh row that nothing became of it meanwhile, and names the
plan in it. Each step writes its own columns only.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils.translation import gettext
from wagtail.log_actions import log

from cydfap.intake import store
from cydfap.intake.enums import State
from cydfap.intake.headings import match, signature
from cydfap.intake.models import Import, Mapping
from cydfap.intake.plan import Plan
from cydfap.intake.planning import Progress, is_small, make_plan, quiet
from cydfap.intake.policies import (
    NotAllowed,
    check_discard,
    check_may_make,
    check_move,
    check_plan_again,
)
from cydfap.intake.problems import Refused, UnknownColumns

By = User | None
# What tells of the plan, and what else planning owns of the row.
TAKEN = ["plan", "counts", "generation", "fingerprint"]
PLANNED = ["state", "trouble", "mapping", "decisions", *TAKEN]
ASKED = ["asked_by", "asked_by_site"]
HANDED_OVER = ["state", "trouble", "mapping", "decisions", "attempts", *ASKED]


def receive(*, path: Path, imported: Import, by: By) -> Import:
    """Keep a file to be looked at, with its plan; a large one is planned by the worker. Where no
    column is the name, a person is asked what the columns are.

    Raises Refused for a small file that cannot be taken; then nothing is kept.
    """
    imported.created_by = by
    imported.note_asker(by)
    try:
        store.keep_file(imported, path)
        if not is_small(path, imported):
            imported.state = State.READING
            imported.save()
            return imported
        try:
            plan = make_plan(path=path, imported=imported)[0].plan
        except UnknownColumns as unknown:
            with headings_kept(imported, unknown):
                imported.save()
            return imported
        check_may_make(plan.layers, by)
        with plan_kept(imported, plan):
            imported.save()
    except BaseException as trouble:
        store.remove(imported)
        if isinstance(trouble, OSError) and trouble.errno == errno.ENOSPC:
            raise Refused("disk-full") from trouble
        raise
    return imported


def file_of(imported: Import) -> Path:
    found = store.file_of(imported)
    if found is None:
        raise Refused("file-gone")
    return found


def plan_again(*, imported: Import, by: By, progress: Progress = quiet) -> Import:
    """Plan a waiting import anew. NotAllowed where something became of it meanwhile."""
    imported.refresh_from_db()
    return plan_or_hand_over(imported, imported.mapping, imported.decisions, progress, by)


def remap(
    *, imported: Import, columns: dict[str, str], by: By, progress: Progress = quiet
) -> Import:
    """Read the file's columns as a person says ({heading: field or ""}), now and the next time."""
    imported.refresh_from_db()
    check_plan_again(imported)
    headings = store.headings(imported)
    match(headings, columns)
    done = plan_or_hand_over(imported, columns, imported.decisions, progress, by)
    Mapping.objects.update_or_create(signature=signature(headings), defaults={"columns": columns})
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
    return plan_or_hand_over(imported, imported.mapping, said, progress, by)


def plan_or_hand_over(
    imported: Import, mapping: dict[str, str], decisions: dict[str, str], progress: Progress, by: By
) -> Import:
    """Plan with these columns and decisions: now if that is soon done, else by the worker."""
    check_plan_again(imported)
    before = as_it_is(imported)
    imported.mapping, imported.decisions = mapping, decisions
    if is_small(file_of(imported), imported):
        return plan_now(imported, before, progress, by)
    with transaction.atomic():
        lock(imported)
        check_same(imported, before)
        check_move(imported, State.READING)
        imported.mapping, imported.decisions = mapping, decisions
        imported.state, imported.trouble, imported.attempts = State.READING, {}, 0
        imported.note_asker(by)
        imported.save(update_fields=HANDED_OVER)
    store.say_progress(imported, "", 0)
    return imported


def as_it_is(imported: Import) -> tuple[Any, ...]:
    return imported.mapping, imported.decisions, imported.state


def check_same(imported: Import, before: tuple[Any, ...]) -> None:
    if as_it_is(imported) != before:
        raise NotAllowed(
            gettext("This import was changed meanwhile. Look at it as it is now, then go on.")
        )


def plan_now(
    imported: Import, before: tuple[Any, ...], progress: Progress, by: By | AnonymousUser
) -> Import:
    """Make a plan, and keep it if the import is still as it was `before`."""
    mapping, decisions = imported.mapping, imported.decisions

    def still() -> None:
        lock(imported)
        check_same(imported, before)
        imported.mapping, imported.decisions = mapping, decisions

    try:
        planner, _ = make_plan(path=file_of(imported), imported=imported, progress=progress)
    except FileNotFoundError as gone:  # applied or thrown away meanwhile, and its file with it
        raise Refused("file-gone") from gone
    except UnknownColumns as unknown:
        with headings_kept(imported, unknown, still):
            imported.save(update_fields=PLANNED)
        return imported
    check_may_make(planner.plan.layers, by)
    with plan_kept(imported, planner.plan, still):
        imported.save(update_fields=PLANNED)
    return imported


def nothing_more() -> None:
    """A new import is nobody else's yet."""


@contextmanager
def named(
    imported: Import, still: Callable[[], None], write: Callable[[Path], None]
) -> Iterator[None]:
    """A folder of the import's plan is written; then, in a transaction in which `still` finds all
    as it was, the row may name it. The one named before goes when that is sure.
    """
    was = {name: getattr(imported, name) for name in TAKEN}
    try:
        with store.new_plan(imported) as place:
            write(place)
            with transaction.atomic():
                still()
                before, imported.plan = imported.plan, place.name
                yield
                transaction.on_commit(lambda: store.drop_plan(imported, before))
    except BaseException:
        for name, value in was.items():
            setattr(imported, name, value)
        raise


@contextmanager
def plan_kept(
    imported: Import, plan: Plan, still: Callable[[], None] = nothing_more
) -> Iterator[None]:
    """Inside, the import has this plan, and is to be saved."""
    with named(imported, still, lambda place: store.write_plan(place, plan)):
        imported.state, imported.trouble = State.PLANNED, {}
        take_plan(imported, plan)
        yield


def take_plan(imported: Import, plan: Plan) -> None:
    imported.counts = counts_of(plan)
    imported.generation = plan.generation
    imported.fingerprint = plan.fingerprint()


@contextmanager
def headings_kept(
    imported: Import, unknown: UnknownColumns, still: Callable[[], None] = nothing_more
) -> Iterator[None]:
    """Inside, the import waits for somebody to say what its columns are, and is to be saved."""
    with named(imported, still, lambda place: store.write_headings(place, unknown.headings)):
        imported.state, imported.counts, imported.fingerprint = State.PLANNED, {}, ""
        imported.trouble = {"code": unknown.code, "details": unknown.details}
        yield


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


@transaction.atomic
def discard(*, imported: Import, by: By) -> None:
    """Throw a plan away that was never applied, and its file."""
    lock(imported)
    check_discard(imported)
    log(instance=imported, action="wagtail.delete", user=by, deleted=True)
    imported.delete()
    transaction.on_commit(lambda: store.remove(imported))
