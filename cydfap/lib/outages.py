"""Whether something failed because the server lacks what it stands on, its database or room on its
disk: no fault of the program or of who asked, and perhaps over in a minute.
"""

import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from .faults import kind

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
# In the lowest byte of SQLite's codes; what is above it only tells more. A table that is missing is
# an OperationalError too, but of another code.
OF_SQLITE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
# How PostgreSQL's codes begin: the connection, a copy that only reads, a full disk or too many who
# ask, stopped by its keeper, the system's own errors.
OF_POSTGRESQL = ("08", "25006", "53", "57", "58")


def is_outage(problem: BaseException) -> bool:
    """Is it one, or did it come of one?"""
    return any(map(is_one, with_its_causes(problem)))


def with_its_causes(problem: BaseException) -> Iterator[BaseException]:
    found: BaseException | None = problem
    while found is not None:
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def is_one(problem: BaseException) -> bool:
    if isinstance(problem, OSError):
        return problem.errno in NO_ROOM
    if isinstance(problem, sqlite3.Error):
        return getattr(problem, "sqlite_errorcode", 0) & 0xFF in OF_SQLITE
    # psycopg's. Where there was no server to give a code, there is none.
    code = getattr(problem, "sqlstate", "")
    return (code or "").startswith(OF_POSTGRESQL) or (
        code is None and any(one.__name__ == "OperationalError" for one in type(problem).__mro__)
    )


def what_to_do(problem: BaseException, folder: Path) -> str:
    """For who runs a command that had to write in the folder or in the database."""
    if isinstance(problem, OSError):
        said = _(
            "The folder %(name)s cannot be used. Check that it is there, that you may read and "
            "write in it, and that the disk has room."
        ) % {"name": folder}
    else:
        said = _(
            "The database cannot be used. Check that it is there, that it is running, and that the "
            "disk has room."
        )
    return f"{said} ({kind(problem)})"
