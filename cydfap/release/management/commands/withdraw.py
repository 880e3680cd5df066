"""./manage.py withdraw ID..."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cydfap.release import actions, editions
from cydfap.release.editions import EditionProblem
from cydfap.release.enums import Reason


class Command(BaseCommand):
    help = "Take entries out of editions that were already published, for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", nargs="+", help="the entries' public ids")
        parser.add_argument("--edition", required=True, help="the edition's name")
        parser.add_argument("--reason", required=True, choices=Reason.values)

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["edition"]
        try:
            count = actions.withdraw(
                edition=name, entries=options["id"], reason=options["reason"], by=None
            )
        except EditionProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(_("Entries withdrawn: %s") % count)
        release = editions.find(name)["release"]
        said = _("A cache before the site may still have copies. Have it forget these: %s")
        self.stdout.write(said % f"/data/{release}/ /tiles/{release}/")
