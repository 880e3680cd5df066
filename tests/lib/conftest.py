"""The postcode directory, built once by two processes at once, and Welsh words."""

import subprocess
import sys

import pytest
from django.conf import settings

from cydfap.lib.postcodes import Postcodes
from cydfap.lib.welsh.keys import Keys
from cydfap.lib.welsh.lexicon import Lexicon
from tests.conftest import ROOT, skip_loudly

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


@pytest.fixture(scope="session")
def dictionary():
    """The folder of the Welsh spelling dictionary."""
    folder = ROOT / "node_modules" / "dictionary-cy"
    if not folder.is_dir():
        skip_loudly("needs the Welsh dictionary: run script/setup")
    return folder


@pytest.fixture(scope="session")
def lexicon(dictionary):
    """Where the site has it too: it takes ten seconds to make."""
    return Lexicon(settings.DATA / "welsh", dictionary)


@pytest.fixture(scope="session")
def keys(lexicon):
    return Keys(lexicon)
