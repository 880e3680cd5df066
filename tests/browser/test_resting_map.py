"""The map page until somebody stirs, and where there is no WebGL: it is drawn, and answers."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.held import Held
from tests.browser.map_page import HOUSING, MapPage

NO_WEBGL = """const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...how) {
  return kind.startsWith("webgl") ? null : get.call(this, kind, ...how);
};"""


def at_rest(page: Page, lang: str) -> MapPage:
    """The map page as it is until somebody stirs."""
    page.goto(f"/{lang}/map/")
    return MapPage(page, lang).wait_until_answering()


def drawing_at(page: Page) -> dict[str, float]:
    box = page.locator("#frame").bounding_box()
    assert box
    return {"x": box["x"], "y": box["y"]}


def test_the_drawing_stays_as_the_ground_until_the_map_is_used_and_moves_with_it(
    page: Page, lang: str
) -> None:
    held = Held(page, "**/atlas/basemap.json")
    atlas = at_rest(page, lang)
    assert not held.routes
    drawn = page.locator("html[data-drawn]")
    expect(drawn).to_be_attached()
    before, pin = drawing_at(page), atlas.pins()[0]
    with page.expect_request("**/atlas/basemap.json"):
        atlas.wait_until_live()
    atlas.drag(-90, 60)
    after = drawing_at(page)
    moved = next(mark for mark in atlas.marks() if mark.name == pin.name)
    assert [after[side] - before[side] for side in "xy"] == pytest.approx(
        [moved.x - pin.x, moved.y - pin.y], abs=1
    )
    expect(drawn).to_be_attached()
    held.let_go()
    expect(drawn).to_have_count(0)
    expect(page.locator("#frame")).to_be_hidden()
    with page.expect_request("**/atlas/basemap.json"):
        atlas.open("?lat=51.48&lon=-3.18&z=13")


def test_marks_answer_before_maplibre_has_come(page: Page, lang: str) -> None:
    held = Held(page, "**/maplibre-gl.mjs")
    atlas = at_rest(page, lang)
    pin, row = atlas.pin_in_the_list()
    atlas.click(pin)
    expect(page.get_by_role("dialog", name=row.locator("b").inner_text())).to_be_visible()
    expect(page.locator("html[data-awake]")).to_have_count(0)
    before = {mark.name: mark for mark in atlas.marks()}
    held.let_go()
    atlas.wait_until_live()
    page.locator("#zoom-in").click()
    atlas.expect_query("z=")
    atlas.wait_until_at_rest()
    assert {mark.name: mark for mark in atlas.marks()} != before


def test_the_wheel_is_heard_before_maplibre_has_come(page: Page, lang: str) -> None:
    held = Held(page, "**/maplibre-gl.mjs")
    with page.expect_request("**/maplibre-gl.mjs"):
        atlas = at_rest(page, lang)
    turn_the_wheel(page)
    before = {mark.name for mark in atlas.marks()}
    held.let_go()
    atlas.expect_query("lat=", "lon=", "z=")
    atlas.wait_until_at_rest()
    assert {mark.name for mark in atlas.marks()} != before


def turn_the_wheel(page: Page) -> None:
    """Towards the map, until the page has heard it."""
    page.evaluate("addEventListener('wheel', () => document.body.setAttribute('data-turned', ''))")
    page.mouse.move(900, 700)
    page.mouse.wheel(0, -200)
    expect(page.locator("body[data-turned]")).to_be_attached()


def test_without_webgl_the_server_draws_where_the_map_cannot_go(page: Page, lang: str) -> None:
    page.add_init_script(NO_WEBGL)
    atlas = at_rest(page, lang)
    pin, row = atlas.pin_in_the_list()
    page.keyboard.press("Shift")
    atlas.click(pin)
    expect(page.get_by_role("dialog", name=row.locator("b").inner_text())).to_be_visible()
    with page.expect_navigation(url=re.compile(r"[?&]z=\d")):
        page.locator("#zoom-in").click()
    expect(atlas.list.first).to_be_visible()
    page.goto(f"/{lang}/map/?lat=51.48&lon=-3.18&z=13")
    expect(page.locator("#drawing .scene").first).to_be_visible()
    with page.expect_navigation(url=re.compile(r"[?&]z=14")):
        page.locator("#zoom-in").click()
    expect(page.locator("html[data-live]")).to_have_count(0)


def test_without_webgl_the_wheel_is_heard_before_that_is_known(page: Page, lang: str) -> None:
    page.add_init_script(NO_WEBGL)
    held = Held(page, "**/maplibre-gl.mjs")
    with page.expect_request("**/maplibre-gl.mjs"):
        at_rest(page, lang)
    turn_the_wheel(page)
    with page.expect_navigation(url=re.compile(r"[?&]z=\d")):
        held.let_go()


def test_without_webgl_back_stays_on_the_page_where_nothing_has_moved(
    page: Page, lang: str
) -> None:
    page.add_init_script(NO_WEBGL)
    atlas = at_rest(page, lang)
    atlas.layer(HOUSING).locator("input").uncheck()
    atlas.expect_query("layer=")
    page.evaluate("window.same = true")
    page.go_back()
    expect(atlas.layer(HOUSING).locator("input")).to_be_checked()
    atlas.expect_no_query("layer=")
    atlas.expect_no_query("z=")
    page.go_forward()
    expect(atlas.layer(HOUSING).locator("input")).not_to_be_checked()
    assert page.evaluate("window.same")
