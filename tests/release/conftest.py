"""A data folder of its own for every test, but for what takes long to make."""

from pathlib import Path

import pytest

from cydfap.release import build, downloads, reading
from tests.own_data import lend


@pytest.fixture
def data(settings, tmp_path) -> Path:
    """CYDFAP_DATA for this test."""
    lend(tmp_path)
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
