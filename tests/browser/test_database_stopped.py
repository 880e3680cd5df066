"""With the database stopped, everything that readers use is still served."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import PREPARED, RunningSite, answers
from tests.browser.fetching import fetch
from tests.conftest import ROOT
from tests.ports import free_port
from tests.postgres import own_database

pytestmark = pytest.mark.both_databases

NAME = "stopped"
# Each public route by its name in the code, with addresses of it; {…} is filled in below.
ROUTES = {
    "home": ["/en/", "/cy/"],
    "map": ["/en/map/", "/cy/map/?layer=care&part=results", "/en/map/?part=popup&entry={id}"],
    "directory": ["/en/directory/", "/cy/cyfeiriadur/?q=tai"],
    "entry": ["{entry}"],
    "entry-id": ["/en/directory/{id}/", "/cy/cyfeiriadur/{id}/"],
    "search": [
        "/en/search/?q=housing",
        "/cy/chwilio/?q=dai",
        "/cy/chwilio/?q=banc&in=pages",
        "/api/search?q=tai&lang=cy",
    ],
    "data": ["/en/data/", "/cy/data/"],
    "front-door": ["/"],
    "tile": ["/tiles/{release}/5/15/10.mvt", "/tiles/{release}/7/62/42.mvt?layer=housing&q=tai"],
    "places": ["/api/places?q=SA1+1DP", "/api/places?q=abertawe&lang=cy"],
    "openapi": ["/api/openapi.json"],
    "download": ["{file}"],
    "robots": ["/robots.txt"],
    "sitemap": ["/sitemap.xml"],
    "sitemap-language": ["/sitemap-en.xml", "/sitemap-cy.xml?page=1"],
    "favicon": ["/favicon.ico"],
    "image": ["/media/images/dot.png"],
}


@contextmanager
def served(site: RunningSite, data: Path) -> Iterator[RunningSite]:
    """A second site: the first one's releases and assets, a database of its own."""
    port = free_port()
    environment = {
        **site.environment,
        "CYDFAP_DATA": str(data),
        "PORT": str(port),
        # A worker beside an empty database would publish that.
        "CYDFAP_DATABASE": own_database(NAME, like=PREPARED),
        "CYDFAP_LOG": "CRITICAL",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address = f"http://localhost:{port}"
        answers(address + "/en/", process, Event())
        yield RunningSite(address, data, environment, "")
    finally:
        os.killpg(process.pid, 15)
        process.wait(30)


@contextmanager
def database_stopped(site: RunningSite) -> Iterator[None]:
    address = site.environment["CYDFAP_DATABASE"]
    with refused(address) if address else taken_away(site.data / "cydfap.sqlite3"):
        yield


@contextmanager
def taken_away(file: Path) -> Iterator[None]:
    aside = file.with_suffix(".aside")
    file.rename(aside)
    yield
    assert not file.exists(), "somebody has made a new, empty one"
    aside.rename(file)


@contextmanager
def refused(address: str) -> Iterator[None]:
    """PostgreSQL lets nobody in, and those who are in are put out."""
    import psycopg

    keeper = urlsplit(address)._replace(path="/postgres").geturl()
    with psycopg.connect(keeper, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {NAME} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [NAME]
        )
        yield
        connection.execute(f"ALTER DATABASE {NAME} ALLOW_CONNECTIONS true")


def copy(site: RunningSite, data: Path) -> None:
    """What the site has on its disk, while it is running: nothing that comes and goes, and the
    database as one can have it (its files are written as they are read).
    """
    passing = ("building-*", ".new-*", "*.part", "outbox", "cydfap.sqlite3*")
    shutil.copytree(site.data, data, ignore=shutil.ignore_patterns(*passing))
    if (site.data / "cydfap.sqlite3").exists():
        with (
            closing(sqlite3.connect(site.data / "cydfap.sqlite3")) as kept,
            closing(sqlite3.connect(data / "cydfap.sqlite3")) as copied,
        ):
            kept.backup(copied)


@pytest.fixture(scope="module")
def stopped(site: RunningSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    data = tmp_path_factory.mktemp("second") / "data"
    copy(site, data)
    with served(site, data) as second, database_stopped(second):
        yield second


def addresses(site: RunningSite) -> dict[str, list[str]]:
    import json

    _, _, body = fetch(site.address + "/api/search?q=taf+fechan&lang=en")
    found = json.loads(body)["results"][0]
    release = (site.data / "releases" / "current").read_text().strip()
    _, _, page = fetch(site.address + "/en/data/")
    files = re.findall(r'href="(/data/[^"]+)"', page.decode())
    assert files
    filled = {"id": found["id"], "entry": found["url"], "release": release}
    return {
        name: [
            address
            for pattern in patterns
            for address in (files if pattern == "{file}" else [pattern.format(**filled)])
        ]
        for name, patterns in ROUTES.items()
    }


def test_pages_are_found_though_they_cannot_be_read(stopped: RunningSite) -> None:
    status, _, body = fetch(stopped.address + "/api/search?q=banc&lang=cy&in=pages")
    assert status == 200
    assert b"/cy/beth-syn-digwydd/" in body


def test_the_database_really_is_gone(stopped: RunningSite) -> None:
    for path in ("/en/library/", "/en/whats-happening/", "/cy/crynodeb/"):
        status, _, body = fetch(stopped.address + path)
        assert status == 503
        assert b"<h1" in body


def test_every_public_route_answers_without_the_database(stopped: RunningSite) -> None:
    from cydfap.atlas.urls import machine_patterns, urlpatterns

    assert {pattern.name for pattern in [*urlpatterns, *machine_patterns]} == set(ROUTES)
    image = stopped.data / "media" / "images" / "dot.png"
    image.parent.mkdir(parents=True, exist_ok=True)
    image.write_bytes(b"\x89PNG\r\n\x1a\n")
    failed = []
    for name, paths in addresses(stopped).items():
        for path in paths:
            status, _, body = fetch(stopped.address + path)
            expected = 204 if name == "favicon" else 200
            if status != expected or (not body and name not in {"tile", "favicon"}):
                failed.append(f"{name} {path}: {status}")
    assert not failed


def test_what_is_not_there_is_said_without_the_database(stopped: RunningSite) -> None:
    for path, words in (("/en/directory/000000/", b"<h1"), ("/cy/nothing/", b"<h1")):
        status, _, body = fetch(stopped.address + path)
        assert status == 404
        assert words in body
