"""From the home page to a letter, the data and back, in one language alone: on no page and in no
state does anything speak the other language without saying so.
"""

import csv
import io
import tomllib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from cydfap.lib.welsh.keys import Keys
from cydfap.lib.welsh.lexicon import Lexicon
from cydfap.news.models.report import authors_of
from tests.browser.conftest import RunningSite
from tests.browser.fetching import fetch
from tests.browser.map_page import MapPage
from tests.browser.spoken import Ear, Names, Said, said_by
from tests.browser.wording import said
from tests.conftest import ROOT

# What a reader types: a mutated name, a word of the sector, a slip.
TYPED = {
    "cy": ("nghaerdydd", "gydweithfa", "dafran"),
    "en": ("Cardiff", "co-operative", "houssing"),
}
PAGES = ROOT / "demo" / "pages"
AREAS = ROOT / "demo" / "areas.csv"
PASSAGES = ".passage, .passages p"
# Each with whether it goes on with a sentence that is begun before it, in a word that is marked.
PIECES = """(passages) => passages.flatMap((passage) => {
  const said = (piece) => piece.textContent.replaceAll("\\u2060", "");
  const pieces = [...passage.childNodes].map(said);
  return pieces.map((piece, n) => [piece.trim(), n > 0 && !/[.?!]\\s*$/.test(pieces[n - 1])]);
})"""
RELATIONS = ROOT / "demo" / "relations.csv"


class Listener:
    """Hears every page it is shown."""

    def __init__(self, lang: str, ear: Ear, names: Names) -> None:
        self.lang, self.ear, self.names = lang, ear, names
        self.heard: dict[Said, str] = {}
        self.pages: list[str] = []

    def hear(self, page: Page, state: str = "") -> None:
        expect(page.locator("html")).to_have_attribute("lang", self.lang)
        where = f"{urlsplit(page.url).path} {state}"
        self.pages.append(where)
        # A passage that answers is part of a text that people wrote.
        for piece, goes_on in page.locator(PASSAGES).evaluate_all(PIECES):
            self.names.learn_prose(piece, goes_on=goes_on)
        typed = parse_qs(urlsplit(page.url).query).get("q", [""])[0]
        for one in said_by(page):
            if one.lang != self.lang or one in self.heard:
                continue
            told = self.names.left_out(one)
            found = self.ear.foreign(told.replace(typed, " ") if typed else told, self.lang)
            self.heard[one] = f"{where}: {one.text}: {found}" if found else ""

    @property
    def strange(self) -> list[str]:
        return [told for told in self.heard.values() if told]


def rows_of(site: RunningSite, name: str) -> list[dict[str, str]]:
    _, _, body = fetch(f"{site.address}/data/current/{name}")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def ear(site: RunningSite) -> Ear:
    return Ear(Keys(Lexicon(site.data / "welsh", ROOT / "node_modules" / "dictionary-cy")))


@pytest.fixture
def listener(site: RunningSite, ear: Ear, lang: str) -> Listener:
    names = Names()
    names.learn_entries(rows_of(site, "entries.csv"))
    names.learn_places(rows_of(site, "sites.csv"))
    with RELATIONS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names.learn_prose(row["note_en"], row["note_cy"])
    for file in sorted(PAGES.glob("*.toml")):
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        names.learn_prose(*texts_in(told), people(told.get("authors", "")))
        if told["en"]["title"] == told["cy"]["title"]:
            names.works.append(told["en"]["title"])
        # A source is called as it calls itself, marked where its words tell the language.
        names.works += [source["name"] for source in told.get("sources", [])]
        names.works += [backer["evidence"] for backer in told.get("backers", [])]
        names.works += [paper["title"] for paper in told.get("documents", []) if "title" in paper]
    with AREAS.open(encoding="utf-8", newline="") as file:
        names.own[lang] += [row[f"name_{lang}"] for row in csv.DictReader(file)]
    return Listener(lang, ear, names)


def texts_in(told: Any) -> Iterator[str]:
    """All texts of a page's file, without the marks that stand before some."""
    if isinstance(told, str):
        yield "\n\n".join(part.strip().lstrip("#! ") for part in told.split("\n\n"))
    elif isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from texts_in(part)


def people(authors: str) -> str:
    return ", ".join(author.name for author in authors_of(authors))


def press(page: Page, pressed: Locator) -> None:
    """Press a link or button, and wait for the page that it leads to: the whole of it is heard."""
    with page.expect_navigation():
        pressed.click()


def to(page: Page, sentence: str, lang: str) -> None:
    """Follow the first link that says so."""
    press(page, page.get_by_role("link", name=said(sentence, lang), exact=True).first)


def test_from_home_to_a_letter_the_data_and_back(page: Page, lang: str, listener: Listener) -> None:
    page.goto(f"/{lang}/")
    listener.hear(page)
    to(page, "Open the map", lang)
    atlas = MapPage(page, lang).wait_until_live()
    listener.hear(page)
    page.locator("#q").press_sequentially(TYPED[lang][0])
    atlas.expect_query(f"q={TYPED[lang][0]}")
    expect(page.locator("#place-list:visible [role=option]")).not_to_have_count(0)
    expect(page.locator("#panel[aria-busy]")).to_have_count(0)
    listener.hear(page, "what the field offers")
    page.keyboard.press("Escape")
    page.locator("#list > li[data-lat]").first.locator("a").click()
    expect(atlas.popup).to_be_visible()
    listener.hear(page, "popup")
    press(page, atlas.popup.get_by_role("link", name=said("Open entry", lang)))
    expect(page.locator("article.entry")).to_be_visible()
    listener.hear(page, "entry")
    letter = page.get_by_role("link", name=said("Something wrong? Tell the forum", lang))
    asked = parse_qs(urlsplit(letter.get_attribute("href")).query)
    assert asked["subject"][0].startswith(said("About the entry", lang))
    assert asked["body"][0].startswith(said("What is wrong, and how do you know?", lang))
    to(page, "Download the data", lang)
    listener.hear(page)
    assert "/data/" in page.url
    page.go_back()
    to(page, "Back to the map", lang)
    MapPage(page, lang).wait_until_live()
    listener.hear(page, "back")
    assert not listener.strange
    assert len(listener.pages) == 7


def test_the_directory_its_filters_letters_and_pages(
    page: Page, lang: str, listener: Listener
) -> None:
    page.goto(f"/{lang}/")
    to(page, "Directory", lang)
    listener.hear(page)
    press(page, page.locator("nav.letters a").last)
    listener.hear(page, "last letter")
    page.locator("select[name=sector]").select_option("housing")
    page.locator("select[name=status]").select_option("active")
    press(page, page.get_by_role("button", name=said("Show", lang)))
    listener.hear(page, "filtered")
    page.locator("#q").fill("qqqq")
    press(page, page.get_by_role("button", name=said("Show", lang)))
    expect(page.locator(".nothing")).to_be_visible()
    listener.hear(page, "empty")
    to(page, "Search", lang)
    listener.hear(page)
    for words in (*TYPED[lang], "qqqq", "CF10 5NB", "SA99 9ZZ"):
        page.locator("main #q").fill(words)
        press(page, page.locator("main form [type=submit]"))
        expect(page.locator("main h2.found")).to_be_visible()
        listener.hear(page, words)
    assert not listener.strange


def test_what_is_happening_the_library_and_the_digest(
    page: Page, lang: str, listener: Listener
) -> None:
    page.goto(f"/{lang}/")
    to(page, "What’s happening", lang)
    listener.hear(page)
    press(page, page.locator(".topics h3 a").first)
    listener.hear(page, "topic")
    press(page, page.locator("main .news-list h3 a").first)
    listener.hear(page, "of the topic")
    page.go_back()
    to(page, "A weekly digest by e-mail", lang)
    listener.hear(page)
    page.goto({"en": "/en/library/", "cy": "/cy/llyfrgell/"}[lang])
    listener.hear(page)
    page.locator("main #q").fill(TYPED[lang][1])
    press(page, page.locator("main form [type=submit]"))
    listener.hear(page, "searched")
    assert not listener.strange
    assert len(listener.pages) == 6


def test_every_entry(page: Page, lang: str, listener: Listener, site: RunningSite) -> None:
    for row in rows_of(site, "entries.csv"):
        path = {"en": "/en/directory/", "cy": "/cy/cyfeiriadur/"}[lang]
        page.goto(f"{path}{row['id']}/")
        listener.hear(page)
    assert not listener.strange


def test_the_live_map_s_own_states(page: Page, lang: str, listener: Listener) -> None:
    atlas = MapPage(page, lang).open()
    page.locator("#key-all").click()
    expect(page.locator("#results .nothing")).to_be_visible()
    listener.hear(page, "nothing shown")
    page.locator("#key-all").click()
    expect(atlas.list.first).to_be_visible()
    expect(atlas.buttons.first).to_be_attached()
    atlas.wait_until_at_rest()
    stack = atlas.stacks()
    if stack:
        atlas.click(stack[0])
        expect(atlas.popup).to_be_visible()
        listener.hear(page, "several at one place")
    page.get_by_role("button", name=said("Zoom in", lang)).click()
    atlas.wait_until_at_rest()
    listener.hear(page, "nearer")
    page.locator("#near-me").click()
    refused = "Your browser did not give your position. Type a postcode or a town instead."
    expect(page.get_by_text(said(refused, lang))).to_be_visible()
    listener.hear(page, "near me refused")
    assert not listener.strange


def test_what_went_wrong(astray: Page, lang: str, listener: Listener) -> None:
    directory = {"en": "directory", "cy": "cyfeiriadur"}[lang]
    for path in ("dim/", f"{directory}/zzzzzz/", f"{directory}/zzzzzz/dim/"):
        answer = astray.goto(f"/{lang}/{path}")
        assert answer
        assert answer.status == 404
        listener.hear(astray)
    atlas = MapPage(astray, lang).open()
    astray.route("**/map/?*part=*", lambda route: route.abort())
    astray.route("**/*.mvt*", lambda route: route.abort())
    atlas.click(atlas.pins()[0])
    refused = "What you chose could not be fetched. Try again in a moment."
    expect(astray.get_by_text(said(refused, lang))).to_be_visible()
    astray.get_by_role("button", name=said("Zoom in", lang)).click()
    told = astray.locator("#panel .list-error")
    expect(told).to_contain_text(said("The list could not be fetched.", lang))
    atlas.expect_query("z=")
    listener.hear(astray, "nothing could be fetched")
    assert not listener.strange


def test_an_english_word_that_is_not_marked_is_heard(ear: Ear) -> None:
    names = Names()
    names.learn_prose("Mae’r Independent Life Co-operative a The Big Issue yma.")
    assert ear.foreign("Mae pob cofnod with its source", "cy") == ["with", "its", "source"]
    assert ear.foreign("Every entry, a’i ffynhonnell", "en") == ["a’i", "ffynhonnell"]
    assert not ear.foreign("Rhywbeth o’i le? Dywedwch wrth y fforwm", "cy")
    assert not ear.foreign("Something wrong? Tell the forum", "en")
    prose = Said("Mae’r Independent Life Co-operative a The Big Issue yma.", "cy", True)
    assert not ear.foreign(names.left_out(prose), "cy")
