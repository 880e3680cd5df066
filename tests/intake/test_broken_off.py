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

    def __init__(self, data: Path) -> None:
        self.environment = {
            **os.environ,
            "CYDFAP_DATA": str(data),
            "CYDFAP_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "cydfap.settings",
            "PYTHONWARNINGS": "default",
        }
        self.manage("migrate", "-v0")

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


def test_a_killed_import_leaves_the_directory_as_it_was(tmp_path, postcodes):
    home = Home(tmp_path / "data")
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


def test_a_full_disk_is_told_and_leaves_the_directory_as_it_was(tmp_path, postcodes):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        skip_loudly("needs to mount a small tmpfs: run as root")
    try:
        (small / "postcodes").symlink_to(postcodes)
        home = Home(small)
        before = home.counts()
        path = many(tmp_path / "many.csv", 9000)
        refused = home.run("manage.py", "import", str(path))
        assert refused.returncode == 1
        assert "disk is full" in refused.stderr
        assert home.counts().partition("]")[0] == before.partition("]")[0]
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_two_imports_of_one_file_at_once_add_its_rows_once(tmp_path, postcodes):
    home = Home(tmp_path / "data")
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
