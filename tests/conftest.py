"""What every test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test.utils import setup_databases, teardown_databases
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


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A page that was asked for in Welsh leaves the next test no Welsh, and no page of its own."""
    yield
    translation.deactivate()
    kept.pages.forget()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """Always the tests' own database. pytest-django makes it only where a test collected is marked
    for it, and ours also come to it through fixtures of the session: they would write in var/.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real data files, no part of the product: CYDFAP_SHARED, else `shared` beside us."""
    folder = Path(os.environ.get("CYDFAP_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        skip_loudly(f"needs the real data files: set CYDFAP_SHARED (looked in {folder.name}/)")
    return folder
