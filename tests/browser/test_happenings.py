"""Events on the map: a reader picks a time, opens an event, reads its page and comes back."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import RunningSite
from tests.browser.map_page import MapPage

LAYER = """
from cydfap.directory.actions import save_layer
from cydfap.directory.models import Layer
save_layer(layer=Layer(key="events", name_en="Events", name_cy="Digwyddiadau", shape="diamond",
    size=19, colour="#8A5A00", colour_dark="#FFC04D", order=9, happening="events"), by=None)
"""
NO_LAYER = """
from cydfap.directory.models import Layer
Layer.objects.filter(key="events").delete()
"""
ROUND_TABLE = {"en": "Second round table", "cy": "Ail fwrdd crwn"}
PAGE = {
    "en": "/en/whats-happening/second-round-table/",
    "cy": "/cy/beth-syn-digwydd/ail-fwrdd-crwn/",
}
DAY = {"en": "8 April 2017", "cy": "8 Ebrill 2017"}
STORY = {
    "en": "/en/whats-happening/care-to-co-operate-toolkit/",
    "cy": "/cy/beth-syn-digwydd/pecyn-cymorth-cydweithredu-i-ofalu/",
}


@pytest.fixture(scope="module")
def events(site: RunningSite) -> Iterator[None]:
    """The forum has a layer for events; the demo's two round tables are in Cardiff."""
    site.manage("shell", "-c", LAYER)
    site.manage("publish")
    yield
    site.manage("shell", "-c", NO_LAYER)
    site.manage("publish")


@pytest.mark.usefixtures("events")
def test_from_a_time_to_an_event_to_its_page_and_back(
    page: Page, lang: str, axe: Callable[[Page], list[str]]
) -> None:
    atlas = MapPage(page, lang).open()
    page.locator(".dates summary").click()
    page.get_by_label(atlas.say("From"), exact=True).fill("2017-04-01")
    page.get_by_label(atlas.say("To"), exact=True).fill("2017-04-30")
    atlas.expect_query("from=2017-04-01", "to=2017-04-30")
    expect(atlas.in_view).to_have_text("1")
    expect(atlas.list).to_have_count(1)
    expect(atlas.list).to_contain_text(DAY[lang])
    expect(atlas.layer("events").locator(".count")).to_have_text("1")
    expect(atlas.layer("housing").locator(".count")).to_have_text("0")
    assert axe(page) == []
    atlas.wait_until_at_rest()
    expect(atlas.buttons).to_have_count(1)
    (pin,) = atlas.marks()
    atlas.click(pin)
    popup = page.get_by_role("dialog", name=re.compile(ROUND_TABLE[lang]))
    expect(popup).to_contain_text(DAY[lang])
    popup.get_by_role("link", name=atlas.say("Read about it")).click()
    expect(page).to_have_url(re.compile(f"{PAGE[lang]}$"))
    page.go_back()
    atlas.wait_until_live()
    expect(atlas.in_view).to_have_text("1")
    expect(page.get_by_role("dialog", name=re.compile(ROUND_TABLE[lang]))).to_be_visible()
    page.goto(PAGE[lang])
    page.get_by_role("main").get_by_role("link", name=atlas.say("on the map")).first.click()
    atlas.wait_until_live()
    expect(page.get_by_role("dialog", name=re.compile(ROUND_TABLE[lang]))).to_be_visible()


@pytest.mark.usefixtures("events")
def test_the_other_language_keeps_the_time_and_any_date_brings_all_back(
    page: Page, lang: str
) -> None:
    MapPage(page, lang).open("?from=2017-04&to=2017-04")
    expect(page.locator(".dates summary")).to_contain_text("2017")
    page.locator("header a.language").click()
    other = MapPage(page, {"en": "cy", "cy": "en"}[lang]).wait_until_live()
    expect(page.locator("html")).to_have_attribute("lang", other.lang)
    other.expect_query("from=2017-04", "to=2017-04")
    expect(other.in_view).to_have_text("1")
    page.get_by_role("link", name=other.say("This month")).click()
    expect(other.in_view).to_have_text("0")
    page.get_by_role("link", name=other.say("Any date")).click()
    expect(other.list).to_have_count(20)
    expect(page).not_to_have_url(re.compile("from="))
    page.go_back()
    expect(other.in_view).to_have_text("0")


@pytest.mark.usefixtures("events")
def test_a_time_whose_layer_is_off_shows_it_at_a_press(
    page: Page, lang: str, axe: Callable[[Page], list[str]]
) -> None:
    atlas = MapPage(page, lang).open("?layer=housing")
    page.locator(".dates summary").click()
    page.get_by_label(atlas.say("From"), exact=True).fill("2017-04-01")
    page.get_by_label(atlas.say("To"), exact=True).fill("2017-04-30")
    atlas.expect_query("from=2017-04-01", "to=2017-04-30")
    expect(page.locator("#panel[aria-busy]")).to_have_count(0)
    expect(atlas.in_view).to_have_text("0")
    assert axe(page) == []
    page.get_by_role("link", name=atlas.say("Show those layers")).focus()
    page.keyboard.press("Enter")
    expect(atlas.in_view).to_have_text("1")
    atlas.expect_query("layer=events", "layer=housing", "from=2017-04-01")
    expect(atlas.layer("events").get_by_role("checkbox")).to_be_checked()
    expect(atlas.layer("housing").get_by_role("checkbox")).to_be_checked()
    expect(atlas.list.get_by_role("link")).to_be_focused()
    expect(atlas.buttons).to_have_count(1)


@pytest.mark.usefixtures("events")
def test_the_time_needs_no_script(plain: Page, lang: str) -> None:
    atlas = MapPage(plain, lang)
    plain.goto(f"/{lang}/map/")
    plain.locator(".dates summary").click()
    plain.get_by_label(atlas.say("From"), exact=True).fill("2017-04-01")
    plain.get_by_label(atlas.say("To"), exact=True).fill("2017-04-30")
    plain.locator(".picks .apply").click()
    expect(atlas.list).to_have_count(1)
    atlas.list.get_by_role("link", name=re.compile(ROUND_TABLE[lang])).click()
    expect(plain).to_have_url(re.compile(f"{PAGE[lang]}$"))


def figure(page: Page):
    return page.locator("figure.map-view").first


def test_a_figure_becomes_the_map_and_a_drawing_again(
    page: Page, lang: str, axe: Callable[[Page], list[str]]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(STORY[lang])
    atlas = MapPage(page, lang)
    button = figure(page).get_by_role("button", name=atlas.say("Use the map here"))
    expect(figure(page).locator(".drawing")).to_be_visible()
    assert not [url for url in asked if "maplibre" in url]
    button.focus()
    page.keyboard.press("Enter")
    expect(figure(page)).to_have_attribute("data-live", "", timeout=60_000)
    expect(figure(page).get_by_role("status")).to_have_text(atlas.say("The map is ready."))
    expect(figure(page).locator(".drawing")).not_to_be_visible()
    expect(atlas.buttons.first).to_be_attached()
    assert axe(page) == []
    names = [pin.name for pin in atlas.pins()]
    pin = next(pin for pin in atlas.pins() if names.count(pin.name) == 1)
    atlas.mark(pin.name).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("link", name=atlas.say("Close"))).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    figure(page).get_by_role("button", name=atlas.say("Put the drawing back")).click()
    expect(figure(page).locator(".drawing")).to_be_visible()
    expect(page.locator("#live")).to_have_count(0)
    expect(button).to_be_focused()


REFUSED = "What you chose could not be fetched. Try again in a moment."


def test_a_figure_s_pin_that_the_server_refuses_says_so(astray: Page, lang: str) -> None:
    astray.goto(STORY[lang])
    atlas = MapPage(astray, lang)
    figure(astray).get_by_role("button", name=atlas.say("Use the map here")).click()
    expect(figure(astray)).to_have_attribute("data-live", "", timeout=60_000)
    expect(atlas.buttons.first).to_be_attached()
    astray.route("**/map/?*part=popup*", lambda route: route.abort())
    names = [pin.name for pin in atlas.pins()]
    atlas.mark(next(name for name in names if names.count(name) == 1)).focus()
    astray.keyboard.press("Enter")
    expect(figure(astray).get_by_text(atlas.say(REFUSED))).to_be_visible()
    figure(astray).get_by_role("button", name=atlas.say("Put the drawing back")).click()
    expect(astray.get_by_text(atlas.say(REFUSED))).to_have_count(0)


def test_a_figure_opened_closed_and_opened_while_it_loads_has_one_map(
    page: Page, lang: str
) -> None:
    page.goto(STORY[lang])
    atlas = MapPage(page, lang)
    # In one task: nothing can have loaded between them.
    figure(page).locator(".use-map").evaluate("button => [1, 2, 3].forEach(() => button.click())")
    expect(figure(page)).to_have_attribute("data-live", "", timeout=60_000)
    expect(page.locator("#live")).to_have_count(1)
    expect(page.locator("canvas.marks")).to_have_count(1)
    figure(page).get_by_role("button", name=atlas.say("Put the drawing back")).click()
    expect(page.locator("#live")).to_have_count(0)
    expect(page.locator("canvas.marks")).to_have_count(0)
    expect(figure(page).locator(".drawing")).to_be_visible()


def test_where_no_map_can_be_made_nothing_of_it_stays(astray: Page, lang: str) -> None:
    astray.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    astray.goto(STORY[lang])
    atlas = MapPage(astray, lang)
    figure(astray).get_by_role("button", name=atlas.say("Use the map here")).click()
    status = figure(astray).get_by_role("status")
    expect(status).to_have_text(atlas.say("The map could not be fetched."))
    expect(astray.locator("#live, #popup-place, canvas.marks")).to_have_count(0)
    expect(figure(astray).locator(".drawing")).to_be_visible()


def test_where_the_map_cannot_come_the_drawing_stays_and_it_is_said(
    astray: Page, lang: str
) -> None:
    astray.route("**/js/figure-map.js", lambda route: route.abort())
    astray.goto(STORY[lang])
    atlas = MapPage(astray, lang)
    figure(astray).get_by_role("button", name=atlas.say("Use the map here")).click()
    status = figure(astray).get_by_role("status")
    expect(status).to_have_text(atlas.say("The map could not be fetched."))
    expect(figure(astray).locator(".drawing")).to_be_visible()


def test_without_a_script_a_figure_is_a_drawing_and_a_link(plain: Page, lang: str) -> None:
    plain.goto(STORY[lang])
    expect(figure(plain).locator(".drawing")).to_be_visible()
    expect(figure(plain).get_by_role("button")).to_have_count(0)
    expect(figure(plain).locator("a.map-link")).to_be_visible()
