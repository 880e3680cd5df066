"""`./manage.py serve`: what it leaves behind when it is stopped."""

import subprocess
import sys

import pytest

from cydfap.atlas.management.commands import serve

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)
"""
WILLING = "import time; print('ready', flush=True); time.sleep(600)"


def started(code: str) -> "subprocess.Popen[str]":
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == "ready\n"
    return child


@pytest.mark.parametrize("code", [WILLING, STUBBORN], ids=["idle", "busy with a large file"])
def test_no_worker_outlives_the_site(code, monkeypatch):
    monkeypatch.setattr(serve, "GRACE_SECONDS", 0.2)
    command = serve.Command()
    command.web, command.worker = started(WILLING), started(code)
    with pytest.raises(SystemExit) as stopped:
        command.stop()
    assert stopped.value.code == 0
    assert command.web.poll() is not None
    assert command.worker.poll() is not None
