"""An editor at the desk, in either language: Welsh first, the other side, preview, both public;
and what is worn at the desk: links that lead nowhere, letters that did not go.
"""

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import RunningSite
from tests.browser.wording import said
from tests.conftest import ROOT

Axe = Callable[[Page], list[str]]

INDEX = {"en": "/en/whats-happening/", "cy": "/cy/beth-syn-digwydd/"}
TITLES = {
    "en": {"cy": "Stori’r ddesg", "en": "The desk’s story"},
    "cy": {"cy": "Hanes y ddesg", "en": "The desk’s account"},
}


@pytest.fixture
def editor(desk: Page, lang: str) -> Page:
    desk.set_extra_http_headers({"Accept-Language": lang})
    return desk


def begin(editor: Page) -> None:
    """A new story in the Welsh tree."""
    asked = "/admin/api/main/pages/?locale=cy&slug=beth-syn-digwydd"
    index = editor.request.get(asked).json()["items"][0]["id"]
    editor.goto(f"/admin/pages/add/news/story/{index}/")


def write(editor: Page, title: str, intro: str) -> None:
    editor.locator("#id_title").fill(title)
    editor.locator("#id_intro").fill(intro)


def press(editor: Page, name: str) -> None:
    """A button of the form's menu, and the desk's answer to it: the whole page, for what is used
    next is drawn by its scripts.
    """
    button = editor.locator(f"button[name={name}]")
    if not button.is_visible():
        editor.locator("footer [data-w-dropdown-target=toggle]").last.click()
    with editor.expect_navigation():
        button.click()
    expect(editor.locator(".messages li").first).to_be_visible()


def test_a_story_begun_in_welsh_is_public_in_both_languages_with_one_button(
    editor: Page, page: Page, lang: str
) -> None:
    titles = TITLES[lang]
    begin(editor)
    write(editor, titles["cy"], "Mae gan y ddesg ddwy iaith.")
    press(editor, "action-publish-both")
    refusal = editor.locator(".messages .error")
    expect(refusal).to_contain_text(
        said("Neither language was published. Your text is kept as a draft.", lang)
    )
    with editor.expect_navigation():
        refusal.get_by_role("link", name=said("Write the English text", lang)).click()
    expect(editor.locator("#id_text_state")).to_have_value("missing")
    missing = "The English text is missing: what stands here is the Welsh. Write over it."
    expect(editor.locator(".messages")).to_contain_text(said(missing, lang))
    write(editor, titles["en"], "The desk has two languages.")
    editor.locator("[data-side-panel-toggle=preview]").first.click()
    preview = editor.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text(titles["en"])
    press(editor, "action-publish-both")
    expect(editor.locator(".messages .success").last).to_contain_text(
        said("Both languages are public.", lang)
    )
    for side in ("cy", "en"):
        page.goto(INDEX[side])
        page.get_by_role("link", name=titles[side]).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(titles[side])
    expect(page.locator("header .state")).to_have_text("Draft, not yet reviewed")


def test_a_time_is_set_for_both(editor: Page, lang: str) -> None:
    begin(editor)
    write(editor, f"Drennydd {lang}", "Fe ddaw.")
    editor.locator("#id_text_state").select_option("same")
    editor.locator("[data-side-panel-toggle=status]").first.click()
    editor.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()
    editor.locator("#id_go_live_at").fill("2099-01-01 09:00")
    with editor.expect_navigation():
        editor.locator("#schedule-publishing-dialog [type=submit]").press("Enter")
    expect(editor.locator(".messages li").first).to_be_visible()
    press(editor, "action-publish-both")
    expect(editor.locator(".messages .success").last).to_contain_text(
        said("Both languages will be public at the time that is set.", lang)
    )
    assert editor.request.get(f"{INDEX['cy']}drennydd-{lang}/").status == 404


SET_THE_DESK = """
import django
django.setup()
from django.utils import timezone
from cydfap.lib.reaching import Answer
from cydfap.news.actions.web_links import gather, record
from cydfap.news.models import Campaign, Outgoing, Subscriber, WebLink
now = timezone.now()
sian, _new = Subscriber.objects.get_or_create(
    address="sian.desk@example.org", defaults={"lang": "cy", "asked_at": now, "confirmed_at": now}
)
Outgoing.objects.create(
    kind="confirm", subscriber=sian, state="refused", trouble="recipient", code=550, written_at=now
)
gather()
for number, link in enumerate(WebLink.objects.exclude(host="")[:4]):
    record(link, [Answer(404), Answer(410), Answer(trouble="address"), Answer(403)][number])
"""


@pytest.fixture(scope="module")
def worn(site: RunningSite) -> None:
    """Some links are broken, and a letter to Siân was refused."""
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "cydfap.settings"}
    words = [sys.executable, "-c", SET_THE_DESK]
    subprocess.run(words, cwd=ROOT, env=environment, check=True)


@pytest.mark.usefixtures("worn")
def test_a_broken_link_is_one_click_from_where_it_is_put_right(
    editor: Page, axe: Axe, lang: str
) -> None:
    editor.goto("/admin/links/")
    table = editor.get_by_role("region", name=said("Broken links", lang))
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table).to_contain_text(said("The site has no such page.", lang))
    assert not axe(editor)
    editor.goto("/admin/links/?state=unsure")
    expect(table.get_by_role("row")).to_have_count(2)
    table.get_by_role("listitem").get_by_role("link").first.click()
    expect(editor).to_have_url(re.compile("/edit/|/admin/entry/"))


@pytest.mark.usefixtures("worn")
def test_the_secretary_finds_a_refused_letter_and_removes_who_it_was_to(
    editor: Page, axe: Axe, lang: str
) -> None:
    editor.goto("/admin/letters/")
    refused = editor.get_by_role("region", name=said("Letters that did not go", lang))
    expect(refused).to_contain_text(said("The mail server does not take this address.", lang))
    assert not axe(editor)
    editor.get_by_label(said("E-mail address", lang)).fill("sian.desk@example.org")
    editor.get_by_role("button", name=said("Find, to remove", lang)).click()
    expect(editor).to_have_url(re.compile("/remove/$"))
    expect(editor.get_by_role("link", name=said("Keep", lang), exact=True)).to_be_visible()
    assert not axe(editor)
    if lang == "cy":
        editor.get_by_role("button", name=said("Remove", lang), exact=True).click()
        told = said("The address is deleted. No more letters go to it.", lang)
        expect(editor.locator(".messages .success")).to_contain_text(told)
        expect(editor.locator("main")).not_to_contain_text("sian.desk@example.org")
