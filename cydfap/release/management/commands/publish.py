"""./manage.py publish"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

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
        except (OSError, reading.Broken) as problem:
            raise CommandError(
                _("Nothing was published; the release before stays: %s") % problem
            ) from problem
        said = _("Published: %s") if made.is_new else _("Nothing public has changed since: %s")
        self.stdout.write(said % made.hash)
        self.stdout.write(_("Entries: %s") % made.entries)
        self.stdout.write(_("Sites on the map: %s") % made.sites)
        if not options["no_late"]:
            for name in downloads.finish(made.hash):
                self.stdout.write(_("Added: %s") % name)
        for name in made.removed:
            self.stdout.write(_("Removed: %s") % name)
