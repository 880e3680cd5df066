"""The web server and its workers, as one command."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

WEB = [
    *(sys.executable, "-m", "granian", "--interface", "wsgi"),
    *("--host", settings.HOST, "--port", str(settings.PORT)),
    *("--workers", str(settings.WEB_WORKERS), "--blocking-threads", "4", "--backlog", "1024"),
    *("--no-ws", "--log-level", "warning", "--respawn-failed-workers"),
    "cydfap.wsgi:application",
]
# Readers come first: workers take the processor that they leave.
WORKER = ["nice", "-n", "5", sys.executable, str(settings.ROOT / "manage.py"), "worker", "--only"]
# Two, so that a long import keeps nothing from being published.
WORKERS = ("releases", "imports")
PROGRAMS = {"web": WEB, **{name: [*WORKER, name] for name in WORKERS}}
# How long workers wait for the web server to have started: they would take the processor from it.
WEB_SECONDS = 10.0
# How long all have, once told to stop, to end what they are doing.
GRACE_SECONDS = 10.0
# A worker that ends at once is not started anew without a pause.
PAUSE_SECONDS = 1.0


def refuse_a_taken_port() -> None:
    """The web server would share the port with another site in silence, request by request."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as problem:
            raise CommandError(
                f"Port {settings.PORT} cannot be used ({problem.strerror}). Is the site running "
                "already? Choose another with PORT, such as PORT=8001 ./script/run"
            ) from problem


class Command(BaseCommand):
    help = "Serve the site, apply imports and publish what changes, until stopped."
    # `script/check` runs Django's checks; here they would read every page's code at each start.
    requires_system_checks: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.children: dict[str, subprocess.Popen[Any]] = {}
        self.is_starting = self.is_told_to_stop = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="first `prepare --demo`")
        parser.add_argument(
            "--only",
            choices=["web"],
            help="no workers: another machine has them, and shares its CYDFAP_DATA",
        )

    def handle(self, *args: Any, demo: bool, only: str | None, **options: Any) -> None:
        refuse_a_taken_port()
        if demo:
            call_command("prepare", demo=True)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.told_to_stop)
        self.start("web")
        self.wait_for_the_web()
        self.stdout.write(f"Cydfap is at {settings.WAGTAILADMIN_BASE_URL}/")
        for name in () if only else WORKERS:
            self.start(name)
        self.watch()

    def start(self, name: str) -> None:
        """Start a child, and know of it before anything else happens: nobody is left behind."""
        self.is_starting = True
        self.children[name] = subprocess.Popen(PROGRAMS[name], cwd=settings.ROOT)  # noqa: S603
        self.is_starting = False
        if self.is_told_to_stop:
            self.stop()

    def wait_for_the_web(self) -> None:
        """Until the web server answers anything at all, or takes too long for that."""
        host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
        until = time.monotonic() + WEB_SECONDS
        while time.monotonic() < until:
            status = self.children["web"].poll()
            if status is not None:
                self.stop(exit_code=status)
            asked = HTTPConnection(settings.HOST, settings.PORT, timeout=1)
            try:
                asked.request("HEAD", "/", headers={"Host": host})
                asked.getresponse()
                return
            except (OSError, HTTPException):
                time.sleep(0.05)
            finally:
                asked.close()

    def watch(self) -> None:
        """Wait for an end: of the web server, which ends all, or of a worker, started anew."""
        while True:
            pid, status = os.wait()
            name = next((name for name, child in self.children.items() if child.pid == pid), "")
            if name == "web":
                self.stop(exit_code=os.waitstatus_to_exitcode(status))
            elif name:
                self.stderr.write(f"The worker for {name} stopped. Starting it again.")
                time.sleep(PAUSE_SECONDS)
                self.start(name)

    def told_to_stop(self, *_signal: Any) -> None:
        self.is_told_to_stop = True
        if not self.is_starting:
            self.stop()

    def stop(self, *, exit_code: int = 0) -> None:
        """End all. Who is not done in time is killed: a worker half-way through a file of a
        million rows would go on for minutes with nobody to stop it, and what it leaves is made
        again at the next start.
        """
        children = self.children.values()
        for child in children:
            child.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for child in children:
            try:
                child.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        sys.exit(max(exit_code, 0))
