"""./manage.py worker"""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from cydfap.release.worker import work


class Command(BaseCommand):
    help = "Publish whenever something public has changed, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        work(stop, [import_string(chore) for chore in settings.WORKER_CHORES])
