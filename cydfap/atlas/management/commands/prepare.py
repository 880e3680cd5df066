"""From a fresh clone to a site that can be served: database, static files, demo, first release."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cydfap.cms.actions import invite_secretary
from cydfap.directory.models import Entry
from cydfap.news import actions as news
from cydfap.release import reading


class Command(BaseCommand):
    help = "Make ready what `serve` needs. Safe to run again: does only what is missing."
    # `script/check` runs Django's checks; here they would read every page's code at each start.
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="fill an empty directory")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        call_command("gather_static")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database…")
            call_command("migrate", verbosity=0)
        news.plant(by=None)
        if demo and not Entry.objects.exists():
            self.stdout.write("Loading the demo: the Social Co-operation Forum's own map…")
            call_command("demo")
        if reading.current() is None:
            self.stdout.write("Publishing the first release…")
            call_command("publish")
        if not get_user_model().objects.filter(last_login__isnull=False).exists():
            address = settings.WAGTAILADMIN_BASE_URL + invite_secretary(by=None)
            self.stdout.write(f"To sign in as the first secretary (works once): {address}")
