"""./manage.py worker"""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from cydfap.atlas.missing import make_no_database
from cydfap.intake import actions
from cydfap.news.actions import CHORES, check_next_link, gather, publish_scheduled
from cydfap.release.worker import Aside, Chore, Guarded, work

RELEASES, IMPORTS = "releases", "imports"
SWEEP_EVERY_SECONDS = 3600.0
SCHEDULE_EVERY_SECONDS = 60.0
GATHER_EVERY_SECONDS = 60.0
CHECK_EVERY_SECONDS = 10.0


class Command(BaseCommand):
    help = "Apply queued imports and publish what has changed, until stopped."
    # `script/check` runs Django's checks; here they would read every page's code at each start.
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only",
            choices=[RELEASES, IMPORTS],
            help="do one of the two; a long import then keeps nothing from being published",
        )

    def handle(self, *args: Any, only: str | None, **options: Any) -> None:
        make_no_database()
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        work(stop, chores(only), publishes=only != IMPORTS)


def link_chores() -> list[Chore]:
    gathering, checking = Aside(gather), Aside(check_next_link)
    return [
        Guarded(gathering, every=GATHER_EVERY_SECONDS),
        Guarded(checking, every=CHECK_EVERY_SECONDS),
    ]


def chores(only: str | None) -> list[Chore]:
    """What a worker does besides publishing releases. Pages that are due go with the releases."""
    found: list[Chore] = []
    if only != RELEASES:
        found += [actions.work, *CHORES, Guarded(actions.sweep, every=SWEEP_EVERY_SECONDS)]
        found += link_chores() if settings.LINK_CHECKS else []
    if only != IMPORTS:
        found.append(Guarded(publish_scheduled, every=SCHEDULE_EVERY_SECONDS))
    return found
