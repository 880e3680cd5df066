"""The postcode directory, built once for all tests of lib: by two processes at once."""

import subprocess
import sys

import pytest

from cydfap.lib.postcodes import Postcodes

BUILD = """
import pathlib, sys
from cydfap.lib.postcodes import Postcodes
Postcodes(pathlib.Path(sys.argv[1]))
"""


@pytest.fixture(scope="session")
def postcode_cache(tmp_path_factory):
    folder = tmp_path_factory.mktemp("postcodes") / "cache"
    builders = [
        subprocess.Popen([sys.executable, "-c", BUILD, str(folder)], stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for builder in builders:
        _, complaint = builder.communicate()
        assert builder.returncode == 0, complaint.decode()
    return folder


@pytest.fixture(scope="session")
def postcodes(postcode_cache):
    return Postcodes(postcode_cache)
