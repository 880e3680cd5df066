"""The desk in a Welsh browser: what Wagtail's scripts draw is in Welsh too."""

import csv
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, RunningSite
from tests.conftest import ROOT
from tests.welsh_words import is_welsh

# The texts that can be seen, and what is read out for those who cannot.
SAYS = """() => {
  const silent = "script, style, code, option, svg";
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const said = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (seen(node.parentElement) && !node.parentElement.closest(silent)) said.add(node.data);
  for (const element of document.body.querySelectorAll("*"))
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      if (seen(element) && element.hasAttribute(name)) said.add(element.getAttribute(name));
  return [...said].map((text) => text.trim().replace(/\\s+/g, " ")).filter(Boolean);
}"""
LAYERS = list(csv.DictReader((ROOT / "demo" / "layers.csv").read_text("utf-8").splitlines()))
SAME = {
    r"secretary": "the user's name",
    r"Cydfap|Wagtail( v[\d.]+)?|localhost|English": "names of their own",
    "|".join(
        re.escape(row["name_cy"]) for row in LAYERS
    ): "the forum's layers, by their Welsh names",
    r"Root|Editors|Moderators|Moderators approval": "named when the site was made",
    r"Welcome to your new Wagtail site!": "the title of the page that Wagtail makes at first",
}
NAMES = re.compile("|".join(SAME))


@pytest.fixture
def desk(chromium: Browser, site: RunningSite, signed_in: dict) -> Iterator[Page]:
    """The secretary has chosen no language; her browser asks for Welsh."""
    context = chromium.new_context(
        base_url=site.address, viewport=DESKTOP, storage_state=signed_in, locale="cy"
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def foreign(page: Page) -> list[str]:
    return [text for text in page.evaluate(SAYS) if not is_welsh(text, NAMES)]


def test_what_scripts_draw_on_the_desk_is_in_welsh(desk: Page) -> None:
    found = []
    for address in (
        "/admin/",
        "/admin/layer/new/",
        "/admin/entry/new/",
        "/admin/images/multiple/add/",
        "/admin/documents/multiple/add/",
        "/admin/imports/new/",
        "/admin/users/",
        "/admin/users/new/",
        "/admin/groups/new/",
        "/admin/account/",
        "/admin/pages/",
        "/admin/pages/1/add_subpage/",
    ):
        desk.goto(address)
        expect(desk.locator("html")).to_have_attribute("lang", "cy")
        expect(desk.locator("#wagtail-sidebar nav")).to_be_visible()
        found += [f"{address}: {text}" for text in foreign(desk)]
    assert "\n".join(found) == ""


def test_the_menus_that_scripts_open_are_in_welsh(desk: Page) -> None:
    desk.goto("/admin/entry/new/")
    for menu in ("Gosodiadau", "Adroddiadau"):
        desk.get_by_role("button", name=menu, exact=True).first.click()
        assert not foreign(desk), menu
