"""What every test may ask for."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

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


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real data files, no part of the product: CYDFAP_SHARED, else `shared` beside us."""
    folder = Path(os.environ.get("CYDFAP_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        skip_loudly(f"needs the real data files: set CYDFAP_SHARED (looked in {folder.name}/)")
    return folder
