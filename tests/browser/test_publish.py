"""From a form of the desk to the public page: entries with their sites, and layers."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.public import open_when_published, wait_until_published
from tests.browser.wording import said

pytestmark = pytest.mark.both_databases

NAME = {"en": ("Desk test Ynys", "Prawf desg Ynys"), "cy": ("Desk test Coed", "Prawf desg Coed")}


@pytest.fixture
def editor(desk: Page, lang: str) -> Page:
    desk.set_extra_http_headers({"Accept-Language": lang})
    return desk


def save(page: Page) -> None:
    """Press the form's own button, and be told that it went well."""
    page.locator("main form [type=submit]").last.click()
    expect(page.locator(".messages li")).to_be_visible()
    mistakes = [text for text in page.locator(".w-field__errors").all_inner_texts() if text.strip()]
    assert not mistakes
    expect(page.locator(".messages .success")).to_be_visible()


def add_site(page: Page, number: int, postcode: str, lat: str, lon: str) -> None:
    page.locator("#id_sites-ADD").click()
    page.locator(f"[name=sites-{number}-postcode]").fill(postcode)
    page.locator(f"[name=sites-{number}-lat]").fill(lat)
    page.locator(f"[name=sites-{number}-lon]").fill(lon)
    page.locator(f"[name=sites-{number}-precision]").select_option("exact")


def entry_form(page: Page, names: tuple[str, str]) -> None:
    page.goto("/admin/entry/new/")
    for lang, name in zip(("en", "cy"), names, strict=True):
        page.locator(f"[name=name_{lang}]").fill(name)
        page.locator(f"[name=name_state_{lang}]").select_option("original")
        page.locator(f"[name=summary_{lang}]").fill(f"{name}.")
        page.locator(f"[name=summary_state_{lang}]").select_option("original")
    page.locator("[name=layer_set]").first.check()
    page.locator("[name=sector_set]").first.check()
    page.locator("[name=source]").select_option(index=1)
    page.locator("[name=licence]").fill("CC0")
    page.locator("[name=privacy]").select_option("exact")
    add_site(page, 0, "SA62 6RD", "51.8810", "-5.2660")


def edit(page: Page, name: str, lang: str) -> None:
    """Open an entry by its name in the language of the desk."""
    page.goto("/admin/entry/")
    with page.expect_navigation():  # what adds a place is a script of the page
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    expect(page.locator(f"[name=name_{lang}]")).to_have_value(name)


def delete(page: Page) -> None:
    page.goto(re.sub("/edit/", "/delete/", page.url))
    page.locator("main form [type=submit]").last.click()
    expect(page.locator(".messages .success")).to_be_visible()


def test_an_entry_is_written_changed_given_a_second_place_and_taken_away(
    editor: Page, page: Page, lang: str
) -> None:
    names = NAME[lang]
    query = "q=" + names[0].replace(" ", "+")
    entry_form(editor, names)
    save(editor)
    wait_until_published(editor, query, 1)
    found = editor.request.get(f"/api/search?{query}&lang={lang}").json()["results"][0]
    assert found["name"] == {"en": names[0], "cy": names[1]}
    assert (found["lat"], found["lon"]) == pytest.approx((51.881, -5.266), abs=0.001)
    page.goto(found["url"])
    own = names[lang == "cy"]
    expect(page.get_by_role("heading", level=1)).to_have_text(own)

    edit(editor, own, lang)
    for number, name in enumerate(names):
        editor.locator(f"[name=name_{('en', 'cy')[number]}]").fill(f"{name} Newydd")
    add_site(editor, 1, "SA62 6QQ", "51.8700", "-5.2000")
    save(editor)
    wait_until_published(editor, query + "+Newydd", 1)
    page.goto(found["url"])
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{own} Newydd")
    expect(page.get_by_text(f"{said('Site', lang)} 2", exact=True)).to_be_visible()

    edit(editor, f"{own} Newydd", lang)
    delete(editor)
    wait_until_published(editor, query, 0)


def test_a_form_with_a_mistake_keeps_what_was_written_and_says_where(
    editor: Page, lang: str
) -> None:
    entry_form(editor, ("Never saved", "Byth wedi’i gadw"))
    for box in editor.locator("[name=layer_set]:checked").all():
        box.uncheck()
    editor.locator("main form [type=submit]").last.click()
    expect(editor.locator(".messages .error")).to_be_visible()
    expect(editor.locator("[name=name_en]")).to_have_value("Never saved")
    expect(editor.locator("[name=sites-0-postcode]")).to_have_value("SA62 6RD")


def test_a_layer_is_made_changed_and_taken_away(editor: Page, page: Page, lang: str) -> None:
    key = f"desk-test-{lang}"
    # The desk is in the editor's language, the names of things too.
    name = {"en": f"Desk test layer {lang}", "cy": f"Haen brawf {lang}"}[lang]
    editor.goto("/admin/layer/new/")
    editor.locator("[name=name_en]").fill(f"Desk test layer {lang}")
    editor.locator("[name=name_cy]").fill(f"Haen brawf {lang}")
    editor.locator("[name=key]").fill(key)
    editor.locator("[name=colour]").fill("#336699")
    editor.locator("[name=colour_dark]").fill("#99CCFF")
    editor.locator("[name=size]").fill("18")
    editor.locator("[name=order]").fill("90")
    save(editor)
    editor.goto("/admin/layer/")
    editor.locator("main").get_by_role("link", name=name).first.click()
    editor.locator("[name=note_en]").fill("For a test only")
    editor.locator("[name=note_cy]").fill("At brawf yn unig")
    save(editor)
    in_key = f"[data-layer={key}]"
    open_when_published(page, f"/{lang}/map/", in_key, 1)
    expect(page.locator(f"{in_key} .name")).to_contain_text(name)
    editor.goto("/admin/layer/")
    editor.locator("main").get_by_role("link", name=name).first.click()
    delete(editor)
    open_when_published(page, f"/{lang}/map/", in_key, 0)
