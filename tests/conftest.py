"""What every test may ask for."""

import gc
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import override_settings, setup_databases, teardown_databases
from django.utils import translation
from hypothesis import settings

from cydfap.cms import kept

ROOT = Path(__file__).resolve().parent.parent
# No test is timed: a busy machine is no fault of the code.
settings.register_profile("cydfap", deadline=None)
settings.load_profile("cydfap")

ALL = os.environ.get("CYDFAP_TEST_ALL") == "1"


def skip_loudly(reason: str) -> None:
    """Skip here; but where everything must run (CYDFAP_TEST_ALL=1), fail instead."""
    if ALL:
        pytest.fail(f"{reason} (CYDFAP_TEST_ALL=1: nothing may be skipped)")
    pytest.skip(reason)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Who asks for the tests' database may find another thing on PostgreSQL. pytest-django refuses
    it to all others: they would do there again what they did on SQLite.
    """
    if item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames:
        item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector need not look through it again and again."""
    gc.freeze()


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A page that was asked for in Welsh leaves the next test no Welsh, and no page of its own."""
    yield
    translation.deactivate()
    kept.forget()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Django makes hashing slow on purpose: half of many a test. What is served hashes as ever."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, tmp_path_factory
) -> Iterator[Path | None]:
    """Always the tests' own database. pytest-django makes it only where a test collected is marked
    for it, and ours also come to it through fixtures of the session: they would write in var/.

    On SQLite it is kept in a file too, before any test has come to it.
    """
    kept = None
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        if connection.vendor == "sqlite":
            kept = tmp_path_factory.mktemp("migrated") / "cydfap.sqlite3"
            with closing(sqlite3.connect(kept)) as copy:
                connection.connection.backup(copy)
    yield kept
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest, tmp_path_factory) -> Path:
    """An SQLite database as `migrate` leaves it, to be copied: making one takes fifteen seconds.

    It asks for the tests' database only where that is of use, and does not count as a user of it.
    """
    if connection.vendor == "sqlite":
        return request.getfixturevalue("django_db_setup")
    data = tmp_path_factory.mktemp("migrated")
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=ROOT,
        env={**os.environ, "CYDFAP_DATA": str(data), "CYDFAP_DATABASE": ""},
        check=True,
    )
    return data / "cydfap.sqlite3"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real data files, no part of the product: CYDFAP_SHARED, else `shared` beside us."""
    folder = Path(os.environ.get("CYDFAP_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        skip_loudly(f"needs the real data files: set CYDFAP_SHARED (looked in {folder.name}/)")
    return folder
