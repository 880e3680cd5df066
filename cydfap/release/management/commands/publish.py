"""./manage.py publish"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils.translation import gettext as _

from cydfap.lib.outages import is_outage, what_to_do
from cydfap.release import build, downloads, reading


class Command(BaseCommand):
    help = "Make what the database holds now the release that everybody reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-late",
            action="store_true",
            help="leave the late downloads (XLSX, KML, PMTiles) to the worker",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = build.publish()
        except (OSError, Error, reading.Broken) as problem:
            if isinstance(problem, Error) and not is_outage(problem):
                raise
            is_broken = isinstance(problem, reading.Broken)
            told = problem if is_broken else what_to_do(problem, settings.DATA)
            raise CommandError(
                _("Nothing was published; the release before stays: %s") % told
            ) from problem
        said = _("Published: %s") if made.is_new else _("Nothing public has changed since: %s")
        self.stdout.write(said % made.hash)
        self.stdout.write(_("Entries: %s") % made.entries)
        self.stdout.write(_("Sites on the map: %s") % made.sites)
        for name in made.removed:
            self.stdout.write(_("Removed: %s") % name)
        if not options["no_late"]:
            self.finish(made.hash)

    def finish(self, name: str) -> None:
        try:
            added = downloads.finish(name)
        except OSError as problem:
            raise CommandError(
                _("It is published, but not all of its downloads are there: %s")
                % what_to_do(problem, settings.DATA)
            ) from problem
        for download in added:
            self.stdout.write(_("Added: %s") % download)
