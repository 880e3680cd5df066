"""The secretary's pages for imports, in both languages."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cydfap.directory.models import Entry
from cydfap.intake import actions, store
from cydfap.intake.models import Import

from .conftest import bring

pytestmark = pytest.mark.django_db

CSV = "name,postcode,website\nOld Oak,SA31 2JL,see Facebook\nCwmpas,CF83 2AX,\n,CF10 1EP,\n"


@pytest.fixture
def desk(client, mair):
    client.force_login(mair)
    return client


def upload(desk, text: str = CSV, name: str = "forum.csv", **options: str):
    file = SimpleUploadedFile(name, text.encode())
    return desk.post(
        reverse("imports:upload"), {"file": file, "lang": "en", **options}, follow=True
    )


def speak_welsh(mair) -> None:
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(mair)
    profile.preferred_language = "cy"
    profile.save()


def test_an_upload_shows_its_plan_and_writes_nothing(desk):
    page = upload(desk)
    text = page.content.decode()
    assert "There is no name." in text
    assert "is not a web address" in text
    assert not Entry.objects.exists()
    assert Import.objects.get().counts["add"] == 2


def test_a_file_that_cannot_be_taken_is_explained_on_the_form(desk):
    before = set(store.imports().glob("*"))
    page = upload(desk, "name\n")
    assert "The file has headings but no rows." in page.content.decode()
    assert not Import.objects.exists()
    assert set(store.imports().glob("*")) == before


@pytest.mark.parametrize("name", [f"a.{'b' * 300}", f"a.{'ŵ' * 200}", f"{'ŵ' * 300}.csv"])
def test_no_length_of_a_file_s_name_breaks_its_upload(desk, name):
    assert "There is no name." in upload(desk, name=name).content.decode()


def test_a_file_without_a_name_column_asks_what_its_columns_are(desk):
    page = upload(desk, "Cymdeithas,town\nDerwen,Nefyn\n").content.decode()
    assert "No column of this file is the name" in page
    assert "There is nothing to import" not in page
    imported = Import.objects.get()
    said = {"column-0": "name_cy", "column-1": "town"}
    page = desk.post(reverse("imports:columns", args=[imported.pk]), said, follow=True)
    assert "Import these rows" in page.content.decode()
    actions.queue(imported=Import.objects.get(), by=None)
    actions.work()
    assert Entry.objects.get().name_cy == "Derwen"


def test_markup_in_a_name_is_shown_as_text(desk):
    page = upload(desk, "name\n<script>alert(1)</script>\n")
    text = page.content.decode()
    assert "<script>alert(1)</script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_apply_queues_and_the_page_waits_then_shows_the_result(desk):
    upload(desk)
    imported = Import.objects.get()
    page = desk.post(reverse("imports:apply", args=[imported.pk]), follow=True)
    assert "Waiting for its turn." in page.content.decode()
    told = desk.get(reverse("imports:progress", args=[imported.pk])).json()
    assert told == {"phase": "", "percent": 0, "state": "queued", "done": False}
    actions.work()
    told = desk.get(reverse("imports:progress", args=[imported.pk])).json()
    assert told["done"] is True
    page = desk.get(reverse("imports:plan", args=[imported.pk]))
    assert "Take this import back" in page.content.decode()
    assert Entry.objects.count() == 2


def test_a_double_click_applies_once_and_says_so(desk):
    upload(desk)
    address = reverse("imports:apply", args=[Import.objects.get().pk])
    desk.post(address)
    page = desk.post(address, follow=True)
    assert "cannot be done now" in page.content.decode()
    actions.work()
    actions.work()
    assert Entry.objects.count() == 2


def test_rows_can_be_seen_by_outcome(desk):
    upload(desk)
    address = reverse("imports:plan", args=[Import.objects.get().pk])
    refused = desk.get(address, {"show": "refuse"}).content.decode()
    assert "There is no name." in refused
    assert "Cwmpas" not in refused
    assert desk.get(address, {"show": "nonsense", "page": "x"}).status_code == 200


def test_a_possible_duplicate_is_decided_on_the_page(desk, sheet):
    bring(sheet({"name": "Old Oak", "postcode": "SA31 2JL"}), source="other")
    entry = Entry.objects.get()
    upload(desk, "name,postcode,phone\nOld Oak,SA31 2JL,01267 111222\n")
    imported = Import.objects.get(state="planned")
    address = reverse("imports:plan", args=[imported.pk])
    for show in ("", "duplicate"):
        page = desk.get(address, {"show": show}).content.decode()
        assert f'<option value="{entry.public_id}"' in page
        assert "Keep these decisions and plan again" in page
    desk.post(reverse("imports:decide", args=[imported.pk]), {"decide-2": entry.public_id})
    imported.refresh_from_db()
    assert imported.counts["change"] == 1


def test_columns_are_chosen_on_the_page(desk):
    upload(desk, "name,Masnachu\nOld Oak,Derwen\n")
    imported = Import.objects.get()
    said = {"column-0": "name_en", "column-1": "name_cy"}
    desk.post(reverse("imports:columns", args=[imported.pk]), said)
    actions.queue(imported=Import.objects.get(), by=None)
    actions.work()
    assert Entry.objects.get().name_cy == "Derwen"


def test_an_import_is_taken_back_on_the_page(desk):
    upload(desk)
    imported = Import.objects.get()
    actions.queue(imported=imported, by=None)
    actions.work()
    page = desk.post(reverse("imports:undo", args=[imported.pk]), follow=True)
    assert "The import was taken back." in page.content.decode()
    assert not Entry.objects.exists()


def test_a_plan_is_thrown_away_on_the_page(desk):
    upload(desk)
    imported = Import.objects.get()
    page = desk.post(reverse("imports:discard", args=[imported.pk]), follow=True)
    assert page.status_code == 200
    assert not Import.objects.exists()


def test_the_pages_speak_welsh_to_who_asks_for_it(desk, mair):
    speak_welsh(mair)
    page = upload(desk).content.decode()
    assert "Mewnforio’r rhesi hyn" in page
    assert "Nid oes enw." in page
    assert "Gwrthodwyd" in page


def test_the_list_of_imports_is_there_and_in_the_menu(desk):
    upload(desk)
    page = desk.get(reverse("imports:index")).content.decode()
    assert "forum.csv" in page
    assert reverse("imports:index") in desk.get("/admin/").content.decode()


def test_who_may_not_change_entries_may_not_import(client):
    sion = get_user_model().objects.create_user("sion", "sion@example.org", "x")
    group = Group.objects.create(name="readers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    sion.groups.add(group)
    client.force_login(sion)
    for name in ("index", "upload"):
        assert client.get(reverse(f"imports:{name}")).status_code in (302, 403)
    assert reverse("imports:index") not in client.get("/admin/").content.decode()


def test_what_a_complete_file_lacks_is_paged_through(desk, sheet):
    bring(sheet(*({"name": f"Society {n}"} for n in range(120))), source="register")
    upload(desk, "name\nSociety 7\n", source="register", complete="on")
    imported = Import.objects.get(state="planned")
    address = reverse("imports:plan", args=[imported.pk])
    page = desk.get(address).content.decode()
    assert "<strong>119</strong> Not in this file" in page
    first = desk.get(address, {"show": "absent"}).content.decode()
    assert "Page 1 of 3" in first
    assert "Society 0" in first
    assert "Society 119" not in first
    assert "Society 119" in desk.get(address, {"show": "absent", "page": 3}).content.decode()
