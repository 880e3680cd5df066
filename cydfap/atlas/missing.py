"""SQLite's file, moved away, is missing, and not the beginning of a new site."""

from pathlib import Path

from django.db import connections


def make_no_database() -> None:
    """In this process a file that is not there is a fault: SQLite would make an empty one in its
    place. For those who serve; `prepare` and `migrate` go on making it.
    """
    default = connections.settings["default"]
    # PostgreSQL's has a name, and that of the tests is in memory.
    if isinstance(default["NAME"], Path):
        default["NAME"] = f"{default['NAME'].as_uri()}?mode=rw"
