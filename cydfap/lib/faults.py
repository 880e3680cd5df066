"""What a log says of an exception: its kind and where it was raised, never its message, which may
quote anybody's data, as the database's do. And of an address: all but what is a key.
"""

import logging
import re
import traceback
from typing import Any

# Of these the database's first line is about the connection or the disk, and quotes no row.
OF_THE_SERVER = {"OperationalError", "InterfaceError"}
# What PostgreSQL tells apart from its message; all of it is in the schema.
PARTS = ("schema_name", "table_name", "column_name", "constraint_name")

# What follows in an address opens somebody's digest, or an account (whose, and a token).
KEY = re.compile(
    r"(?<=/my-digest/)[^/\s]+|(?<=/fy-nghrynodeb/)[^/\s]+"
    r"|(?<=/admin/first/)[^/\s]+(?:/[^/\s]+)?"
    r"|(?<=/admin/password_reset/confirm/)[^/\s]+(?:/[^/\s]+)?"
)


def kind(problem: BaseException) -> str:
    """In a line: what it is, without what it was about."""
    name = type(problem).__name__
    if isinstance(problem, OSError):
        # `strerror` leaves out the file, which somebody has named.
        return f"{name}: {problem.strerror}" if problem.strerror else name
    if name in OF_THE_SERVER:
        return f"{name}: {problem}".partition("\n")[0]
    cause = problem.__cause__
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    told = [getattr(getattr(cause, "diag", None), part, None) for part in PARTS]
    return " ".join(filter(None, [name, code, *told]))


def where(problem: BaseException) -> str:
    """Its kind under the lines of code that led to it, after those of what it came from."""
    before = problem.__cause__
    if before is None and not problem.__suppress_context__:
        before = problem.__context__
    own = "".join(traceback.format_tb(problem.__traceback__)) + kind(problem)
    return f"{where(before)}\n\n{own}" if before is not None else own


class Formatter(logging.Formatter):
    """The one of every log, ours, Django's and the libraries'."""

    def format(self, record: logging.LogRecord) -> str:
        return KEY.sub("…", super().format(record))

    def formatException(self, ei: Any) -> str:
        return where(ei[1])
