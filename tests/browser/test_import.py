"""A spreadsheet from the secretary's desk to the public map, and back again."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.map_page import MapPage
from tests.browser.public import wait_until_published
from tests.browser.wording import said

pytestmark = pytest.mark.both_databases

HEADINGS = ["name_en", "name_cy", "layers", "sectors", "postcode", "privacy", "source", "licence"]
# Rows that say what they are; each language's journey has its own, so that neither meets the other.
WORD = {"en": "Skomer", "cy": "Dewi"}
POSTCODES = {"en": ("SA62 6RD", "CF44 7AA"), "cy": ("LL57 1DT", "SY23 1HH")}


def rows(lang: str) -> list[list[str]]:
    word, (first, second) = WORD[lang], POSTCODES[lang]
    one = [f"{word} import test one", f"Prawf mewnforio {word} un", "care", "health-and-care"]
    two = [f"{word} import test two", f"Prawf mewnforio {word} dau", "housing", "housing"]
    bad = [f"{word} import test bad", "", "housing", "housing"]
    rest = ["Browser tests", "CC0"]
    return [
        [*one, first, "postcode", *rest],
        [*two, second, "postcode", *rest],
        [*bad, second, "sometimes", *rest],
    ]


UNCLOSED = "A quotation mark is opened in row %(row)s and never closed. Close it, then import."


@pytest.fixture
def file(tmp_path: Path, lang: str) -> Path:
    path = tmp_path / f"journey-{lang}.csv"
    with path.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([HEADINGS, *rows(lang)])
    return path


def plan(desk: Page, lang: str, file: Path) -> None:
    """Bring the file in; the desk then shows what it would do."""
    desk.goto("/admin/imports/")
    desk.get_by_role("link", name=said("Bring in a file", lang)).first.click()
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_role("button", name=said("See the plan", lang)).click()
    expect(desk).to_have_url(re.compile(r"/admin/imports/\d+/$"))


def tally(desk: Page, outcome: str, lang: str) -> int:
    box = desk.locator(".intake-tallies a").filter(has_text=said(outcome, lang)).first
    return int(box.locator("strong").inner_text())


def test_a_file_is_planned_imported_published_the_same_again_and_taken_back(
    desk: Page, page: Page, lang: str, file: Path
) -> None:
    desk.set_extra_http_headers({"Accept-Language": lang})
    plan(desk, lang, file)
    address = desk.url
    assert tally(desk, "New", lang) == 2
    assert tally(desk, "Refused", lang) == 1

    desk.locator(".intake-tallies a").filter(has_text=said("Refused", lang)).click()
    refused = desk.locator(".intake-rows tbody tr")
    expect(refused).to_have_count(1)
    expect(refused.locator("td").first).to_have_text("4")
    sentence = said(
        "“%(text)s” does not say how precisely to show the place. Write exact, postcode, town, "
        "area or hidden.",
        lang,
    )
    expect(refused).to_contain_text("privacy: " + sentence % {"text": "sometimes"})

    desk.goto(address)
    desk.get_by_role("button", name=said("Import these rows", lang)).dblclick()
    expect(desk.locator(".intake-state")).to_contain_text(said("Imported", lang))
    wait_until_published(desk, f"q={WORD[lang]}+import+test", 2)
    see_on_the_map(page, lang)

    plan(desk, lang, file)
    assert tally(desk, "Already there", lang) == 2
    assert tally(desk, "New", lang) == 0
    nothing = said("There is nothing to import: no row is new or changed.", lang)
    expect(desk.get_by_text(nothing)).to_be_visible()
    desk.get_by_role("button", name=said("Throw this file away", lang)).click()
    expect(desk).to_have_url(re.compile(r"/admin/imports/$"))

    desk.goto(address)
    desk.get_by_role("button", name=said("Take this import back", lang)).click()
    expect(desk.locator(".intake-state")).to_contain_text(said("Taken back", lang))
    wait_until_published(desk, f"q={WORD[lang]}+import+test", 0)


def see_on_the_map(page: Page, lang: str) -> None:
    atlas = MapPage(page, lang).open(f"?q={WORD[lang]}+import+test")
    expect(atlas.list).to_have_count(2)
    expect(atlas.buttons).to_have_count(2)
    for row in rows(lang)[:2]:
        name = row[0] if lang == "en" else row[1]
        expect(atlas.list.filter(has_text=name)).to_have_count(1)
        assert any(mark.name.startswith(f"{name}, ") for mark in atlas.marks())


def test_a_file_that_is_no_table_is_refused_in_words(desk: Page, lang: str, tmp_path: Path) -> None:
    desk.set_extra_http_headers({"Accept-Language": lang})
    for name, content, sentence in (
        ("headings.csv", "name_en,postcode\n", "The file has headings but no rows."),
        ("quote.csv", 'name_en\nOne\n"Two\nThree\n', UNCLOSED),
    ):
        file = tmp_path / name
        file.write_text(content)
        desk.goto("/admin/imports/new/")
        desk.locator("input[type=file]").set_input_files(file)
        desk.get_by_role("button", name=said("See the plan", lang)).click()
        expect(desk.locator("main")).to_contain_text(said(sentence, lang) % {"row": 3})
        expect(desk).to_have_url(re.compile(r"/admin/imports/new/$"))


def test_nobody_imports_without_signing_in(astray: Page, lang: str) -> None:
    astray.goto("/admin/imports/new/")
    expect(astray).to_have_url(re.compile("/admin/login/"))
