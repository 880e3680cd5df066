"""The whole product, as a person meets it: set up, served with its worker, opened in Chromium."""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import ROOT, skip_loudly
from tests.own_data import lend
from tests.ports import free_port
from tests.postgres import own_database

# A busy machine is no fault of the page.
expect.set_options(timeout=20_000)

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WEBGL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marked before anything is chosen by its mark."""
    item.add_marker(pytest.mark.browser)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come last: while a browser is driven, Django refuses other tests the database."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@dataclass
class RunningSite:
    address: str
    data: Path
    environment: dict[str, str]
    sign_in: str

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


# On PostgreSQL: the database of the site as `prepare --demo` left it.
PREPARED = "prepared"


def answers(address: str, process: subprocess.Popen, pause: Event) -> None:
    """Return when the site answers; fail when it has ended or a minute is over."""
    for _ in range(600):
        assert process.poll() is None, "the site ended before it answered"
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except OSError:
            pause.wait(0.1)
    pytest.fail("the site did not answer within a minute")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The demo, served by `manage.py serve` with its worker, on a database of its own."""
    data, port = tmp_path_factory.mktemp("data"), free_port()
    lend(data)
    environment = {
        **os.environ,
        "CYDFAP_DATA": str(data),
        "PORT": str(port),
        "PYTHONDEVMODE": "",
        "CYDFAP_DATABASE": own_database("journeys"),
        "CYDFAP_FORUM_EMAIL": "forum@example.org",
    }
    prepared = subprocess.run(
        [sys.executable, "manage.py", "prepare", "--demo"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert prepared.returncode == 0, prepared.stderr
    own_database(PREPARED, like="journeys")
    link = re.search(r"http\S+/admin/first/\S+", prepared.stdout)
    assert link, prepared.stdout
    with open(data / "served.log", "w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            address = f"http://localhost:{port}"
            answers(address + "/en/", process, Event())
            yield RunningSite(address, data, environment, link.group())
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        skip_loudly("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET, *WEBGL])
        yield browser
        browser.close()


@pytest.fixture(params=["en", "cy"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


def stays_here(url: str, site: RunningSite) -> bool:
    return url.startswith(site.address) or not url.startswith(("http:", "https:"))


def watched(context: BrowserContext, site: RunningSite, troubles: list[str]) -> Page:
    """A page that notes script errors, failed answers and any request to another host."""
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
    page.on(
        "console", lambda line: line.type == "error" and troubles.append(f"console: {line.text}")
    )
    page.on(
        "request", lambda sent: stays_here(sent.url, site) or troubles.append(f"asked {sent.url}")
    )
    return page


def opened(chromium: Browser, site: RunningSite, **options) -> Iterator[Page]:
    troubles: list[str] = []
    context = chromium.new_context(base_url=site.address, **options)
    context.set_default_timeout(20_000)
    yield watched(context, site, troubles)
    context.close()
    assert not troubles


@pytest.fixture
def page(chromium: Browser, site: RunningSite) -> Iterator[Page]:
    """A reader at a desktop."""
    yield from opened(chromium, site, viewport=DESKTOP)


@pytest.fixture
def phone(chromium: Browser, site: RunningSite) -> Iterator[Page]:
    """A reader with a phone."""
    yield from opened(
        chromium, site, viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2
    )


@pytest.fixture
def plain(chromium: Browser, site: RunningSite) -> Iterator[Page]:
    """A reader whose browser runs no JavaScript."""
    yield from opened(chromium, site, viewport=DESKTOP, java_script_enabled=False)


@pytest.fixture
def astray(chromium: Browser, site: RunningSite) -> Iterator[Page]:
    """A reader with a dead link: what the browser notes of a 404 is no trouble here."""
    context = chromium.new_context(base_url=site.address, viewport=DESKTOP)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, site: RunningSite) -> dict:
    """The secretary's cookies: she opened the printed link and chose a password."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(site.sign_in)
    for field in page.locator("input[type=password]").all():
        field.fill("a long pass phrase of Mair's")
    page.locator("form [type=submit]").click()
    page.wait_for_url("**/admin/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def desk(chromium: Browser, site: RunningSite, signed_in: dict) -> Iterator[Page]:
    """The secretary at her desk."""
    context = chromium.new_context(base_url=site.address, viewport=DESKTOP, storage_state=signed_in)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def axe():
    """Run axe-core on a page: the list of violations of WCAG 2.2 A and AA and of best practice."""

    def violations(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text())
        only = "{ resultTypes: ['violations'] }"
        found = page.evaluate(f"async () => (await axe.run(document, {only})).violations")
        return [
            f"{v['id']}: {v['help']} — " + "; ".join(str(n["target"]) for n in v["nodes"][:5])
            for v in found
        ]

    return violations
