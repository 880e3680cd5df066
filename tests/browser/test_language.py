"""Welsh and English as equals: the switch loses nothing, and no Welsh page speaks English."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import RunningSite
from tests.browser.fetching import fetch
from tests.browser.map_page import CARE, HOUSING, MapPage
from tests.browser.wording import in_welsh

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

SPOKEN_ATTRIBUTES = ("aria-label", "placeholder", "title", "alt")
# Names for machines are the same in every language.
SILENT = {"script", "style", "code"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Reading(HTMLParser):
    """What a page says, each text with its language, and where it leads."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    open_tags: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def lang(self) -> str:
        return self.open_tags[-1][1] if self.open_tags else ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        lang = given.get("lang", self.lang)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        self.texts += [(given[name], lang) for name in SPOKEN_ATTRIBUTES if given.get(name)]
        if tag == "meta" and given.get("name") == "description":
            self.texts.append((given["content"], lang))
        if tag not in VOID:
            self.open_tags.append((tag, lang))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open_tags.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self.open_tags):
            while self.open_tags.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(name in SILENT for name, _ in self.open_tags):
            self.texts.append((" ".join(data.split()), self.lang))


def read(html: str) -> Reading:
    reading = Reading()
    reading.feed(html)
    return reading


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


def bare(text: str) -> str:
    """Without figures and the signs around them: "Entries: 79" is the sentence "Entries"."""
    return re.sub(r"[\d\s:.,;()/–-]+", " ", text).strip().casefold()


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
    for address, status, reading in walk(site, "/cy/"):
        pages.add(urlsplit(address).path)
        if status != 200:
            dead.append(f"{address}: {status}")
        for text, lang in reading.texts:
            if lang != "cy" or bare(text) in welsh:
                continue
            if bare(text) in sentences or any(sentence in text for sentence in long):
                in_english.append(f"{address}: {text}")
    assert not dead
    assert not sorted(set(in_english))
    assert {"/cy/", "/cy/map/", "/cy/cyfeiriadur/", "/cy/chwilio/", "/cy/data/"} <= pages
    entries = sum(path.startswith("/cy/cyfeiriadur/") for path in pages) - 1
    assert entries >= 79
