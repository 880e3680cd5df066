"""`./manage.py serve`: what it leaves behind when it is stopped."""

import signal
import subprocess
import sys

import pytest
from django.core.management import call_command

from cydfap.atlas.management.commands import serve
from tests.ports import free_port

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
    command.children = {name: started(WILLING) for name in serve.PROGRAMS}
    command.children["spare"] = started(code)
    with pytest.raises(SystemExit) as stopped:
        command.told_to_stop()
    assert stopped.value.code == 0
    assert all(child.poll() is not None for child in command.children.values())


def test_imports_and_releases_have_a_worker_each_and_readers_come_first():
    assert {"web", "releases", "imports"} == serve.PROGRAMS.keys()
    for name in ("releases", "imports"):
        program = serve.PROGRAMS[name]
        assert program[0] == "nice"
        assert program[-3:] == ["worker", "--only", name]


def test_who_is_told_to_stop_while_a_child_starts_leaves_none_behind(monkeypatch):
    command = serve.Command()
    popen = subprocess.Popen

    def told_while_starting(*words, **options):
        command.told_to_stop()
        return popen(*words, **options)

    monkeypatch.setattr(serve, "PROGRAMS", {"imports": [sys.executable, "-c", WILLING]})
    monkeypatch.setattr(serve.subprocess, "Popen", told_while_starting)
    with pytest.raises(SystemExit):
        command.start("imports")
    assert command.children["imports"].poll() is not None


def test_a_web_server_that_ends_at_once_ends_all_and_no_worker_is_started(monkeypatch):
    monkeypatch.setattr(serve, "PROGRAMS", {"web": [sys.executable, "-c", "raise SystemExit(3)"]})
    monkeypatch.setattr(serve, "WEB_SECONDS", 60)
    command = serve.Command()
    command.start("web")
    with pytest.raises(SystemExit) as stopped:
        command.wait_for_the_web()
    assert stopped.value.code == 3
    assert command.children.keys() == {"web"}


@pytest.fixture
def own_signals():
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("own_signals")
def test_a_further_machine_serves_alone_and_leaves_the_work_to_the_first(monkeypatch, settings):
    settings.PORT = free_port()
    answers = f"from http.server import *; HTTPServer(('127.0.0.1', {settings.PORT}), SimpleHTTPRequestHandler).handle_request()"  # noqa: E501
    worker = [sys.executable, "-c", WILLING]
    web = [sys.executable, "-c", answers]
    monkeypatch.setattr(serve, "PROGRAMS", {"web": web, "releases": worker, "imports": worker})
    monkeypatch.setattr(serve, "WEB_SECONDS", 600)
    command = serve.Command()
    with pytest.raises(SystemExit) as stopped:
        call_command(command, only="web")
    assert stopped.value.code == 0
    assert command.children.keys() == {"web"}


def test_workers_start_when_the_web_server_answers_anything(monkeypatch, settings):
    settings.PORT = free_port()
    answers = f"from http.server import *; HTTPServer(('127.0.0.1', {settings.PORT}), SimpleHTTPRequestHandler).serve_forever()"  # noqa: E501
    monkeypatch.setattr(serve, "PROGRAMS", {"web": [sys.executable, "-c", answers]})
    monkeypatch.setattr(serve, "WEB_SECONDS", 600)
    command = serve.Command()
    command.start("web")
    command.wait_for_the_web()
    assert command.children["web"].poll() is None
    with pytest.raises(SystemExit):
        command.stop()
