"""The map in one hand: chips, the sheet with the list, a popup at the foot of the window."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, RunningSite
from tests.browser.map_page import CARE, HOUSING, MapPage, words

WIDTHS = "[document.documentElement.scrollWidth, window.innerWidth]"


def nothing_scrolls_sideways(page: Page) -> None:
    page.evaluate("window.scrollTo(500, 0)")
    assert page.evaluate("window.scrollX") == 0
    whole, window = page.evaluate(WIDTHS)
    assert whole <= window


def test_chips_filter_and_the_sheet_comes_up(phone: Page, lang: str) -> None:
    atlas = MapPage(phone, lang).open()
    nothing_scrolls_sideways(phone)
    everything = atlas.in_view.inner_text()
    atlas.layer(HOUSING).tap()
    expect(atlas.layer(HOUSING).locator("input")).not_to_be_checked()
    expect(atlas.in_view).not_to_have_text(everything)
    atlas.expect_query(f"layer={CARE}")

    sheet = phone.locator("#panel")
    handle = phone.locator("#sheet-handle")
    low = sheet.bounding_box()["height"]
    handle.tap()
    expect(sheet).to_have_attribute("data-sheet", "half")
    handle.tap()
    expect(sheet).to_have_attribute("data-sheet", "full")
    expect(handle).to_have_accessible_name(atlas.say("Make the list smaller"))
    expect(atlas.list.last).to_be_attached()
    assert sheet.bounding_box()["height"] > low
    handle.tap()
    expect(sheet).to_have_attribute("data-sheet", "peek")


def test_the_map_is_ready_for_the_first_touch(phone: Page, lang: str) -> None:
    phone.goto(f"/{lang}/map/")
    MapPage(phone, lang).wait_until_answering()
    expect(phone.locator("html[data-awake]")).to_be_attached()


def test_a_pin_opens_at_the_foot_of_the_window(phone: Page, lang: str) -> None:
    atlas = MapPage(phone, lang).open()
    pin = atlas.pins()[0]
    phone.touchscreen.tap(pin.x, pin.y)
    expect(atlas.popup).to_be_visible()
    expect(atlas.popup).to_be_in_viewport(ratio=1)
    assert pin.name.startswith(words(atlas.popup.get_by_role("heading")))
    nothing_scrolls_sideways(phone)
    atlas.popup.get_by_role("button", name=atlas.say("Close")).or_(
        atlas.popup.get_by_role("link", name=atlas.say("Close"))
    ).tap()
    expect(atlas.popup).to_have_count(0)


def test_the_sheet_of_the_key_has_every_layer_and_the_filters(phone: Page, lang: str) -> None:
    atlas = MapPage(phone, lang).open()
    phone.get_by_role("button", name=atlas.say("Key"), exact=True).tap()
    for key, name in atlas.layer_names().items():
        expect(atlas.layer(key)).to_be_visible()
        assert name in words(atlas.layer(key))
    expect(phone.get_by_role("combobox", name=atlas.say("Local authority"))).to_be_visible()
    phone.get_by_role("button", name=atlas.say("Close the key")).tap()
    expect(phone.get_by_role("combobox", name=atlas.say("Local authority"))).to_be_hidden()


def test_no_page_scrolls_sideways(phone: Page, lang: str) -> None:
    first = phone.request.get(f"/api/search?lang={lang}").json()["results"][0]
    word = {"en": ("directory", "search"), "cy": ("cyfeiriadur", "chwilio")}[lang]
    pages = ["", f"{word[0]}/", f"{word[1]}/?q=tai", "data/"]
    for address in [*(f"/{lang}/{path}" for path in pages), first["url"], "/"]:
        phone.goto(address)
        nothing_scrolls_sideways(phone)


@pytest.fixture
def desk_in_hand(
    chromium: Browser, site: RunningSite, signed_in: dict, lang: str
) -> Iterator[Page]:
    """The secretary on the bus."""
    context = chromium.new_context(
        base_url=site.address, storage_state=signed_in, locale=lang, viewport=PHONE, has_touch=True
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


# The desk's main hides what is too wide, so that asking the window alone would prove nothing.
CUT = """() => [...document.querySelectorAll(".listing, .listing *")]
  .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => `${e.tagName} ${e.textContent.trim()}`)"""


@pytest.mark.parametrize("records", ["entry", "layer", "imports", "users", "pages", "language"])
def test_the_desk_s_lists_are_no_wider_than_a_phone(desk_in_hand: Page, records: str) -> None:
    desk_in_hand.goto(f"/admin/{records}/")
    row = desk_in_hand.locator(".listing tbody tr").first
    expect(row).to_be_visible()
    nothing_scrolls_sideways(desk_in_hand)
    assert not desk_in_hand.evaluate(CUT)


def test_an_entry_s_name_is_a_line_of_its_own_and_its_links_are_large(desk_in_hand: Page) -> None:
    desk_in_hand.goto("/admin/entry/")
    row = desk_in_hand.locator(".listing tbody tr").first
    name, kind = row.locator("td.title"), row.locator("td:nth-child(2)")
    expect(kind).to_be_visible()
    assert kind.bounding_box()["y"] >= name.bounding_box()["y"] + name.bounding_box()["height"]
    for link in desk_in_hand.locator(".listing :is(a, button)").all():
        box = link.bounding_box()
        assert min(box["height"], box["width"]) >= 24, link.inner_text()
