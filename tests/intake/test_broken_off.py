"""An import that is cut off leaves the directory as it was: a killed process, a full disk."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, skip_loudly

# Applies a plan, and kills itself (as kill -9 does) in the middle of the rows.
KILLED = """
import os, signal, sys
import django
django.setup()
from cydfap.intake import writing
insert = writing.insert
def cut_off(model, columns, rows):
    insert(model, columns, rows)
    if model.__name__ == "Site":
        os.kill(os.getpid(), signal.SIGKILL)
writing.insert = cut_off
from django.core.management import call_command
call_command("import", sys.argv[1])
"""
# Hands a step to the worker and does it, and kills itself in the middle.
KILLED_WORKER = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from cydfap.intake import actions, plan, undoing
from cydfap.intake.models import Import
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "plan":
    path = Path(sys.argv[2])
    imported = actions.receive(path=path, imported=Import(name=path.name), by=None)
    plan.Planner.add = die
else:
    remove = undoing.remove
    def remove_and_die(*words):
        remove(*words)
        die()
    undoing.remove = remove_and_die
    actions.undo(imported=Import.objects.get(), by=None)
actions.work()
"""
WORK = """
import django
django.setup()
from cydfap.intake import actions
while actions.work():
    pass
"""
# Somebody saves on the desk while another process holds the database, as a large import does.
BUSY = """
import sqlite3
import django
from django.conf import settings
settings.DATABASES["default"]["OPTIONS"]["timeout"] = 0.1
django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.users.models import UserProfile
from cydfap.intake.models import Import
mair = get_user_model().objects.create_superuser("mair", "mair@example.org", "x")
profile = UserProfile.get_for_user(mair)
desk = Client(SERVER_NAME="localhost")
desk.force_login(mair)
imported = Import.objects.create(name="forum.csv", counts={"add": 1})
other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
for lang in ("en", "cy"):
    UserProfile.objects.update(preferred_language=lang)
    other.execute("BEGIN IMMEDIATE")
    answer = desk.post(f"/admin/imports/{imported.pk}/apply/")
    other.execute("ROLLBACK")
    print(answer.status_code, answer["Retry-After"], answer.content.decode())
answer = desk.post(f"/admin/imports/{imported.pk}/apply/")
print("afterwards", answer.status_code, Import.objects.get().state)
"""
COUNT = """
import django
django.setup()
from cydfap.directory.models import Entry, Generation, Layer, Site, Source
from cydfap.intake.models import Import
counts = [model.objects.count() for model in (Entry, Site, Layer, Source)]
print(counts, Generation.objects.get().number, list(Import.objects.values_list("state", flat=True)))
"""


class Home:
    """A data folder and database of its own, driven by processes of its own."""

    def __init__(self, data: Path, migrated: Path) -> None:
        data.mkdir(exist_ok=True)
        shutil.copy(migrated, data / "cydfap.sqlite3")
        self.environment = {
            **os.environ,
            "CYDFAP_DATA": str(data),
            "CYDFAP_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "cydfap.settings",
            "PYTHONWARNINGS": "default",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )

    def manage(self, *words: str) -> str:
        done = self.run("manage.py", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def counts(self) -> str:
        done = self.run("-c", COUNT)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="module")
def postcodes() -> Path:
    """The postcode directory that the other tests have built."""
    from django.conf import settings

    from cydfap.lib.postcodes import Postcodes

    Postcodes(settings.DATA / "postcodes")
    return settings.DATA / "postcodes"


def many(path: Path, rows: int) -> Path:
    lines = [f"Co-operative number {n},CF10 1EP,{'x' * 400}" for n in range(rows)]
    path.write_text("\n".join(["name,postcode,summary", *lines]))
    return path


def test_a_killed_import_leaves_the_directory_as_it_was(tmp_path, postcodes, migrated):
    home = Home(tmp_path / "data", migrated)
    shutil.copytree(postcodes, tmp_path / "data" / "postcodes")
    before = home.counts()
    path = many(tmp_path / "many.csv", 3000)
    killed = home.run("-c", KILLED, str(path))
    assert killed.returncode == -signal.SIGKILL
    after = home.counts()
    assert after.partition(" [")[0] == before.partition(" [")[0]
    assert "[0, 0, 0, 0]" in after
    assert "applying" in after
    assert "New: 3000" in home.manage("import", str(path)), "and the next one goes in"


def test_a_worker_killed_while_planning_leaves_a_file_that_is_planned_again(
    tmp_path, postcodes, migrated
):
    home = Home(tmp_path / "data", migrated)
    shutil.copytree(postcodes, tmp_path / "data" / "postcodes")
    path = many(tmp_path / "many.csv", 3000)
    assert home.run("-c", KILLED_WORKER, "plan", str(path)).returncode == -signal.SIGKILL
    assert home.counts() == "[0, 0, 0, 0] 0 ['reading']"
    assert home.run("-c", WORK).returncode == 0
    assert home.counts() == "[0, 0, 0, 0] 0 ['planned']"


def test_a_worker_killed_while_taking_back_leaves_all_there_and_it_is_taken_back_again(
    tmp_path, postcodes, migrated
):
    home = Home(tmp_path / "data", migrated)
    shutil.copytree(postcodes, tmp_path / "data" / "postcodes")
    home.manage("import", str(many(tmp_path / "many.csv", 3000)))
    assert home.run("-c", KILLED_WORKER, "undo").returncode == -signal.SIGKILL
    assert home.counts() == "[3000, 3000, 1, 1] 1 ['undoing']"
    assert home.run("-c", WORK).returncode == 0
    assert home.counts() == "[0, 0, 0, 1] 2 ['undone']"


def test_who_saves_while_a_large_import_is_written_is_told_what_to_do_in_their_language(
    tmp_path, migrated
):
    home = Home(tmp_path / "data", migrated)
    done = home.run("-c", BUSY)
    assert done.returncode == 0, done.stderr
    english, welsh = done.stdout.split("503 60 ")[1:]
    assert "The directory is busy" in english
    assert "What you did was not saved." in english
    assert 'lang="cy"' in welsh
    assert "Mae’r cyfeiriadur yn brysur" in welsh
    assert "Ni chadwyd yr hyn a wnaethoch." in welsh
    assert welsh.strip().endswith("afterwards 302 queued")


def test_a_full_disk_is_told_and_leaves_the_directory_as_it_was(tmp_path, postcodes, migrated):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        skip_loudly("needs to mount a small tmpfs: run as root")
    try:
        (small / "postcodes").symlink_to(postcodes)
        home = Home(small, migrated)
        before = home.counts()
        path = many(tmp_path / "many.csv", 9000)
        refused = home.run("manage.py", "import", str(path))
        assert refused.returncode == 1
        assert "disk is full" in refused.stderr
        assert home.counts().partition("]")[0] == before.partition("]")[0]
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_two_imports_of_one_file_at_once_add_its_rows_once(tmp_path, postcodes, migrated):
    home = Home(tmp_path / "data", migrated)
    shutil.copytree(postcodes, tmp_path / "data" / "postcodes")
    path = many(tmp_path / "many.csv", 2000)
    both = [
        subprocess.Popen(
            [sys.executable, "manage.py", "import", str(path)],
            cwd=ROOT, env=home.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    for each in both:
        _, complaint = each.communicate()
        assert each.returncode == 0, complaint.decode()
    assert home.counts().startswith("[2000, 2000, 1, 1]")
