"""Finding an entry: as one types, on the page of its own, as JSON, by letter."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.map_page import MapPage, saying

pytestmark = pytest.mark.both_databases

SEARCH = {"en": "/en/search/", "cy": "/cy/chwilio/"}
DIRECTORY = {"en": "/en/directory/", "cy": "/cy/cyfeiriadur/"}
# One co-operative of the demo, by its name in each language.
NAMES = {"en": "Taf Fechan Housing Co-operative", "cy": "Cydweithfa Dai Taf Fechan"}
# Without its accent, in capitals: Tŷ Brethyn, whatever the language of the page.
CARELESS, CAREFUL = "TY BRETHYN", re.compile("T[yŷ] Brethyn")


def test_the_list_follows_what_is_typed(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    field = page.get_by_role("combobox", name=atlas.say("Name, place or postcode"))
    field.press_sequentially("taf fech")
    expect(atlas.in_view).to_have_text("1")
    expect(atlas.list.first).to_contain_text(saying(NAMES[lang]))
    expect(atlas.buttons).to_have_count(1)
    atlas.expect_query(r"q=taf(\+|%20)fech")
    field.fill("")
    expect(atlas.in_view).not_to_have_text("1")
    atlas.expect_no_query("q=")


def test_a_town_is_offered_while_typing_and_taken_by_the_keyboard(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    field = page.get_by_role("combobox", name=atlas.say("Name, place or postcode"))
    field.press_sequentially("abertawe")
    near = {"en": "Swansea", "cy": "Abertawe"}[lang]
    expect(page.get_by_role("option").first).to_contain_text(near)
    field.press("ArrowDown")
    field.press("Enter")
    atlas.expect_query(r"lat=51\.6", r"lon=-3\.9")
    expect(field).to_have_value("")


def test_escape_closes_the_offers_and_only_then_empties_the_field(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    field = page.get_by_role("combobox", name=atlas.say("Name, place or postcode"))
    field.press_sequentially("abertawe")
    offers = page.locator("#place-list [role=option]")
    expect(offers).not_to_have_count(0)
    field.press("Escape")
    expect(offers).to_have_count(0)
    expect(field).to_have_value("abertawe")
    field.press("Escape")
    expect(field).to_have_value("")
    atlas.expect_no_query("q=")


def offered(page: Page, lang: str, typed: str) -> tuple[MapPage, Locator, Locator]:
    """The map, its search with what was typed, and the offers for that, which are there."""
    atlas = MapPage(page, lang).open()
    field = page.get_by_role("combobox", name=atlas.say("Name, place or postcode"))
    offers = page.locator("#place-list [role=option]")
    field.press_sequentially(typed)
    expect(offers).not_to_have_count(0)
    return atlas, field, offers


# In one task: the pause after which the offers follow the text is not over.
AT_ONCE = """(field, [text, key]) => {
  field.value = text;
  field.dispatchEvent(new InputEvent("input"));
  field.dispatchEvent(new KeyboardEvent("keydown", { key }));
}"""


def test_a_key_that_comes_before_the_last_offers_is_for_them(page: Page, lang: str) -> None:
    atlas, field, offers = offered(page, lang, "aber")
    field.evaluate(AT_ONCE, ["abertawe", "ArrowDown"])
    atlas.expect_query("q=abertawe")
    expect(offers.first).to_have_attribute("aria-selected", "true")
    field.evaluate(AT_ONCE, ["aberta", "Escape"])
    atlas.expect_query("q=aberta(&|$)")
    expect(offers).to_have_count(0)
    expect(field).to_have_value("aberta")


# Likewise: the last letters and Enter.
ENTERED = """(field, text) => {
  field.value = text;
  field.dispatchEvent(new InputEvent("input"));
  field.form.requestSubmit();
}"""


def test_what_was_chosen_for_another_text_is_chosen_no_more(page: Page, lang: str) -> None:
    atlas, field, offers = offered(page, lang, "aber")
    field.press("ArrowDown")
    expect(offers.first).to_have_attribute("aria-selected", "true")
    field.evaluate(ENTERED, {"en": "wrexham", "cy": "wrecsam"}[lang])
    atlas.expect_query("near=53.0")


def test_the_search_page_finds_in_both_languages_at_once(page: Page, lang: str) -> None:
    page.goto(SEARCH[lang])
    field = page.locator("main input[name=q]")
    field.fill(CARELESS)
    field.press("Enter")
    expect(page.locator("main .entries a").first).to_contain_text(CAREFUL)
    for words in (NAMES["cy"], NAMES["en"]):
        field.fill(words)
        field.press("Enter")
        expect(page.locator("main .entries a").first).to_contain_text(saying(NAMES[lang]))
        expect(page).to_have_url(re.compile(re.escape(urlencode({"q": words}))))
        expect(field).to_have_value(words)
    page.locator("main .entries a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(saying(NAMES[lang]))


def test_the_search_page_knows_postcodes_and_says_when_nothing_fits(page: Page, lang: str) -> None:
    page.goto(f"{SEARCH[lang]}?q=SA1+1DP")
    expect(page.locator(".places").get_by_role("link").first).to_contain_text("SA1 1DP")
    page.goto(f"{SEARCH[lang]}?q=xyzzyplugh")
    expect(page.locator("main .nothing")).to_be_visible()
    expect(page.locator("main .count")).to_have_text("0")


def test_the_api_and_the_page_give_the_same_answer(page: Page, lang: str) -> None:
    answer = page.request.get("/api/search", params={"q": "gofal", "lang": lang})
    assert answer.ok
    found = answer.json()
    assert set(found) == {"total", "results", "facets"}
    page.goto(f"{SEARCH[lang]}?q=gofal")
    expect(page.locator("main .found .count")).to_have_text(str(found["total"]))
    links = [link.get_attribute("href") for link in page.locator("main .entries a").all()]
    assert links == [result["url"] for result in found["results"]]


def test_a_page_of_what_is_happening_is_found_and_opened(page: Page, lang: str) -> None:
    page.goto(f"{SEARCH[lang]}?q={ {'en': 'fanc', 'cy': 'bank'}[lang] }")
    happening = page.locator("section[aria-labelledby=pages]")
    title = {"en": "Public Bank", "cy": "Banc"}[lang]
    link = happening.get_by_role("link", name=re.compile(title)).first
    name = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(saying(name))


def test_the_directory_goes_to_a_letter_in_the_order_of_the_language(page: Page, lang: str) -> None:
    page.goto(DIRECTORY[lang])
    letters = [letter.inner_text() for letter in page.locator(".letters li").all()]
    alphabet = {"en": ["C", "D", "E"], "cy": ["C", "Ch", "D", "Dd", "E"]}[lang]
    assert letters[letters.index("C") :][: len(alphabet)] == alphabet
    with page.expect_navigation():
        page.locator(".letters").get_by_role("link", name="T", exact=True).click()
    names = [name.inner_text() for name in page.locator("main .entries b").all()]
    assert any(name.startswith("T") for name in names)
    page.goto(DIRECTORY[lang])
    everything, here = [], True
    while here:
        everything += [name.inner_text() for name in page.locator("main .entries b").all()]
        next_page = page.locator("nav.paging a[rel=next]")
        if here := next_page.count() > 0:
            with page.expect_navigation():
                next_page.click()
    total = page.request.get(f"/api/search?lang={lang}").json()["total"]
    assert len(everything) == total
