"""A PostgreSQL of the tests' own: a cluster in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.ports import free_port

INSTALL = "apt-get install postgresql"
# A cluster that is thrown away need not outlive the machine's failure.
UNSAFE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, newest first; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    there = shutil.which("pg_ctl")
    return found[0].parent if found else Path(there).parent if there else None


@contextmanager
def cluster(settings: str = "") -> Iterator[str]:
    """Start a cluster, give its address. PostgreSQL refuses root, so root lends it a user.

    `settings` are more of its options, such as "-c jit=off".
    """
    bin_folder = programs()
    if bin_folder is None:
        raise FileNotFoundError(INSTALL)
    folder, port = Path(tempfile.mkdtemp(prefix="cydfap-pg-")), free_port()
    as_user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if as_user:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)

    def run(*words: str) -> None:
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user)

    try:
        run(
            str(bin_folder / "initdb"),
            "-D",
            str(folder / "data"),
            "-U",
            "cydfap",
            "-A",
            "trust",
            "--encoding=UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        )
        run(
            str(bin_folder / "pg_ctl"),
            "-D",
            str(folder / "data"),
            "-w",
            "-l",
            str(folder / "log"),
            "-o",
            f"-p {port} {UNSAFE} -c listen_addresses=127.0.0.1 -k {folder} {settings}",
            "start",
        )
        yield f"postgresql://cydfap@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [str(bin_folder / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            **as_user,
        )
        shutil.rmtree(folder, ignore_errors=True)


def own_database(name: str, *, like: str = "template1") -> str:
    """The address of a new database beside the one of the other tests, empty, or as another that
    nobody uses is; "" on SQLite.
    """
    address = os.environ.get("CYDFAP_TEST_DATABASE", "")
    if not address:
        return ""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    return urlsplit(address)._replace(path=f"/{name}").geturl()
