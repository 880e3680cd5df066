"""A data folder of the tests' own. Loaded as a plugin (pyproject.toml): pytest-django reads the
settings before any conftest.py, and they would have the site's.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# What is made once from installed packages, in many seconds, and only read from then on; two
# processes may make it at once.
LENT = ("postcodes", "welsh")


def own_folder() -> str:
    folder = tempfile.mkdtemp(prefix="cydfap-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def lend(data: Path) -> None:
    """Put it into a new data folder. All runs of `script/test` share it (CYDFAP_TEST_LENT)."""
    for name in LENT:
        folder = Path(os.environ["CYDFAP_TEST_LENT"]) / name
        folder.mkdir(exist_ok=True)
        (data / name).symlink_to(folder)


os.environ.setdefault("CYDFAP_TEST_LENT", own_folder())
os.environ["CYDFAP_DATA"] = os.environ.get("CYDFAP_TEST_DATA") or own_folder()
# No test asks other people's sites anything.
os.environ["CYDFAP_LINK_CHECKS"] = "0"
os.environ["CYDFAP_DATABASE"] = os.environ.get("CYDFAP_TEST_DATABASE", "")
if not os.environ.get("CYDFAP_TEST_DATA"):
    lend(Path(os.environ["CYDFAP_DATA"]))
