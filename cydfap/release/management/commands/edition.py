"""./manage.py edition NAME"""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cydfap.release import editions


class Command(BaseCommand):
    help = "Keep the current release for ever, under a name and a date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument(
            "--date", type=date.fromisoformat, help="for example 2026-11-24 (today)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = editions.make(options["name"], options["date"])
        except editions.EditionProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(_("Edition: %s") % f"{edition['name']}, {edition['date']}")
        self.stdout.write(_("Release: %s") % edition["release"])
