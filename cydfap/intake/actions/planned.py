"""From a file to a plan that can be looked at, and to another one when somebody says more.

A plan is made outside the transaction, for it may take a minute; the transaction then checks by the
import's fresh row that nothing became of it meanwhile. Each step writes its own columns only.
"""

import errno
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
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
    check_move,
    check_plan_again,
)
from cydfap.intake.problems import Refused

By = User | None
# What planning owns of the row.
PLANNED = ["state", "trouble", "counts", "generation", "fingerprint", "mapping", "decisions"]
HANDED_OVER = ["state", "trouble", "mapping", "decisions", "attempts"]


def receive(*, path: Path, imported: Import, by: By) -> Import:
    """Keep a file to be looked at, with its plan; a large one is planned by the worker.

    Raises Refused for a small file that cannot be taken; then nothing is kept.
    """
    imported.created_by = by
    # Until the file is there; if the process ends before, this is what happened.
    imported.state, imported.trouble = State.FAILED, {"code": "file-gone"}
    imported.save()
    try:
        store.keep_file(imported.pk, path)
        return plan_or_hand_over(imported, imported.mapping, imported.decisions, quiet)
    except BaseException as trouble:
        store.remove(imported.pk)
        imported.delete()
        if isinstance(trouble, OSError) and trouble.errno == errno.ENOSPC:
            raise Refused("disk-full") from trouble
        raise


def file_of(imported: Import) -> Path:
    found = store.file_of(imported.pk)
    if found is None:
        raise Refused("file-gone")
    return found


def plan_again(*, imported: Import, by: By, progress: Progress = quiet) -> Import:
    """Plan a waiting import anew. NotAllowed where something became of it meanwhile."""
    imported.refresh_from_db()
    return plan_or_hand_over(imported, imported.mapping, imported.decisions, progress)


def remap(
    *, imported: Import, columns: dict[str, str], by: By, progress: Progress = quiet
) -> Import:
    """Read the file's columns as a person says ({heading: field or ""}), now and the next time."""
    imported.refresh_from_db()
    check_plan_again(imported)
    headings = store.headings(imported.pk)
    match(headings, columns)
    done = plan_or_hand_over(imported, columns, imported.decisions, progress)
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
    return plan_or_hand_over(imported, imported.mapping, said, progress)


def plan_or_hand_over(
    imported: Import, mapping: dict[str, str], decisions: dict[str, str], progress: Progress
) -> Import:
    """Plan with these columns and decisions: now if that is soon done, else by the worker."""
    check_plan_again(imported)
    before = as_it_is(imported)
    imported.mapping, imported.decisions = mapping, decisions
    if is_small(file_of(imported), imported):
        return plan_now(imported, before, progress)
    with transaction.atomic():
        lock(imported)
        check_same(imported, before)
        check_move(imported, State.READING)
        imported.mapping, imported.decisions = mapping, decisions
        imported.state, imported.trouble, imported.attempts = State.READING, {}, 0
        imported.save(update_fields=HANDED_OVER)
    store.say_progress(imported.pk, "", 0)
    return imported


def as_it_is(imported: Import) -> tuple[Any, ...]:
    return imported.mapping, imported.decisions, imported.state


def check_same(imported: Import, before: tuple[Any, ...]) -> None:
    if as_it_is(imported) != before:
        raise NotAllowed(
            gettext("This import was changed meanwhile. Look at it as it is now, then go on.")
        )


def plan_now(imported: Import, before: tuple[Any, ...], progress: Progress) -> Import:
    """Make a plan, and keep it if the import is still as it was `before`."""
    mapping, decisions = imported.mapping, imported.decisions
    try:
        planner, _ = make_plan(path=file_of(imported), imported=imported, progress=progress)
    except FileNotFoundError as gone:  # applied or thrown away meanwhile, and its file with it
        raise Refused("file-gone") from gone
    with transaction.atomic():
        lock(imported)
        check_same(imported, before)
        imported.mapping, imported.decisions = mapping, decisions
        imported.state, imported.trouble = State.PLANNED, {}
        return keep_plan(imported, planner.plan)


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


@transaction.atomic
def discard(*, imported: Import, by: By) -> None:
    """Throw a plan away that was never applied, and its file."""
    lock(imported)
    check_discard(imported)
    number = imported.pk
    log(instance=imported, action="wagtail.delete", user=by, deleted=True)
    imported.delete()
    transaction.on_commit(lambda: store.remove(number))
