"""Load the demo: the forum's own map."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cydfap.intake.demo import load
from cydfap.intake.problems import Refused
from cydfap.news.demo import load as load_pages


class Command(BaseCommand):
    help = "Add what the demo has and the site has not. What is there stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            added = load(settings.ROOT / "demo")
            added["pages"] = load_pages(settings.ROOT / "demo" / "pages")
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        told = ", ".join(f"{name}: {number}" for name, number in added.items())
        self.stdout.write(f"Added {told}")
