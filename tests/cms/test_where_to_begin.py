"""The desk's first page: where to begin, for each person what she may do."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from cydfap.cms.where_to_begin import TASKS

pytestmark = pytest.mark.django_db

# Pages are shown in the menu's own way, to who may change any.
TABLES = [route for route in TASKS if route != "wagtailadmin_explore_root"]


def first_page(client: Client) -> str:
    return client.get(reverse("wagtailadmin_home")).content.decode()


def begins_at(page: str, route: str) -> bool:
    return f'<li><a href="{reverse(route)}">' in page


def test_the_secretary_is_led_to_every_task(client):
    mair = get_user_model().objects.create_superuser("mair", "mair@example.org", "x")
    client.force_login(mair)
    page = first_page(client)
    assert all(begins_at(page, route) for route in TASKS)


def test_who_may_only_sign_in_is_led_to_none_of_them(client):
    sian = get_user_model().objects.create_user("sian", "sian@example.org", "x")
    sian.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(sian)
    page = first_page(client)
    assert not any(begins_at(page, route) for route in TABLES)
