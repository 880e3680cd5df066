"""Three real co-operatives, published; read by somebody who has no business with the database.

Most tests here do not ask for the `db` fixture, so any question to the database fails them.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings

from cydfap.release import reading
from cydfap.release.build import publish
from cydfap.release.reading import Release
from tests.own_data import lend
from tests.release import cast

LANGUAGES = ("en", "cy")


@pytest.fixture
def reader() -> Client:
    return Client(HTTP_HOST="localhost")


def three_cooperatives() -> None:
    cast.antur_waunfawr()
    cast.chicken_shack()
    cast.cartrefi_cymru()


def own_folder(place: Path) -> Path:
    """A data folder of its own, but for what takes long to make."""
    lend(place)
    return place


@pytest.fixture
def nothing_published(settings, tmp_path) -> None:
    settings.DATA = own_folder(tmp_path)


@pytest.fixture(scope="session")
def published(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """A data folder with a release; the database is as it was."""
    place = own_folder(tmp_path_factory.mktemp("published"))
    with (
        django_db_blocker.unblock(),
        override_settings(DATA=place),
        transaction.atomic(),
    ):
        three_cooperatives()
        publish()
        transaction.set_rollback(True)
    return place


@pytest.fixture
def release(settings, published) -> Release:
    settings.DATA = published
    found = reading.current()
    assert found is not None
    return found


@pytest.fixture
def publish_again(db, settings, published, tmp_path) -> Callable[[], Release]:
    """For tests that change what is published: a release of their own, and how to renew it."""
    place = own_folder(tmp_path)
    shutil.copytree(published / "releases", place / "releases")
    settings.DATA = place
    three_cooperatives()

    def renew() -> Release:
        cast.raise_generation()
        publish()
        found = reading.current()
        assert found is not None
        return found

    return renew
