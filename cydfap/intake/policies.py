"""Whether an import is in a state that allows a step, as pairs: `check_…` raises, `can_…`
answers.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import gettext as _

from .enums import State
from .models import Import
from .problems import Refused

# From each state, where an import may go. A killed worker's import goes back from applying to
# queued; one that could not be taken back stays applied.
TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.READING: (State.PLANNED, State.FAILED),
    State.PLANNED: (State.READING, State.QUEUED, State.APPLYING, State.FAILED),
    State.QUEUED: (State.APPLYING, State.PLANNED),
    State.APPLYING: (State.APPLIED, State.FAILED, State.QUEUED, State.PLANNED),
    State.APPLIED: (State.UNDOING,),
    State.FAILED: (State.READING, State.PLANNED),
    State.UNDOING: (State.UNDONE, State.APPLIED),
    State.UNDONE: (),
}


class NotAllowed(Exception):
    """The step cannot be taken now; the message says why, for people."""


def can_move(imported: Import, to: State) -> bool:
    return to in TRANSITIONS[State(imported.state)]


def check_move(imported: Import, to: State) -> None:
    if not can_move(imported, to):
        raise refusal(imported)


def refusal(imported: Import) -> NotAllowed:
    return NotAllowed(
        _("“%(file)s” is in the state “%(state)s”, so this cannot be done now.")
        % {"file": imported.name, "state": imported.get_state_display()}
    )


def can_plan_again(imported: Import) -> bool:
    """A plan that waits, or one that failed. What is queued belongs to the worker."""
    return imported.state in (State.PLANNED, State.FAILED)


def check_plan_again(imported: Import) -> None:
    if not can_plan_again(imported):
        raise refusal(imported)


def can_discard(imported: Import) -> bool:
    """Nothing of it was written, and no worker is about to."""
    return imported.state in (State.PLANNED, State.FAILED)


def check_discard(imported: Import) -> None:
    if not can_discard(imported):
        raise refusal(imported)


def can_queue(imported: Import) -> bool:
    return imported.state == State.PLANNED and bool(
        imported.counts.get("add") or imported.counts.get("change")
    )


def asks_columns(imported: Import) -> bool:
    """It cannot be planned before a person says what its columns are."""
    return imported.state == State.PLANNED and not imported.counts


def check_has_plan(imported: Import) -> None:
    if asks_columns(imported):
        raise refusal(imported)


def can_undo(imported: Import) -> bool:
    return can_move(imported, State.UNDOING)


def is_waiting(state: str) -> bool:
    """The worker has it, or will; whoever looks at it can only wait."""
    return state in (State.READING, State.QUEUED, State.APPLYING, State.UNDOING)


def check_may_make(layers: Iterable[str], by: User | AnonymousUser | None) -> None:
    """May this person make these layers? Refused if not. Nobody at all is who runs the site."""
    new = list(layers)
    if new and by is not None and not by.has_perm("directory.add_layer"):
        raise Refused("may-not-make-layers", new=", ".join(new[:5]))
