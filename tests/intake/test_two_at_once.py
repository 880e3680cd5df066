"""Two people, or a person and the worker, at one import: what was written is never unwritten."""

import pytest
from django.db.models import F

from cydfap.directory.models import Entry, Generation
from cydfap.intake import actions
from cydfap.intake.enums import State
from cydfap.intake.models import Import
from cydfap.intake.policies import NotAllowed

from .test_applying import A, B, received

pytestmark = pytest.mark.django_db


class Meanwhile:
    """Something that happens once, while a plan is being made."""

    def __init__(self, happens) -> None:
        self.happens = happens

    def __call__(self, phase: str, percent: int) -> None:
        happens, self.happens = self.happens, lambda: None
        happens()


def applied_meanwhile(imported: Import) -> Meanwhile:
    def apply() -> None:
        other_tab = Import.objects.get(pk=imported.pk)
        actions.queue(imported=other_tab, by=None)
        assert actions.work() is True

    return Meanwhile(apply)


def steps(imported: Import, mair, progress):
    columns = {"name": "name_en", "postcode": "", "phone": ""}
    same = {"imported": imported, "by": mair, "progress": progress}
    return {
        "again": lambda: actions.plan_again(**same),
        "decide": lambda: actions.decide(decisions={2: "another"}, **same),
        "remap": lambda: actions.remap(columns=columns, **same),
    }


@pytest.mark.parametrize("step", ["again", "decide", "remap"])
def test_planning_while_another_applies_leaves_the_import_applied(sheet, mair, step):
    imported = received(sheet(A, B), mair)
    with pytest.raises(NotAllowed):
        steps(imported, mair, applied_meanwhile(imported))[step]()
    fresh = Import.objects.get()
    assert fresh.state == State.APPLIED
    assert fresh.applied_at is not None
    assert fresh.added
    actions.undo(imported=fresh, by=mair)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("step", ["again", "decide", "remap"])
def test_a_tab_left_open_does_not_plan_an_applied_import_again(sheet, mair, step):
    imported = received(sheet(A), mair)
    actions.queue(imported=imported, by=mair)
    actions.work()
    with pytest.raises(NotAllowed):
        steps(imported, mair, lambda *_: None)[step]()
    assert Import.objects.get().state == State.APPLIED


def test_decisions_of_two_tabs_do_not_overwrite_each_other(sheet, mair):
    imported = received(sheet(A, B), mair)
    other_tab = Import.objects.get()
    meanwhile = Meanwhile(
        lambda: actions.decide(imported=other_tab, decisions={3: "another"}, by=mair)
    )
    with pytest.raises(NotAllowed, match="changed meanwhile"):
        actions.decide(imported=imported, decisions={2: "another"}, by=mair, progress=meanwhile)
    assert Import.objects.get().decisions == {"3": "another"}
    actions.decide(imported=imported, decisions={2: "another"}, by=mair)
    assert Import.objects.get().decisions == {"2": "another", "3": "another"}


@pytest.mark.parametrize("state", [State.QUEUED, State.APPLYING])
def test_what_the_worker_has_is_not_thrown_away_by_a_tab_left_open(sheet, mair, state):
    imported = received(sheet(A), mair)
    Import.objects.update(state=state)
    with pytest.raises(NotAllowed):
        actions.discard(imported=imported, by=mair)
    assert Import.objects.exists()


def test_planning_what_was_thrown_away_meanwhile_says_so(sheet, mair):
    imported = received(sheet(A), mair)
    meanwhile = Meanwhile(lambda: Import.objects.all().delete())
    with pytest.raises(NotAllowed, match="thrown away"):
        actions.plan_again(imported=imported, by=mair, progress=meanwhile)


@pytest.mark.parametrize("times", range(1, 5))
def test_an_import_goes_in_though_the_directory_moves_on_while_it_is_planned(sheet, mair, times):
    imported = received(sheet(A, B), mair)
    actions.queue(imported=imported, by=mair)
    moves = iter(range(times))

    def somebody_saves(phase: str, percent: int) -> None:
        if phase == "reading" and next(moves, None) is not None:
            Generation.objects.update(number=F("number") + 1)

    done = actions.take_next(somebody_saves)
    assert done is not None
    assert done.state == State.APPLIED
    assert Entry.objects.count() == 2
    assert next(moves, None) is None
