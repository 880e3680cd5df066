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
        parser.add_argument("--in", choices=api.PARTS, help="search these, not entries")
        parser.add_argument("--page", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="print what /api/search answers")

    def handle(self, *args: Any, **options: Any) -> None:
        release = reading.current()
        if release is None:
            raise CommandError(_("There is no release yet. Run ./manage.py publish."))
        q, lang, number = " ".join(options["query"]), options["lang"], options["page"]
        if options["in"]:
            answer = api.answer_of(release, options["in"], q, lang, number)
        else:
            answer = api.answer(release, Filters(q=q, lang=lang), lang, number)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(_("Found: %s") % answer["total"])
        for result in answer["results"]:
            name = result.get("name") or result["title"]
            known = name[lang] or name["en"] or name["cy"]
            self.stdout.write(f"{result.get('id') or result['url']}  {known}")
