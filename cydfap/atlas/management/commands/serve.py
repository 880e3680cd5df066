"""The web server and one worker, as one command."""

import os
import signal
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

WEB = [
    *(sys.executable, "-m", "granian", "--interface", "wsgi"),
    *("--host", settings.HOST, "--port", str(settings.PORT)),
    *("--workers", str(settings.WEB_WORKERS), "--blocking-threads", "4", "--backlog", "1024"),
    *("--no-ws", "--log-level", "warning", "--respawn-failed-workers"),
    "cydfap.wsgi:application",
]
WORKER = [sys.executable, str(settings.ROOT / "manage.py"), "worker"]


class Command(BaseCommand):
    help = "Serve the site and publish what changes, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        self.web = subprocess.Popen(WEB, cwd=settings.ROOT)  # noqa: S603
        self.worker = subprocess.Popen(WORKER, cwd=settings.ROOT)  # noqa: S603
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        self.stdout.write(f"Cydfap is at {settings.WAGTAILADMIN_BASE_URL}/")
        self.watch()

    def watch(self) -> None:
        """Wait for an end: of the web server, which ends all; of the worker, which is started anew."""
        while True:
            pid, status = os.wait()
            if pid == self.web.pid:
                self.stop(exit_code=os.waitstatus_to_exitcode(status))
            if pid == self.worker.pid:
                self.stderr.write("The worker stopped. Starting it again.")
                self.worker = subprocess.Popen(WORKER, cwd=settings.ROOT)  # noqa: S603

    def stop(self, *_signal: Any, exit_code: int = 0) -> None:
        for child in (self.web, self.worker):
            child.terminate()
        sys.exit(max(exit_code, 0))
