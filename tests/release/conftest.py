"""A data folder of its own for every test, with the postcodes that all share."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings

from cydfap.lib.postcodes import Postcodes
from cydfap.release import build, downloads, reading

POSTCODES = Path(django_settings.DATA) / "postcodes"


@pytest.fixture
def data(settings, tmp_path) -> Path:
    """CYDFAP_DATA for this test."""
    Postcodes(POSTCODES)
    (tmp_path / "postcodes").symlink_to(POSTCODES)
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def publish(db, data):
    """Publishes what the database holds, late downloads and all; gives the release to read."""

    def published() -> reading.Release:
        downloads.finish(build.publish().hash)
        release = reading.current()
        assert release is not None
        return release

    return published
