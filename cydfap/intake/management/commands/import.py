"""Bring a spreadsheet into the directory, or say what that would do."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from cydfap.intake import actions
from cydfap.intake.enums import State
from cydfap.intake.models import Import
from cydfap.intake.plan import Plan
from cydfap.intake.planning import make_plan
from cydfap.intake.problems import Refused, sentence

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Bring a CSV, XLSX or ODS file into the directory. --plan says what that would do, "
        "and does nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--plan", action="store_true", help="say what would happen; do nothing")
        parser.add_argument("--json", action="store_true", help="print JSON, and nothing else")
        parser.add_argument(
            "--layer", default="", help="layer of rows that have none: a key or a name"
        )
        parser.add_argument("--source", default="", help="source of rows that have none")
        parser.add_argument("--licence", default="", help="licence of rows that have none")
        parser.add_argument(
            "--lang", choices=["en", "cy"], default="en", help="language of the texts"
        )
        parser.add_argument(
            "--complete", action="store_true",
            help="the file is the whole of its source: list what it lacks",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        imported = Import(
            name=options["file"].name[:255],
            layer=options["layer"],
            source=options["source"],
            licence=options["licence"],
            lang=options["lang"],
            complete=options["complete"],
        )
        with override(options["lang"]):
            try:
                plan = self.carry_out(imported, options["file"], only_plan=options["plan"])
            except Refused as refused:
                self.refuse(str(refused), as_json=options["json"])
            except OSError as trouble:
                code = "no-file" if isinstance(trouble, FileNotFoundError) else "closed-file"
                message = sentence(code, {"name": trouble.filename or options["file"]})
                self.refuse(message, as_json=options["json"])
            self.tell(plan, imported, options)

    def carry_out(self, imported: Import, path: Path, *, only_plan: bool) -> Plan:
        planner, _columns = make_plan(path=path, imported=imported)
        if not only_plan:
            actions.bring_in(path=path, imported=imported, planner=planner, by=None)
            if imported.state == State.FAILED:
                raise Refused(imported.trouble["code"], **imported.trouble["details"])
        return planner.plan

    def refuse(self, message: str, *, as_json: bool) -> None:
        if as_json:
            zeros = dict.fromkeys(("rows", "add", "change", "same", "duplicate", "refuse"), 0)
            problem = {"row": 0, "column": "", "message": message}
            told = {**zeros, "new_layers": [], "problems": [problem]}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            raise SystemExit(1)
        raise CommandError(message)

    def as_json(self, plan: Plan, *, complete: bool) -> dict[str, Any]:
        told: dict[str, Any] = {
            **plan.counts(),
            "new_layers": plan.new_layers(),
            "problems": [problem.as_json() for problem in plan.problems],
        }
        if complete:
            told["absent"] = [{"id": each, "name": name} for each, name in plan.absent]
        return told

    def tell(self, plan: Plan, imported: Import, options: dict[str, Any]) -> None:
        if options["json"]:
            told = self.as_json(plan, complete=options["complete"])
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for problem in plan.problems[:SHOWN]:
            where = _("Row %(row)s") % {"row": problem.row}
            self.stdout.write(f"{where}, {problem.column}: {problem.message()}")
        if len(plan.problems) > SHOWN:
            more = len(plan.problems) - SHOWN
            self.stdout.write(_("More to see: %(number)s (use --json for all)") % {"number": more})
        for each, name in plan.absent[:SHOWN]:
            self.stdout.write(_("Not in this file: %(name)s (%(id)s)") % {"name": name, "id": each})
        if new := plan.new_layers():
            self.stdout.write(_("New layers: %(names)s") % {"names": ", ".join(new)})
        labels = {
            "rows": _("Rows"), "add": _("New"), "change": _("Changed"), "same": _("Already there"),
            "duplicate": _("Possible duplicates"), "refuse": _("Refused"),
        }  # fmt: skip
        counts = ", ".join(f"{labels[key]}: {number}" for key, number in plan.counts().items())
        if options["complete"]:
            counts += ", " + _("Not in this file, and not closed") + f": {len(plan.absent)}"
        self.stdout.write(counts)
        if options["plan"]:
            self.stdout.write(_("This is only the plan. Nothing was written."))
