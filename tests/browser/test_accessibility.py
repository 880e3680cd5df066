"""axe-core finds nothing on any page: wide and narrow, light and dark, in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, RunningSite
from tests.browser.map_page import MapPage
from tests.browser.wording import said

Axe = Callable[[Page], list[str]]
WINDOWS = {"desktop": DESKTOP, "phone": PHONE}
WORD = {"en": ("directory", "search"), "cy": ("cyfeiriadur", "chwilio")}
CARTREFI = "k6kgtr"
PAGES = {
    "front door": "/",
    "home": "/{lang}/",
    "directory": "/{lang}/{directory}/?layer=housing",
    "entry": "/{lang}/{directory}/" + CARTREFI + "/",
    "no such entry": "/{lang}/{directory}/000000/",
    "search": "/{lang}/{search}/?q=SA1+1DP",
    "search finds nothing": "/{lang}/{search}/?q=xyzzyplugh",
    "data": "/{lang}/data/",
    "no such page": "/{lang}/nothing/",
    "sign in": "/admin/login/?lang={lang}",
    "forgotten password": "/admin/password_reset/?lang={lang}",
    "used link": "/admin/first/MQ/used-up/?lang={lang}",
}


@pytest.fixture
def reader(chromium: Browser, site: RunningSite) -> Page:
    context = chromium.new_context(base_url=site.address, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def in_light_and_dark(page: Page, axe: Axe) -> list[str]:
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {violation}" for violation in axe(page)]
    return found


@pytest.mark.parametrize("kind", PAGES)
def test_pages(reader: Page, axe: Axe, lang: str, kind: str) -> None:
    directory, search = WORD[lang]
    reader.goto(PAGES[kind].format(lang=lang, directory=directory, search=search))
    found = []
    for name, window in WINDOWS.items():
        reader.set_viewport_size(window)
        found += [f"{name}, {violation}" for violation in in_light_and_dark(reader, axe)]
    assert not found


@pytest.mark.parametrize("window", WINDOWS)
def test_the_map_alive_with_its_popup(reader: Page, axe: Axe, lang: str, window: str) -> None:
    reader.set_viewport_size(WINDOWS[window])
    atlas = MapPage(reader, lang).open(f"?entry={CARTREFI}")
    expect(atlas.popup).to_have_attribute("role", "dialog")
    found = in_light_and_dark(reader, axe)
    reader.keyboard.press("Escape")
    expect(atlas.popup).to_have_count(0)
    if window == "phone":
        reader.get_by_role("button", name=said("Key", lang), exact=True).click()
    assert not found + in_light_and_dark(reader, axe)


def test_the_map_as_drawn(chromium: Browser, site: RunningSite, axe: Axe, lang: str) -> None:
    """Scripts are held back, for axe itself is one."""
    context = chromium.new_context(base_url=site.address, viewport=DESKTOP)
    page = context.new_page()
    empty = {"body": "", "content_type": "text/javascript"}
    page.route("**/js/map-page.js", lambda route: route.fulfill(**empty))
    page.goto(f"/{lang}/map/?entry={CARTREFI}")
    found = in_light_and_dark(page, axe)
    context.close()
    assert not found


# Only what is ours: Wagtail's furniture around it is not.
OURS = """async () => (await axe.run("main")).violations.map(v =>
  `${v.id}: ${v.help} — ${v.nodes.map(n => n.target).join("; ")}`)"""


def test_the_import_pages_of_the_desk(desk: Page, axe: Axe, lang: str, tmp_path: Path) -> None:
    desk.set_extra_http_headers({"Accept-Language": lang})
    file = tmp_path / "axe.csv"
    file.write_text("name_en,postcode,privacy\nAxe test,SA1 1DP,\nAxe bad,,sometimes\n")
    desk.goto("/admin/imports/new/")
    axe(desk)
    found = desk.evaluate(OURS)
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_role("button", name=said("See the plan", lang)).click()
    expect(desk.locator(".intake-rows tbody tr")).to_have_count(2)
    axe(desk)
    found += desk.evaluate(OURS)
    desk.get_by_role("button", name=said("Throw this file away", lang)).click()
    desk.wait_for_url("**/admin/imports/")
    assert not found
