"""Everything without scripts: the list, the filters, the search, the drawn map, the entry."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.map_page import CARE, HOUSING, saying, words
from tests.browser.wording import said

DIRECTORY = {"en": "/en/directory/", "cy": "/cy/cyfeiriadur/"}


def drawn(page: Page) -> Locator:
    """The marks of the drawing that fits this window."""
    return page.locator("#drawing a").filter(visible=True)


def in_view(page: Page) -> int:
    return int(page.locator("#in-view .count").inner_text())


def test_the_key_filters_the_list_and_the_drawing(plain: Page, lang: str) -> None:
    plain.goto(f"/{lang}/map/")
    everything, marks = in_view(plain), drawn(plain).count()
    key = plain.locator("#key")
    expect(key).to_be_visible()
    for box in key.locator("input[name=layer]").all():
        box.set_checked(box.get_attribute("value") == CARE)
    key.get_by_role("button", name=said("Show", lang), exact=True).click()
    plain.wait_for_url(re.compile(rf"layer={CARE}"))
    care = int(plain.locator(f"#key [data-layer={CARE}] output").inner_text())
    assert 0 < care <= in_view(plain) + 10
    assert in_view(plain) < everything
    assert 0 < drawn(plain).count() < marks
    expect(plain.locator(f"#key [data-layer={HOUSING}] input")).not_to_be_checked()
    expect(plain.locator(f"#key [data-layer={CARE}] input")).to_be_checked()


def test_an_area_is_picked_and_the_pages_turned(plain: Page, lang: str) -> None:
    plain.goto(f"/{lang}/map/")
    first = plain.locator("#list > li").first
    text = first.inner_text()
    plain.get_by_role("link", name=said("Next", lang)).click()
    expect(first).not_to_have_text(text, use_inner_text=True)
    plain.get_by_role("link", name=said("Previous", lang)).click()
    expect(first).to_have_text(text, use_inner_text=True)
    plain.get_by_role("combobox", name=said("Local authority", lang)).select_option("W06000015")
    plain.locator(".picks").get_by_role("button", name=said("Show", lang), exact=True).click()
    plain.wait_for_url(re.compile("area=W06000015"))
    there = plain.request.get(f"/api/search?area=W06000015&lang={lang}").json()["results"]
    listed = {row.get_attribute("data-id") for row in plain.locator("#list > li").all()}
    assert listed == {entry["id"] for entry in there if entry["lat"]}


def test_a_search_on_the_map_and_a_postcode_there(plain: Page, lang: str) -> None:
    plain.goto(f"/{lang}/map/")
    field = plain.locator("#q")
    field.fill("taf fechan")
    field.press("Enter")
    expect(plain.locator("#list > li")).to_have_count(1)
    expect(plain.locator("#q")).to_have_value("taf fechan")
    plain.locator("#q").fill("SA1 1DP")
    plain.locator("#q").press("Enter")
    expect(plain).to_have_url(re.compile(r"lat=51\.6.*lon=-3\.9"))
    assert 0 < in_view(plain) < 20
    first = said("Nearest to %(place)s first", lang).replace("%(place)s", "SA1 1DP")
    expect(plain.locator("#results")).to_contain_text(first)
    expect(plain.locator("#list > li").first).to_contain_text("km")
    plain.get_by_role("combobox", name=said("Sector", lang)).select_option("health-and-care")
    plain.locator(".picks").get_by_role("button", name=said("Show", lang), exact=True).click()
    expect(plain).to_have_url(re.compile("sector="))
    expect(plain.locator("#results")).to_contain_text(first)
    plain.get_by_role("link", name=said("Order by name", lang)).click()
    expect(plain.locator("#results")).not_to_contain_text(first)
    expect(plain).to_have_url(re.compile(r"sector=.*lat=51\.6|lat=51\.6.*sector="))


def test_a_cluster_leads_nearer_and_a_mark_to_its_entry(plain: Page, lang: str) -> None:
    plain.goto(f"/{lang}/map/")
    together = said("Together here: %(count)s", lang).split("%")[0]
    whole = in_view(plain)
    cluster = drawn(plain).and_(plain.get_by_role("link", name=re.compile(f"^{together}")))
    cluster.first.click()
    expect(plain).to_have_url(re.compile(r"z=\d"))
    assert 0 < in_view(plain) < whole
    near = in_view(plain)
    with plain.expect_navigation():
        plain.get_by_role("link", name=said("Zoom out", lang)).click()
    assert in_view(plain) >= near
    plain.goto(f"/{lang}/map/")
    names = [words(name) for name in plain.locator("#list > li b").all()]
    mark = next(m for m in drawn(plain).all() if m.get_attribute("aria-label") in names)
    name = mark.get_attribute("aria-label")
    mark.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(saying(name))


def test_a_row_leads_to_its_entry_and_back_to_its_place_on_the_map(plain: Page, lang: str) -> None:
    plain.goto(f"/{lang}/map/")
    row = plain.locator("#list > li[data-lat]").first
    name = words(row.locator("b"))
    row.locator("a").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(saying(name))
    plain.get_by_role("link", name=said("See it on the full map", lang)).click()
    expect(plain.locator("#popup-place .popup h2")).to_have_text(saying(name))
    plain.locator("#popup-place").get_by_role("link", name=said("Close", lang)).click()
    expect(plain.locator("#popup-place .popup")).to_have_count(0)


def test_the_directory_and_the_search(plain: Page, lang: str) -> None:
    plain.goto(DIRECTORY[lang])
    total = int(plain.locator("main .found .count").inner_text())
    plain.locator(f"main input[name=layer][value={CARE}]").check()
    plain.locator("main form").get_by_role("button", name=said("Show", lang), exact=True).click()
    plain.wait_for_url(re.compile(rf"layer={CARE}"))
    assert 0 < int(plain.locator("main .found .count").inner_text()) < total
    plain.get_by_role("contentinfo").get_by_role("link", name=said("Search", lang)).click()
    plain.locator("main input[name=q]").fill("cartrefi")
    plain.locator("main input[name=q]").press("Enter")
    expect(plain.locator("main .entries a").first).to_contain_text("Cartrefi")
