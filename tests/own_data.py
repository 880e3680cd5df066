"""A data folder of the tests' own. Loaded as a plugin (pyproject.toml): pytest-django reads the
settings before any conftest.py, and they would have the site's.
"""

import atexit
import os
import shutil
import tempfile


def own_folder() -> str:
    folder = tempfile.mkdtemp(prefix="cydfap-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


os.environ["CYDFAP_DATA"] = os.environ.get("CYDFAP_TEST_DATA") or own_folder()
# No test asks other people's sites anything.
os.environ["CYDFAP_LINK_CHECKS"] = "0"
os.environ["CYDFAP_DATABASE"] = os.environ.get("CYDFAP_TEST_DATABASE", "")
