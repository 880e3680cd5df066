"""One entry's page: both texts, what it is joined to, where it comes from."""

import json
import re
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.wording import said

DIRECTORY = {"en": "/en/directory/", "cy": "/cy/cyfeiriadur/"}
# Cartrefi Cymru: a member of the Forum, helped by Cwmpas to become a co-operative.
CARTREFI, FORUM = "k6kgtr", "qtg0ta"


def open_entry(page: Page, lang: str, id: str) -> None:
    page.goto(f"{DIRECTORY[lang]}{id}/")


def test_both_texts_stand_side_by_side_with_their_states(page: Page, lang: str) -> None:
    open_entry(page, lang, CARTREFI)
    sections = page.locator(".both > section")
    expect(sections).to_have_count(2)
    other = {"en": "cy", "cy": "en"}[lang]
    for section, its in zip(sections.all(), (lang, other), strict=True):
        expect(section).to_have_attribute("lang", its)
        expect(section.get_by_role("heading")).to_have_text({"en": "English", "cy": "Cymraeg"}[its])
        expect(section.locator(".state span")).not_to_be_empty()
        assert len(section.inner_text()) > 60
    boxes = [section.bounding_box() for section in sections.all()]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] < boxes[1]["x"]


def test_relations_are_told_from_both_ends(page: Page, lang: str) -> None:
    open_entry(page, lang, CARTREFI)
    connected = page.get_by_role("region", name=said("How it is connected", lang))
    connected.locator(f"a[href*='/{FORUM}/']").first.click()
    expect(page).to_have_url(re.compile(f"/{FORUM}/"))
    connected = page.get_by_role("region", name=said("How it is connected", lang))
    back = connected.locator(f"div:has(a[href*='/{CARTREFI}/'])").first
    expect(back.locator("dt")).to_have_text(said("Has as a member", lang))


def test_source_licence_and_a_way_to_tell_the_forum(page: Page, lang: str) -> None:
    open_entry(page, lang, CARTREFI)
    box = page.get_by_role("region", name=said("Where this comes from", lang))
    for word in ("Source", "Licence", "Last checked"):
        expect(box.locator("dt", has_text=said(word, lang)).first).to_be_visible()
    assert box.locator("dd a").first.get_attribute("href").startswith("https://")
    letter = page.get_by_role("link", name=said("Something wrong? Tell the forum", lang))
    address = urlsplit(letter.get_attribute("href"))
    assert (address.scheme, address.path) == ("mailto", "forum@example.org")
    assert CARTREFI in unquote(address.query)
    assert page.url in unquote(address.query)


def test_machines_read_it_too(page: Page, lang: str) -> None:
    open_entry(page, lang, CARTREFI)
    data = json.loads(page.locator("script[type='application/ld+json']").text_content())
    assert data["@context"] == "https://schema.org"
    assert {name["@language"] for name in data["name"]} == {"en", "cy"}
    # One and the same, whatever the language and however the entry is called.
    assert urlsplit(data["@id"]).path == f"/en/directory/{CARTREFI}/"
    assert data["mainEntityOfPage"] == page.url
    alternates = page.locator("link[rel=alternate][hreflang]")
    assert {link.get_attribute("hreflang") for link in alternates.all()} == {
        "en",
        "cy",
        "x-default",
    }


def test_a_wrong_slug_leads_to_the_right_one(page: Page, lang: str) -> None:
    open_entry(page, lang, CARTREFI)
    right = page.url
    page.goto(f"{DIRECTORY[lang]}{CARTREFI}/a-wrong-slug/?from=letter")
    assert page.url == f"{right}?from=letter"


def test_an_unknown_entry_is_looked_for_by_name(astray: Page, lang: str) -> None:
    answer = astray.goto(f"{DIRECTORY[lang]}000000/")
    assert answer
    assert answer.status == 404
    field = astray.get_by_role("searchbox", name=said("Look for it by name", lang))
    field.fill("cartrefi")
    field.press("Enter")
    expect(astray.locator("main .entries a").first).to_contain_text("Cartrefi")


def test_the_other_language_is_the_same_entry(page: Page, lang: str) -> None:
    open_entry(page, lang, CARTREFI)
    page.locator("header a.language").click()
    other = {"en": "cy", "cy": "en"}[lang]
    expect(page).to_have_url(re.compile(f"{DIRECTORY[other]}{CARTREFI}/"))
    expect(page.locator("code", has_text=CARTREFI)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", other)
