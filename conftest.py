"""Before Django reads its settings: the tests have a data folder of their own."""

import os
import tempfile

os.environ["CYDFAP_DATA"] = os.environ.get("CYDFAP_TEST_DATA") or tempfile.mkdtemp(
    prefix="cydfap-test-"
)
os.environ["CYDFAP_DATABASE"] = os.environ.get("CYDFAP_TEST_DATABASE", "")
