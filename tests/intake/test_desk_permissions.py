"""Who may do what with imports, and addresses that nobody should have typed."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from cydfap.directory.models import Entry
from cydfap.intake.models import Import

from .conftest import bring
from .test_desk import desk, upload  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def sion(client):
    """Siôn's rights are given one by one."""
    user = get_user_model().objects.create_user("sion", "sion@example.org", "x")
    client.force_login(user)

    def may(*codenames: str):
        found = Permission.objects.filter(codename__in=["access_admin", *codenames])
        user.user_permissions.set(found)
        return client

    return may


def may_open(client, name: str, *args: int) -> bool:
    return client.get(reverse(f"imports:{name}", args=args)).status_code == 200


@pytest.mark.parametrize("right", ["change_entry", "add_entry"])
def test_one_right_alone_is_not_enough_to_import(sion, right):
    client = sion(right)
    assert not may_open(client, "index")
    assert not may_open(client, "upload")


def test_who_may_not_delete_may_import_but_not_undo(sion, sheet):
    imported = bring(sheet({"name": "Old Oak"}))
    client = sion("add_entry", "change_entry")
    assert may_open(client, "index")
    assert may_open(client, "upload")
    page = client.get(reverse("imports:plan", args=[imported.pk])).content.decode()
    assert "Take this import back" not in page
    client.post(reverse("imports:undo", args=[imported.pk]))
    assert Entry.objects.count() == 1
    client = sion("add_entry", "change_entry", "delete_entry")
    client.post(reverse("imports:undo", args=[imported.pk]))
    assert not Entry.objects.exists()


@pytest.mark.parametrize("page", ["²", "9" * 5_000, "-1", "٣", ""])
def test_no_page_number_breaks_the_page_of_a_plan(desk, page):  # noqa: F811
    upload(desk)
    address = reverse("imports:plan", args=[Import.objects.get().pk])
    assert desk.get(address, {"page": page}).status_code == 200


@pytest.mark.parametrize("row", ["²", "9" * 500, ""])
def test_no_row_number_breaks_a_decision(desk, row):  # noqa: F811
    upload(desk)
    address = reverse("imports:decide", args=[Import.objects.get().pk])
    assert desk.post(address, {f"decide-{row}": "another"}).status_code == 302
    assert Import.objects.get().decisions == {}


def test_the_list_says_state_over_the_states(desk):  # noqa: F811
    upload(desk)
    page = desk.get(reverse("imports:index")).content.decode()
    assert "Method" not in page
    assert "State" in page
