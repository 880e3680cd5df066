"""A record has its files, and no file is without its record for long."""

import os
import signal
import subprocess
import time

import pytest

from cydfap.intake import actions, store
from cydfap.intake.enums import State
from cydfap.intake.models import Import
from cydfap.intake.planning import SMALL_ROWS
from cydfap.intake.policies import NotAllowed

from .conftest import bring
from .test_applying import A, B, received
from .test_broken_off import Home, many, postcodes  # noqa: F401
from .test_two_at_once import Meanwhile


@pytest.fixture
def mine(settings, tmp_path):
    """A data folder of this test's own."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "postcodes").symlink_to(settings.DATA / "postcodes")
    settings.DATA = tmp_path / "data"
    return store.imports


def there(imports) -> set[str]:
    return {str(path.relative_to(imports())) for path in imports().rglob("*") if path.is_dir()}


def age(imports, hours: float = 24.0) -> None:
    then = time.time() - hours * 3600
    for path in imports().rglob("*"):
        os.utime(path, (then, then))


def told(imported: Import) -> set[str]:
    return {imported.folder, f"{imported.folder}/{imported.plan}"}


@pytest.mark.django_db
def test_a_new_plan_takes_the_place_of_the_one_before(
    mine, sheet, mair, django_capture_on_commit_callbacks
):
    imported = received(sheet(A, B), mair)
    before = imported.plan
    with django_capture_on_commit_callbacks(execute=True):
        actions.decide(imported=imported, decisions={2: "another"}, by=mair)
    assert imported.plan != before
    assert there(mine) == told(Import.objects.get())
    assert store.rows(imported, "", 0, 5)[0] == 2


@pytest.mark.django_db
def test_a_plan_that_came_too_late_leaves_the_one_that_is_named(mine, sheet, mair):
    imported = received(sheet(A), mair)
    before = imported.plan
    meanwhile = Meanwhile(lambda: Import.objects.update(state=State.QUEUED))
    with pytest.raises(NotAllowed):
        actions.plan_again(imported=imported, by=mair, progress=meanwhile)
    fresh = Import.objects.get()
    assert fresh.plan == imported.plan == before
    assert there(mine) == told(fresh)
    assert store.rows(fresh, "", 0, 5)[0] == 1


@pytest.mark.django_db
def test_two_who_plan_the_same_at_once_leave_one_plan_and_it_is_there(mine, sheet, mair):
    imported = received(sheet(A), mair)
    other_tab = Import.objects.get()
    meanwhile = Meanwhile(lambda: actions.plan_again(imported=other_tab, by=mair))
    actions.plan_again(imported=imported, by=mair, progress=meanwhile)
    assert store.rows(Import.objects.get(), "", 0, 5)[0] == 1


@pytest.mark.django_db
def test_what_was_done_is_what_is_shown_though_another_was_planned(mine, sheet):
    imported = Import(name="forum.csv")
    path = sheet(A, B)
    planner, _ = actions_plan(path, imported)
    bring(sheet(A, name="other.csv"), source="forum")
    actions.bring_in(path=path, imported=imported, planner=planner, by=None)
    fresh = Import.objects.get(pk=imported.pk)
    assert (fresh.counts["add"], fresh.counts["same"]) == (1, 1)
    assert store.rows(fresh, "same", 0, 5)[0] == 1


def actions_plan(path, imported):
    from cydfap.intake.planning import make_plan

    imported.source = "forum"
    return make_plan(path=path, imported=imported)


@pytest.mark.django_db
def test_only_what_no_row_names_is_swept_and_only_when_it_is_old(mine, sheet, mair):
    waiting, applied = received(sheet(A), mair), bring(sheet(B))
    (store.folder(applied) / "file.csv").write_text("left by a worker that was killed")
    for left in (mine() / "0123456789abcdef", store.folder(waiting) / "plan-left"):
        left.mkdir()
        (left / "rows").write_text("x")
    (store.folder(waiting) / ".file.csv.123").write_text("half")
    assert store.sweep() == []
    age(mine)
    assert sorted(store.sweep()) == sorted(
        ["0123456789abcdef", f"{waiting.folder}/plan-left", f"{waiting.folder}/.file.csv.123"]
    )
    assert there(mine) == told(waiting) | told(applied)
    assert store.file_of(applied) is None
    actions.queue(imported=waiting, by=mair)
    assert actions.work() is True
    assert Import.objects.get(pk=waiting.pk).state == State.APPLIED


# Receives a file, and kills itself at the n-th step on the disk or in the database.
KILLED_AT = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from django.db import transaction
from cydfap.intake import actions, store
from cydfap.intake.models import Import
left = int(sys.argv[2])
def counted(of):
    def step(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return of(*args, **kwargs)
    return step
os.replace, os.fsync = counted(os.replace), counted(os.fsync)
Path.replace, Path.mkdir = counted(Path.replace), counted(Path.mkdir)
Import.save = counted(Import.save)
transaction.Atomic.__exit__ = counted(transaction.Atomic.__exit__)
path = Path(sys.argv[1])
imported = actions.receive(path=path, imported=Import(name=path.name), by=None)
actions.plan_again(imported=imported, by=None)
print("done", left)
"""
LOOK = """
import django
django.setup()
from cydfap.intake import actions, store
from cydfap.intake.models import Import
store.SPARED_SECONDS = -60
actions.sweep()
for imported in Import.objects.all():
    assert store.file_of(imported), "a record without its file"
    if imported.state == "planned":
        assert store.rows(imported, "", 0, 1)[0] == imported.counts["rows"], "or its plan"
named = {str(store.folder(i) / i.plan) for i in Import.objects.all() if i.plan}
there = {str(p) for p in store.imports().glob("*/plan-*")}
print(len(Import.objects.all()), len(list(store.imports().iterdir())), there == named)
"""


@pytest.mark.parametrize("rows", [3, SMALL_ROWS + 1], ids=["small", "large"])
def test_wherever_a_process_is_killed_no_record_lacks_its_file_and_no_heap_grows(
    tmp_path,
    postcodes,  # noqa: F811
    migrated,
    rows,
):
    home = Home(tmp_path / "data", migrated)
    (tmp_path / "data" / "postcodes").symlink_to(postcodes)
    path = many(tmp_path / "many.csv", rows)
    steps = range(0, 40, 4) if rows == 3 else range(0, 8, 2)
    killed = 0
    for step in steps:
        done = home.run("-c", KILLED_AT, str(path), str(step))
        if done.returncode != -signal.SIGKILL:
            break
        killed += 1
    assert killed > 2
    look: subprocess.CompletedProcess[str] = home.run("-c", LOOK)
    assert look.returncode == 0, look.stderr
    records, folders, alike = look.stdout.split()
    assert records == folders
    assert alike == str(True)
