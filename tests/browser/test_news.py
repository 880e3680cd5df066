"""A reader of What's happening: from home to a topic, a report, its people, and back."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.wording import said

Axe = Callable[[Page], list[str]]
INDEX = {"en": "/en/whats-happening/", "cy": "/cy/beth-syn-digwydd/"}
UNIONS = {"en": "Co-op and union collaboration", "cy": "Cydweithfeydd ac undebau"}
REPORT = "Organising precarious workers"
CARTREFI = "k6kgtr"
PAGES = {
    "en": ("", "public-bank/", "organising-precarious-workers/", "campaign-for-a-public-bank/",
           "third-round-table/", "?area=W06000015"),
    "cy": ("", "banc-cyhoeddus/", "organising-precarious-workers/", "ymgyrch-banc-cyhoeddus/",
           "trydydd-bwrdd-crwn/", "?area=W06000015"),
}  # fmt: skip


def plain_text(words: str) -> re.Pattern[str]:
    """The words, whether or not a mark within holds their line together."""
    return re.compile(re.escape(words).replace(r"Co\-op", "Co-\u2060?op"))


def test_from_a_topic_to_a_report_to_the_people_behind_it_on_the_map_and_back(
    page: Page, lang: str
) -> None:
    page.goto(f"/{lang}/")
    main = page.get_by_role("main")
    main.get_by_role("link", name=said("What’s happening", lang)).click()
    expect(page).to_have_url(re.compile(INDEX[lang]))
    topics = page.get_by_role("region", name=said("Topics", lang))
    expect(topics.get_by_role("heading", level=3)).to_have_count(8)
    topics.get_by_role("link", name=plain_text(UNIONS[lang])).click()
    page.get_by_role("region", name=said("In this topic", lang)).get_by_role(
        "link", name=REPORT
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(REPORT)
    cases = page.get_by_role("region", name=said("Case studies inside", lang))
    expect(cases.get_by_role("heading", level=3)).to_have_count(4)
    named = page.get_by_role("region", name=said("In the directory", lang))
    named.get_by_role("link", name=re.compile("Cartrefi Cymru")).click()
    expect(page).to_have_url(re.compile(f"/{CARTREFI}/"))
    page.get_by_role("link", name=said("See it on the full map", lang)).click()
    expect(page).to_have_url(re.compile(rf"/{lang}/map/\?.*entry={CARTREFI}"))
    page.go_back()
    told = page.get_by_role("region", name=said("What’s happening", lang))
    told.get_by_role("link", name=REPORT).click()
    expect(page).to_have_url(re.compile(f"{INDEX[lang]}organising-precarious-workers/"))


def test_the_switch_leads_to_the_same_page(page: Page, lang: str) -> None:
    other = {"en": "cy", "cy": "en"}[lang]
    page.goto(INDEX[lang] + PAGES[lang][1])
    page.locator("header a.language").click()
    expect(page).to_have_url(re.compile(INDEX[other] + PAGES[other][1] + "$"))
    expect(page.locator("html")).to_have_attribute("lang", other)
    page.goto(INDEX[lang] + "?kind=report&area=W06000015")
    page.locator("header a.language").click()
    expect(page).to_have_url(re.compile(re.escape(INDEX[other] + "?kind=report&area=W06000015")))


def test_filters_need_no_script(plain: Page, lang: str) -> None:
    plain.goto(INDEX[lang])
    rows = plain.locator(".news-list > li")
    everything = rows.count()
    plain.get_by_label(said("Kind", lang), exact=True).select_option("report")
    plain.get_by_label(said("Date", lang), exact=True).select_option("2017")
    plain.get_by_role("button", name=said("Show", lang), exact=True).click()
    plain.wait_for_url(re.compile(r"kind=report.*year=2017"))
    assert 0 < rows.count() < everything
    expect(plain.locator(".asked b")).to_have_text([said("Report", lang), "2017"])


def test_what_is_not_certain_is_said(page: Page, lang: str) -> None:
    page.goto(INDEX[lang] + {"en": "union-co-ops/", "cy": "cydweithfeydd-undebol/"}[lang])
    expect(page.locator(".not-known")).to_contain_text(said("What is not certain", lang))
    state = {"en": "Original text", "cy": "Draft, not yet reviewed"}[lang]
    expect(page.locator("header .state")).to_have_text(said(state, lang))


def test_axe_finds_nothing(page: Page, axe: Axe, lang: str) -> None:
    found = []
    for path in PAGES[lang]:
        page.goto(INDEX[lang] + path)
        for window in (DESKTOP, PHONE):
            page.set_viewport_size(window)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found += [f"{path} {scheme}: {violation}" for violation in axe(page)]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{path}: {wide} px too wide at {window['width']}"] if wide > 0 else []
    assert not found
