"""Write the editor's whole record as CSV; it imports back as it is."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cydfap.intake.export import write_export


class Command(BaseCommand):
    help = (
        "Write every entry as CSV, with all columns that an import reads. For editors: "
        "nothing is held back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", help="where to; standard output if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] is None:
            write_export(sys.stdout)
            return
        path: Path = options["file"]
        if path.suffix.lower() != ".csv":
            # No spreadsheet opens CSV that is called a workbook.
            raise CommandError(_("Only CSV is written. Give the file a name that ends in .csv."))
        try:
            # The mark tells spreadsheets that this is UTF-8.
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                write_export(file)
        except OSError as trouble:
            raise CommandError(
                _(
                    "The file %(name)s cannot be written. Check that its folder is there, that you "
                    "may write in it, and that the disk has room."
                )
                % {"name": path}
            ) from trouble
