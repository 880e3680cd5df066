"""Welsh and English as equals: the switch loses nothing, and no Welsh page speaks English."""

from collections.abc import Iterator
from functools import cache
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import RunningSite
from tests.browser.fetching import fetch
from tests.browser.map_page import CARE, HOUSING, MapPage
from tests.browser.wording import in_welsh
from tests.reading import Reading, bare, read

OTHER = {"en": "cy", "cy": "en"}
PAGES = {
    "en": ("/en/", "/en/directory/", "/en/search/", "/en/data/"),
    "cy": ("/cy/", "/cy/cyfeiriadur/", "/cy/chwilio/", "/cy/data/"),
}
QUERY = "?q=tai&layer=housing&layer=care&status=active&area=W06000015"


Query = dict[str, list[str]]


def without_place(query: Query) -> Query:
    return {name: values for name, values in query.items() if name not in ("lat", "lon")}


def place(query: Query) -> list[float]:
    return [float(query[name][0]) for name in ("lat", "lon")]


def switch(page: Page) -> None:
    page.locator("header a.language").click()


@pytest.mark.parametrize("place", range(4))
def test_the_switch_keeps_the_query_on_every_page(page: Page, lang: str, place: int) -> None:
    page.goto(PAGES[lang][place] + QUERY)
    switch(page)
    expect(page.locator("html")).to_have_attribute("lang", OTHER[lang])
    found = urlsplit(page.url)
    assert found.path == PAGES[OTHER[lang]][place]
    assert parse_qs(found.query) == parse_qs(QUERY[1:])


def test_the_switch_keeps_filters_zoom_and_the_open_entry_of_the_map(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open()
    atlas.layer(HOUSING).click()
    atlas.expect_query(f"layer={CARE}")
    page.get_by_role("button", name=atlas.say("Zoom in")).click()
    atlas.expect_query("z=")
    expect(page.locator("#panel[aria-busy]")).to_have_count(0)
    page.locator("#list > li[data-lat]").first.locator("a").click()
    expect(atlas.popup).to_be_visible()
    atlas.expect_query("entry=")
    atlas.wait_until_at_rest()
    before = parse_qs(urlsplit(page.url).query)
    opened = atlas.popup.get_attribute("data-id")
    switch(page)
    other = MapPage(page, OTHER[lang]).wait_until_live()
    expect(other.popup).to_have_attribute("role", "dialog")
    other.wait_until_at_rest()
    assert urlsplit(page.url).path == f"/{OTHER[lang]}/map/"
    after = parse_qs(urlsplit(page.url).query)
    # The popup has other words, so the map may make other room for it.
    assert without_place(after) == without_place(before)
    assert place(after) == pytest.approx(place(before), abs=1)
    expect(other.popup).to_have_attribute("data-id", opened)
    expect(other.layer(HOUSING).locator("input")).not_to_be_checked()


def test_the_page_for_what_is_not_there_has_the_switch_too(astray: Page, lang: str) -> None:
    answer = astray.goto(f"/{lang}/nothing/of-the-kind/?q=tai")
    assert answer
    assert answer.status == 404
    expect(astray.locator("html")).to_have_attribute("lang", lang)
    switch(astray)
    expect(astray.locator("html")).to_have_attribute("lang", OTHER[lang])


# --- A walk through every page ---


def is_page(address: str) -> bool:
    """Whether the walk reads it: views of the map beyond the first are only asked for."""
    parts = urlsplit(address)
    return parts.path.startswith("/cy/") and not {"lat", "area", "sector"} & set(
        parse_qs(parts.query)
    )


def walk(site: RunningSite, start: str) -> Iterator[tuple[str, int, Reading]]:
    """Every Welsh page that links lead to, and the status of all else that they lead to here."""
    ahead, seen = [start], {start}
    while ahead:
        address = ahead.pop()
        status, kind, body = fetch(site.address + address)
        goes_on = is_page(address) and kind.startswith("text/html")
        reading = read(body.decode()) if goes_on else Reading()
        yield address, status, reading
        for link in reading.links:
            there = urldefrag(urljoin(site.address + address, link))[0]
            path = there.removeprefix(site.address)
            if (
                there.startswith(site.address + "/")
                and path not in seen
                and not path.startswith("/admin/")
            ):
                seen.add(path)
                ahead.append(path)


def test_no_welsh_page_says_an_english_sentence_and_every_link_leads_somewhere(
    site: RunningSite,
) -> None:
    sentences = {
        bare(english): english
        for english, welsh in in_welsh().items()
        if bare(english) and bare(english) != bare(welsh) and "%" not in english
    }
    welsh = {bare(text) for text in in_welsh().values()}
    # What may stand inside a longer text: three words or more.
    long = [english for english in sentences.values() if len(english.split()) >= 3]
    dead, in_english, pages = [], [], set()

    @cache  # most texts stand on every page
    def is_english(text: str) -> bool:
        plain = bare(text)
        if plain in welsh:
            return False
        return plain in sentences or any(sentence in text for sentence in long)

    for address, status, reading in walk(site, "/cy/"):
        pages.add(urlsplit(address).path)
        if status != 200:
            dead.append(f"{address}: {status}")
        for text, lang in reading.texts:
            if lang == "cy" and is_english(text):
                in_english.append(f"{address}: {text}")
    assert not dead
    assert not sorted(set(in_english))
    assert {"/cy/", "/cy/map/", "/cy/cyfeiriadur/", "/cy/chwilio/", "/cy/data/"} <= pages
    entries = sum(path.startswith("/cy/cyfeiriadur/") for path in pages) - 1
    assert entries >= 79
