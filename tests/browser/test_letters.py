"""A reader asks for the digest, says yes, changes it and ends it, and writes to a campaign's group:
by the letters that the running site's worker sends.
"""

import subprocess
import sys
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, RunningSite
from tests.browser.wording import said
from tests.conftest import ROOT

Axe = Callable[[Page], list[str]]
DIGEST = {"en": "/en/digest/", "cy": "/cy/crynodeb/"}
PATHS = {
    "en": ("/en/digest/?topic=public-bank", "/en/digest/asked/", "/en/library/?q=union"),
    "cy": ("/cy/crynodeb/?topic=public-bank", "/cy/crynodeb/gofynnwyd/", "/cy/llyfrgell/?q=undeb"),
}
FORM = {
    "en": "/en/whats-happening/campaign-for-a-public-bank/get-in-touch/",
    "cy": "/cy/beth-syn-digwydd/ymgyrch-banc-cyhoeddus/cysylltu/",
}
GROUP = "group@example.org"
GIVE_THE_GROUP_AN_ADDRESS = f"""
import django
django.setup()
from cydfap.news.models import Campaign
Campaign.objects.update(contact_email="{GROUP}")
"""


@pytest.fixture(scope="module")
def group(site: RunningSite) -> None:
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "cydfap.settings"}
    words = [sys.executable, "-c", GIVE_THE_GROUP_AN_ADDRESS]
    subprocess.run(words, cwd=ROOT, env=environment, check=True)


def letter_to(site: RunningSite, address: str, answers_go_to: str | None = None) -> EmailMessage:
    """Waits for it at most a minute."""
    pause = Event()
    for _ in range(600):
        for file in (site.data / "outbox").glob("*.eml"):
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
            if (letter["To"], letter["Reply-To"]) == (address, answers_go_to):
                return letter
        pause.wait(0.1)
    pytest.fail("no letter came within a minute")


def link(letter: EmailMessage, words: str, site: RunningSite) -> str:
    text = letter.get_body(("plain",)).get_content()
    found = next(line.split()[-1] for line in text.splitlines() if words in line)
    return site.address + "/" + found.split("/", 3)[3]


def test_the_digest_is_asked_for_confirmed_changed_and_ended(
    plain: Page, site: RunningSite, lang: str
) -> None:
    address = f"sian-{lang}@example.org"
    plain.goto(PATHS[lang][0])
    expect(plain.locator("input[name=topics]:checked")).to_have_count(1)
    plain.get_by_label(said("Your e-mail address", lang)).fill(address)
    plain.get_by_role("button", name=said("Ask for the digest", lang)).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(said("Look into your mail", lang))
    letter = letter_to(site, address)
    assert letter["Subject"] == said("Do you want the weekly digest?", lang)
    plain.goto(link(letter, {"en": "/confirm/", "cy": "/cadarnhau/"}[lang], site))
    plain.get_by_role("button", name=said("Yes, send me the digest", lang)).click()
    expect(plain.get_by_role("status")).to_be_visible()
    plain.get_by_role("link", name=said("Change what you get", lang)).click()
    plain.locator("input[name=topics]:checked").uncheck()
    plain.get_by_role("button", name=said("Save", lang), exact=True).click()
    expect(plain.get_by_role("status")).to_have_text(said("Your choices are saved.", lang))
    expect(plain.locator("input[name=topics]:checked")).to_have_count(0)
    plain.get_by_role("link", name=said("Unsubscribe", lang)).click()
    plain.get_by_role("button", name=said("Unsubscribe", lang)).click()
    expect(plain.get_by_role("status")).to_have_text(said("Your address is deleted.", lang))


@pytest.mark.usefixtures("group")
def test_a_message_reaches_the_group(plain: Page, site: RunningSite, lang: str) -> None:
    plain.goto(FORM[lang].rsplit("/", 2)[0] + "/")
    plain.get_by_role("link", name=said("Write to the group", lang)).click()
    name = f"Siân {lang}"  # the other language's letter is in the same place
    plain.get_by_label(said("Your name", lang)).fill(name)
    plain.get_by_label(said("Your e-mail address", lang)).fill("sian@example.org")
    plain.get_by_label(said("Your message", lang)).fill("Helo")
    plain.get_by_role("button", name=said("Send", lang), exact=True).click()
    expect(plain.get_by_role("status")).to_be_visible()
    assert letter_to(site, GROUP, f"{name} <sian@example.org>")


@pytest.mark.usefixtures("group")
def test_axe_finds_nothing(page: Page, axe: Axe, lang: str) -> None:
    found = []
    for path in (*PATHS[lang], FORM[lang]):
        page.goto(path)
        for window in (DESKTOP, PHONE):
            page.set_viewport_size(window)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found += [f"{path} {scheme}: {violation}" for violation in axe(page)]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{path}: {wide} px too wide at {window['width']}"] if wide > 0 else []
    assert not found
