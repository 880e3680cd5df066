"""./manage.py search QUERY"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cydfap.release import api, reading
from cydfap.release.filters import Filters


class Command(BaseCommand):
    help = "Search the current release, as /api/search does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", nargs="+")
        parser.add_argument("--lang", choices=["en", "cy"], default="en")
        parser.add_argument("--page", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="print what /api/search answers")

    def handle(self, *args: Any, **options: Any) -> None:
        release = reading.current()
        if release is None:
            raise CommandError(_("There is no release yet. Run ./manage.py publish."))
        filters = Filters(q=" ".join(options["query"]), lang=options["lang"])
        answer = api.answer(release, filters, options["lang"], options["page"])
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(_("Found: %s") % answer["total"])
        for result in answer["results"]:
            name = result["name"][options["lang"]] or result["name"]["en"] or result["name"]["cy"]
            self.stdout.write(f"{result['id']}  {name}")
