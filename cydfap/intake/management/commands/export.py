"""Write the editor's whole record as CSV; it imports back as it is."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

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
        # The mark tells spreadsheets that this is UTF-8.
        with options["file"].open("w", encoding="utf-8-sig", newline="") as file:
            write_export(file)
