"""./manage.py worker"""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from cydfap.intake.actions import work as bring_in_what_is_queued
from cydfap.news.actions import CHORES
from cydfap.release.worker import work


class Command(BaseCommand):
    help = "Import, publish, read reports and send letters, as there is need, until stopped."
    # `script/check` runs Django's checks; here they would read every page's code at each start.
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        work(stop, [bring_in_what_is_queued, *CHORES])
