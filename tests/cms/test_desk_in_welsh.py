"""The secretary works in Welsh: no page of her desk says anything to her in English."""

import gc
import json
import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.admin.menu import help_menu
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.models import Collection, Page
from wagtail.users.models import UserProfile

from cydfap.directory.models import Layer
from tests.intake.conftest import bring
from tests.reading import read
from tests.welsh_words import catalogues, is_welsh

# Wagtail leaves the file of a picture that it made small to the garbage collector.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]

# What is the same in any language, and why.
SAME = {
    r"(mair|aelodau|Saith Seren|Tai|Hafan|Llun|Lluniau|Adroddiad)": "what Mair keeps, by its name",
    r"(llun\.png|adroddiad\.txt|eto\.csv|aelodau\.csv)": "her files",
    r"Root|Editors|Moderators|Moderators approval": "named when the site was made; hers to rename",
    r"#[0-9A-F]{6}|[0-9a-z]{8}|\d+x\d+": "a colour, a public id, a size",
    r"wagtailcore\.page|locale/cy/.*": "a name in the code",
    r"(Ctrl|Shift|Alt|Esc|[a-z.,]|\W)+( \+ (Ctrl|Shift|Alt|[a-z.,]))*": "keys of the keyboard",
    r"English|Wagtail|localhost": "names of their own",
    re.escape(settings.FORUM_NAME["cy"]): "the forum's Welsh name",
    "|".join(map(re.escape, [*zoneinfo.available_timezones(), "localtime"])): "time zones",
}
NAMES = re.compile("|".join(SAME))
# A counter that its script has not filled in yet.
HIDDEN = re.compile(r"<div data-side-panel-toggle-counter[^>]* hidden>\s*None\s*</div>")
# Nothing is there: what says so is in Welsh too. Nor are pictures given by address in any size.
NOWHERE = ("/admin/nothing/of/the/kind/", "/admin/images/1/generate_url/")
# Pages that no link leads to: a dialogue asks for them, or a script.
UNLINKED = (
    "/admin/images/1/",
    "/admin/images/1/delete/",
    "/admin/images/usage/1/",
    "/admin/documents/edit/1/",
    "/admin/documents/delete/1/",
    "/admin/bulk/cms/picture/delete/?id=1",
    "/admin/bulk/cms/picture/add_tags/?id=1",
    "/admin/bulk/cms/picture/add_to_collection/?id=1",
    "/admin/bulk/wagtaildocs/document/delete/?id=1",
    "/admin/bulk/wagtaildocs/document/add_tags/?id=1",
    "/admin/bulk/auth/user/delete/?id={mair}",
    "/admin/bulk/auth/user/assign_role/?id={mair}",
    "/admin/bulk/auth/user/set_active_state/?id={mair}",
    "/admin/images/chooser/",
    "/admin/documents/chooser/",
    "/admin/choose-page/",
    "/admin/choose-external-link/",
    "/admin/choose-email-link/",
    "/admin/choose-phone-link/",
    "/admin/choose-anchor-link/",
    "/admin/reports/locked/",
    *NOWHERE,
)
NEEDED = (
    "/admin/",
    "/admin/account/",
    "/admin/entry/",
    "/admin/entry/new/",
    "/admin/imports/new/",
    "/admin/language/",
    "/admin/layer/new/",
    "/admin/images/multiple/add/",
    "/admin/documents/multiple/add/",
    "/admin/users/new/",
    "/admin/groups/new/",
    "/admin/sites/",
)


@pytest.fixture
def mair():
    """Mair is the forum's secretary. She chose Welsh; her browser is an English one."""
    mair = get_user_model().objects.create_superuser("mair", "mair@example.org", "x")
    profile = UserProfile.get_for_user(mair)
    profile.preferred_language = "cy"
    profile.save()
    return mair


@pytest.fixture
def desk(client, mair):
    client.force_login(mair)
    return client


@pytest.fixture
def full_desk(desk, settings, tmp_path: Path):
    """One of each thing that she keeps, none with an English name."""
    settings.MEDIA_ROOT = tmp_path / "media"
    Page.objects.filter(depth=2).update(title="Hafan", draft_title="Hafan")
    Layer.objects.create(key="tai", name_en="Tai", name_cy="Tai")
    sheet = tmp_path / "aelodau.csv"
    sheet.write_text("enw,cod post\nSaith Seren,LL13 8BG\n")
    bring(sheet, lang="cy")
    upload = SimpleUploadedFile("eto.csv", b"enw,cod post\nSaith Seren,LL13 8BG\n,CF10 1EP\n")
    desk.post(reverse("imports:upload"), {"file": upload, "lang": "cy"})
    Collection.get_first_root_node().add_child(name="Lluniau")
    Picture.new("RGB", (8, 8)).save(tmp_path / "llun.png")
    with (tmp_path / "llun.png").open("rb") as file:
        picture = get_image_model()(id=1, title="Llun", file=ImageFile(file, "llun.png"))
        picture.save()
    Document.objects.create(id=1, title="Adroddiad", file=ContentFile(b"x", "adroddiad.txt"))
    yield desk
    gc.collect()


def spoken(answer) -> Iterator[str]:
    """Every text that an answer shows: of a page, of the menu its script draws, of a dialogue."""
    text = answer.content.decode()
    if answer["Content-Type"].startswith("application/json"):
        text = json.loads(text).get("html", "")
    yield from (said for said, lang in read(HIDDEN.sub("", text)).texts if lang in ("cy", ""))
    yield from map(json.loads, re.findall(r'"label": ("(?:[^"\\]|\\.)*")', text))


def foreign(answer) -> set[str]:
    return {text for text in spoken(answer) if not is_welsh(text, NAMES)}


def leads_to(address: str, answer) -> Iterator[str]:
    text = answer.content.decode()
    menu = re.findall(r'"url": "(/admin/[^"]*)"', text)
    for link in [*read(text).links, *menu]:
        there = urldefrag(urljoin(address, link))[0]
        if there.startswith("/admin/") and "logout" not in there:
            yield there


def shape(address: str) -> str:
    """Pages that differ by a number, or by how a list is sorted, are one page here."""
    return re.sub(r"\d+", "1", urlsplit(address).path)


def walk(desk: Client, *starts: str) -> Iterator[tuple[str, object]]:
    ahead, seen = list(starts), {shape(each) for each in starts}
    while ahead:
        address = ahead.pop(0)
        answer = desk.get(address)
        yield address, answer
        if answer["Content-Type"].startswith("text/html"):
            for there in leads_to(address, answer):
                if shape(there) not in seen:
                    seen.add(shape(there))
                    ahead.append(there)


def test_no_page_of_the_desk_speaks_english_to_who_chose_welsh(full_desk, mair):
    found, opened, missing = set(), set(), set()
    unlinked = [address.format(mair=mair.pk) for address in UNLINKED]
    for address, answer in walk(full_desk, "/admin/", *unlinked):
        assert answer.status_code < 500
        if answer.status_code == 404 and address in unlinked:
            missing.add(address)
        if answer.status_code in (200, 404):
            opened.add(urlsplit(address).path)
            found |= {f"{address}: {text}" for text in foreign(answer)}
    assert not sorted(found)
    assert opened >= set(NEEDED)
    assert missing == set(NOWHERE)


def test_a_mistake_in_a_form_is_told_in_welsh(full_desk):
    wrong = {
        reverse("entry:add"): {"opened": "ddoe", "email": "dim", "website": "dim"},
        reverse("layer:add"): {"key": "!", "colour": "coch", "size": "mawr"},
        reverse("imports:upload"): {},
        reverse("wagtailusers_users:add"): {"email": "dim", "password1": "a", "password2": "b"},
        reverse("wagtailusers_groups:add"): {"name": ""},
        reverse("wagtailsites:add"): {"port": "dim"},
    }
    for address, said in wrong.items():
        management = {
            f"{form}-{count}": "0"
            for form in ("sites", "identifiers", "relations", "page_permissions")
            for count in ("TOTAL_FORMS", "INITIAL_FORMS")
        }
        answer = full_desk.post(address, {**management, **said})
        assert answer.status_code == 200, address
        assert "error" in answer.content.decode()
        assert not foreign(answer)


def test_what_was_done_is_told_in_welsh(full_desk):
    done = full_desk.post(
        reverse("layer:add"),
        {"key": "gofal", "name_en": "Gofal", "name_cy": "Gofal", "shape": "disc", "size": "15",
         "colour": "#14594A", "colour_dark": "#7ED3B2", "order": "0"},
        follow=True,
    )  # fmt: skip
    assert "Crëwyd ‘Gofal’ (haen)." in done.content.decode()


def test_who_may_not_come_in_is_told_in_the_language_they_chose(client):
    sion = get_user_model().objects.create_user("sion", "sion@example.org", "x")
    sion.user_permissions.add(Permission.objects.get(codename="access_admin"))
    profile = UserProfile.get_for_user(sion)
    profile.preferred_language = "cy"
    profile.save()
    client.force_login(sion)
    # Wagtail refuses outside the language that it shows its pages in.
    refused = client.get("/admin/users/", headers={"Accept-Language": "en"}, follow=True)
    assert "Nid oes gennych hawl i weld y rhan hon." in refused.content.decode()


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/password_reset/"])
def test_the_way_in_is_in_welsh_for_a_welsh_browser(client, address):
    assert not foreign(client.get(address, headers={"Accept-Language": "cy"}))


def test_a_wrong_password_and_a_letter_about_a_new_one_are_in_welsh(client, mair, mailoutbox):
    welsh = {"Accept-Language": "cy"}
    wrong = client.post("/admin/login/", {"username": "mair", "password": "y"}, headers=welsh)
    assert "Rhowch gynnig arall arni." in wrong.content.decode()
    assert not foreign(wrong)
    sent = client.post(
        "/admin/password_reset/", {"email": "mair@example.org"}, headers=welsh, follow=True
    )
    assert not foreign(sent)
    letter = mailoutbox[0]
    assert letter.subject == "Ailosod cyfrinair"
    assert "Dewiswch ef yma:" in letter.body
    link = re.search(r"http\S+/admin/password_reset/\S+", letter.body)
    assert link
    choose = client.get(urlsplit(link.group()).path, headers=welsh, follow=True)
    assert "Dewiswch gyfrinair" in choose.content.decode()
    assert not foreign(choose)


def test_the_menu_is_in_welsh_whoever_came_first(desk, mair):
    # As after a start: Wagtail makes the menu for the first who comes, and keeps it.
    help_menu.__dict__.pop("registered_menu_items", None)
    UserProfile.objects.update(preferred_language="en")
    assert "What\u0027s new in Wagtail" in desk.get("/admin/account/").content.decode()
    UserProfile.objects.update(preferred_language="cy")
    assert not foreign(desk.get("/admin/account/"))


def test_the_scripts_of_the_desk_get_all_their_words_in_welsh(desk):
    script = desk.get("/admin/jsi18n/").content.decode()
    found = re.search(r"const newcatalog = (\{.*?\});\n", script, re.DOTALL)
    assert found
    words = json.loads(found.group(1))
    for (context, english), entry in catalogues().asked_by_packages("djangojs").items():
        if english:
            said = words[f"{context}\x04{english}" if context else english]
            # Six plural forms, or one text.
            assert len(said) == 6 if entry.msgid_plural else said, english
