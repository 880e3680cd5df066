"""The map on a desktop: as drawn by the server, then alive; by mouse, keyboard and address."""

import re
from statistics import median
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.held import Held
from tests.browser.map_page import CARE, HOUSING, MapPage, row_id, size_of, words

RESULTS = re.compile(r"/map/\?.*part=results")
CARDIFF = {"latitude": 51.48123, "longitude": -3.17654}


def boxes_of(asked: list[str]) -> list[list[str]]:
    """The boxes that lists were asked for."""
    queries = [parse_qs(urlsplit(address).query) for address in asked]
    return [query["bbox"][0].split(",") for query in queries if "bbox" in query]


def rows(atlas: MapPage) -> list[str]:
    return [row_id(row) for row in atlas.list.all()]


def kilometres(row: str) -> int:
    """How far a row says its entry is."""
    return int(re.findall(r"(\d+)\u00a0km", row)[-1])


def place_in_address(page: Page) -> tuple[float, float]:
    query = parse_qs(urlsplit(page.url).query)
    return float(query["lat"][0]), float(query["lon"][0])


def test_list_and_drawing_are_there_before_any_script_and_the_live_map_stands_where_they_were(
    page: Page, lang: str
) -> None:
    held = Held(page, "**/js/map-page.js")
    page.goto(f"/{lang}/map/", wait_until="commit")
    atlas = MapPage(page, lang)
    expect(page.locator(".credit")).to_be_visible()  # it stands below the drawing
    expect(atlas.list).to_have_count(20)
    expect(page.get_by_role("heading", name=atlas.say("In view"))).to_be_visible()
    drawn = {mark.name: mark for mark in atlas.drawn()}
    assert len(drawn) > 20
    held.let_go()
    atlas.wait_until_live()
    pins = atlas.pins()
    assert len(pins) >= 10
    far = []
    for pin in pins:
        before = [mark for name, mark in drawn.items() if pin.name.startswith(f"{name}, ")]
        assert before, f"{pin.name} was not drawn by itself"
        far.append(min(abs(pin.x - b.x) + abs(pin.y - b.y) for b in before))
    # Marks that would lie on each other are moved a few pixels apart: not most of them.
    assert median(far) < 2
    assert max(far) < 20


def test_what_is_ticked_and_typed_before_the_scripts_are_there_is_not_lost(
    page: Page, lang: str
) -> None:
    held = Held(page, "**/js/map-page.js")
    page.goto(f"/{lang}/map/", wait_until="commit")
    atlas = MapPage(page, lang)
    atlas.layer(CARE).locator("input").uncheck()
    page.get_by_role("combobox", name=atlas.say("Local authority")).select_option("W06000015")
    page.locator("#q").fill("tai")
    held.let_go()
    atlas.expect_query("q=tai", f"layer={HOUSING}", "area=W06000015")
    atlas.wait_until_live()
    expect(atlas.layer(CARE).locator("input")).not_to_be_checked()


def test_a_cluster_splits_when_it_is_clicked(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    cluster = max(atlas.clusters(), key=size_of)
    atlas.click(cluster)
    atlas.expect_query("z=")
    expect(atlas.mark(cluster.name)).to_have_count(0)
    several = [*atlas.clusters(), *atlas.stacks()]
    assert len(atlas.marks()) > 1
    assert sum(map(size_of, several)) + len(atlas.pins()) >= size_of(cluster)
    expect(page.locator("#panel[aria-busy]")).to_have_count(0)  # the list follows the address
    shown = int(atlas.in_view.inner_text())
    assert 0 < shown < 59


def test_no_more_rows_are_asked_for_while_the_list_is_made_anew(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    held = Held(page, RESULTS)
    more = page.locator("#panel button.more")
    with page.expect_request(RESULTS):
        atlas.layer(HOUSING).locator("input").uncheck()
    expect(more).to_be_disabled()
    held.let_go()
    expect(page.locator("#panel[aria-busy]")).to_have_count(0)
    assert atlas.list.count() == min(20, int(atlas.in_view.inner_text()))


def test_a_row_that_is_pressed_while_the_list_is_made_anew_opens(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    atlas.layer(CARE).locator("input").uncheck()
    atlas.expect_query("layer=")
    expect(page.locator("#panel[aria-busy]")).to_have_count(0)
    row = page.locator("#list > li[data-lat]").first
    name, box = row.locator("b").inner_text(), row.locator("a").bounding_box()
    assert box
    held = Held(page, RESULTS)
    with page.expect_response(RESULTS) as answer:
        atlas.layer(CARE).locator("input").check()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        held.let_go()
    page.evaluate("address => fetch(address).then(again => again.text())", answer.value.url)
    page.mouse.up()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    expect(page.locator("#panel[aria-busy]")).to_have_count(0)
    assert int(atlas.in_view.inner_text()) > 20


def test_a_pin_opens_its_popup_and_marks_its_row_and_a_row_opens_its_pin(
    page: Page, lang: str
) -> None:
    atlas = MapPage(page, lang).open()
    pin, row = atlas.pin_in_the_list()
    name = row.locator("b").inner_text()
    atlas.click(pin)
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    expect(row.locator("a")).to_have_attribute("aria-current", "true")
    atlas.expect_query(f"entry={row_id(row)}")
    page.keyboard.press("Escape")
    expect(atlas.popup).to_have_count(0)
    atlas.expect_no_query("entry=")
    expect(row.locator("a")).not_to_have_attribute("aria-current", "true")
    row.locator("a").click()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    atlas.popup.get_by_role("link", name=atlas.say("Open entry")).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_entries_at_one_place_are_listed_in_its_popup(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    stack = max(atlas.stacks(), key=size_of)
    atlas.click(stack)
    rows = atlas.popup.locator("li[data-id]")
    expect(rows).to_have_count(size_of(stack))
    name = rows.first.locator("b").inner_text()
    rows.first.locator("a").click()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()


def test_the_key_is_the_filter_of_list_marks_and_counts(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    names = atlas.layer_names()
    counts = {key: int(atlas.layer(key).locator("output").inner_text()) for key in names}
    atlas.page.get_by_role("button", name=atlas.say("Hide all")).click()
    expect(atlas.in_view).to_have_text("0")
    expect(page.locator("#results .nothing")).to_be_visible()
    expect(atlas.buttons).to_have_count(0)
    atlas.layer(CARE).click()
    expect(atlas.in_view).to_have_text(str(counts[CARE]))
    expect(atlas.list).to_have_count(counts[CARE])
    expect(atlas.buttons.first).to_be_attached()
    assert all(names[CARE] in mark.name for mark in atlas.marks())
    # What ticking would show stays in sight.
    assert int(atlas.layer(HOUSING).locator("output").inner_text()) == counts[HOUSING]
    assert all(names[CARE] in words(row) for row in atlas.list.all())
    page.get_by_role("combobox", name=atlas.say("Local authority")).select_option("W06000015")
    atlas.expect_query("area=W06000015", f"layer={CARE}")
    expect(atlas.in_view).not_to_have_text(str(counts[CARE]))


def test_an_address_brings_back_the_view_and_back_and_forward_walk_through_it(
    page: Page, lang: str
) -> None:
    atlas = MapPage(page, lang).open()
    everything = atlas.in_view.inner_text()
    atlas.layer(HOUSING).click()
    expect(atlas.in_view).not_to_have_text(everything)
    atlas.expect_query(f"layer={CARE}")
    page.get_by_role("button", name=atlas.say("Zoom in")).click()
    atlas.expect_query("z=")
    expect(page.locator("#panel[aria-busy]")).to_have_count(0)
    row = page.locator("#list > li[data-lat]").first
    name = row.locator("b").inner_text()
    row.locator("a").click()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    atlas.expect_query("entry=")
    atlas.wait_until_at_rest()
    address, shown = page.url, atlas.in_view.inner_text()

    page.go_back()
    expect(atlas.popup).to_have_count(0)
    expect(atlas.layer(HOUSING).locator("input")).not_to_be_checked()
    page.go_back()
    expect(atlas.layer(HOUSING).locator("input")).to_be_checked()
    page.go_forward()
    expect(atlas.layer(HOUSING).locator("input")).not_to_be_checked()
    page.go_forward()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()

    page.goto("about:blank")
    page.goto(address)
    again = MapPage(page, lang).wait_until_live()
    expect(again.in_view).to_have_text(shown)
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    expect(again.layer(HOUSING).locator("input")).not_to_be_checked()
    expect(again.layer(CARE).locator("input")).to_be_checked()
    again.wait_until_at_rest()
    assert page.url == address


def test_the_keyboard_alone_reaches_a_mark_opens_it_and_comes_back(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    expect(page.get_by_role("list", name=atlas.say(MARKS_LABEL))).to_be_attached()
    focused = page.locator("ul.mark-buttons button:focus")
    for _ in range(90):
        page.keyboard.press("Tab")
        if focused.count():
            break
    assert focused.count(), "Tab never came to the marks"
    single = {pin.name for pin in atlas.pins()}
    page.keyboard.press("Home")
    seen = {focused.inner_text()}
    for _ in range(len(atlas.marks())):
        for arrow in ("ArrowDown", "ArrowRight"):
            page.keyboard.press(arrow)
            seen.add(focused.text_content())
            if focused.text_content() in single:
                break
        if focused.text_content() in single:
            break
    assert len(seen) > 1
    name = focused.text_content()
    assert name in single
    page.keyboard.press("Enter")
    expect(atlas.popup).to_be_visible()
    expect(atlas.popup.locator(":focus")).to_have_count(1)
    assert name.startswith(words(atlas.popup.get_by_role("heading")))
    page.keyboard.press("Escape")
    expect(atlas.popup).to_have_count(0)
    expect(focused).to_have_text(name)


def test_a_postcode_brings_the_map_to_its_place(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    field = page.get_by_role("combobox", name=atlas.say("Name, place or postcode"))
    # What is announced gives way to the next announcement: it is noted as it is said.
    page.evaluate("""() => {
        window.heard = [];
        for (const place of document.querySelectorAll("[role=status]"))
            new MutationObserver(() => heard.push(place.textContent))
                .observe(place, {childList: true, characterData: true, subtree: true});
    }""")
    field.fill("SA1 1DP")
    field.press("Enter")
    atlas.expect_query(r"lat=51\.6", r"lon=-3\.9")
    first = atlas.say("Nearest to %(place)s first").replace("%(place)s", "SA1 1DP")
    expect(page.locator("#results")).to_contain_text(first)
    near = atlas.say("Near {place}").replace("{place}", "SA1 1DP")
    page.wait_for_function("near => heard.some(words => words.includes(near))", arg=near)
    field.fill("ZZ1 1ZZ")
    field.press("Enter")
    unknown = atlas.say("We do not know the postcode {code}.").replace("{code}", "ZZ1 1ZZ")
    expect(page.get_by_role("status").filter(has_text=unknown)).to_be_visible()


def test_near_me_goes_where_the_reader_is(page: Page, lang: str) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(CARDIFF)
    atlas = MapPage(page, lang).open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name=atlas.say("Near me")).click()
    atlas.expect_query("near=51.48%2C-3.18&", "lat=51.48&", "lon=-3.18&", "z=10.5")
    first = atlas.say("Nearest to the chosen place first")
    expect(page.locator("#results")).to_contain_text(first)
    west, _south, east, _north = boxes_of(asked)[-1]
    assert (float(west) + float(east)) / 2 == pytest.approx(-3.18, abs=0.001)
    assert not [url for url in asked if "51.4812" in url or "3.1765" in url]


def test_the_nearest_come_first_until_the_reader_orders_by_name(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open("?near=51.62,-3.94,Swansea")
    place = {"en": "Swansea", "cy": "Abertawe"}[lang]
    sentence = atlas.say("Nearest to %(place)s first").replace("%(place)s", place)
    first = page.locator("#results").get_by_text(sentence)
    expect(first).to_be_visible()
    nearest = rows(atlas)
    atlas.drag(60, 0)
    expect(first).to_be_visible()
    atlas.expect_query("near=51.62")
    page.locator("button.more").click()
    expect(atlas.list).to_have_count(40)
    far = [kilometres(row) for row in atlas.list.all_inner_texts()]
    # What is known to its authority alone is told to ten kilometres.
    assert max(far[:20]) <= min(far[20:]) + 10
    assert far[-1] > far[0] + 20
    page.get_by_role("link", name=atlas.say("Order by name")).press("Enter")
    expect(first).to_have_count(0)
    expect(page.locator("#list a:focus")).to_have_count(1)
    atlas.expect_no_query("near=")
    assert rows(atlas) != nearest
    page.go_back()
    expect(first).to_be_visible()
    atlas.expect_query("near=51.62")
    assert rows(atlas)[0] == nearest[0]


def test_near_me_says_what_to_do_when_the_reader_refuses(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    page.get_by_role("button", name=atlas.say("Near me")).click()
    sentence = atlas.say(
        "Your browser did not give your position. Type a postcode or a town instead."
    )
    expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/{lang}/map/$"))


MARKS_LABEL = "Marks on the map. Arrow keys go from one to the next."
