"""A database that takes nothing in, for the tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def full_disk() -> Iterator[None]:
    """The database has no room for one more row of letters."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END$$"
            )
            cursor.execute(
                "CREATE TRIGGER no_room BEFORE INSERT ON news_outgoing "
                "FOR EACH ROW EXECUTE FUNCTION no_room()"
            )
            with transaction.atomic():
                yield
            return
        # No page more than there are, and none of these free.
        free = cursor.execute("PRAGMA freelist_count").fetchone()[0]
        cursor.execute("CREATE TABLE filler (bytes BLOB)")
        cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [4096 * (free + 1)])
        cursor.execute("PRAGMA max_page_count = 1")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@contextmanager
def nothing_written() -> Iterator[None]:
    """The database answers, and takes nothing in."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Until this savepoint is left.
            cursor.execute("SET TRANSACTION READ ONLY")
            yield
            return
        cursor.execute("PRAGMA query_only = 1")
        try:
            yield
        finally:
            cursor.execute("PRAGMA query_only = 0")
