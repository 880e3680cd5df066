"""A worker that is killed while it sends loses no letter, and repeats one at most."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.postgres import own_database

pytestmark = pytest.mark.both_databases

KILLS, SUBSCRIBERS = 20, 80


@pytest.fixture
def run(tmp_path, migrated):
    """Runs Python for a site of its own, whose database is empty."""
    (tmp_path / "data").mkdir()
    environment = {
        **os.environ,
        "CYDFAP_DATA": str(tmp_path / "data"),
        "CYDFAP_DATABASE": own_database("letters"),
        "DJANGO_SETTINGS_MODULE": "cydfap.settings",
        "PYTHONWARNINGS": "default",
    }
    environment.pop("CYDFAP_EMAIL_BACKEND", None)

    def run(*words):
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    if environment["CYDFAP_DATABASE"]:
        run("manage.py", "migrate", "-v0")
    else:
        shutil.copy(migrated, tmp_path / "data" / "cydfap.sqlite3")
    return run


def test_of_a_digest_whose_worker_is_killed_twenty_times_nobody_misses_theirs(run):
    """Once between the server's acceptance and our mark, where a repeat cannot be helped; then at
    random points, which the seed that is printed makes again.
    """
    seed = int.from_bytes(os.urandom(4))
    print("seed", seed)
    told = json.loads(run("-m", "bench.killed", str(KILLS), str(SUBSCRIBERS), str(seed)))
    print(told)
    assert told["kills"] == KILLS
    assert told["got it"] == SUBSCRIBERS
    assert 1 <= told["repeats"] <= KILLS
    assert told["with two ids"] == 0
