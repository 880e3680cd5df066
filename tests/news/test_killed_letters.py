"""A worker that is killed while it sends loses no letter, and repeats one at most."""

import json
import os
import shutil
import subprocess
import sys

from tests.conftest import ROOT

KILLS, SUBSCRIBERS = 20, 80


def test_of_a_digest_whose_worker_is_killed_twenty_times_nobody_misses_theirs(tmp_path, migrated):
    """Once between the server's acceptance and our mark, where a repeat cannot be helped; then at
    random points, which the seed that is printed makes again.
    """
    environment = {
        **os.environ,
        "CYDFAP_DATA": str(tmp_path / "data"),
        "CYDFAP_DATABASE": "",
        "CYDFAP_EMAIL_BACKEND": "",
        "DJANGO_SETTINGS_MODULE": "cydfap.settings",
        "PYTHONWARNINGS": "default",
    }
    environment.pop("CYDFAP_EMAIL_BACKEND")

    def run(*words):
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    (tmp_path / "data").mkdir()
    shutil.copy(migrated, tmp_path / "data" / "cydfap.sqlite3")
    seed = int.from_bytes(os.urandom(4))
    print("seed", seed)
    told = json.loads(run("-m", "bench.killed", str(KILLS), str(SUBSCRIBERS), str(seed)))
    print(told)
    assert told["kills"] == KILLS
    assert told["got it"] == SUBSCRIBERS
    assert 1 <= told["repeats"] <= KILLS
    assert told["with two ids"] == 0
