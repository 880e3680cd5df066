"""The desk's own pages are alike: heading, breadcrumbs, a place in the menu, and how they page."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from cydfap.news.enums import LinkState
from cydfap.news.models import WebLink
from tests.news import cast

pytestmark = pytest.mark.django_db

PAGES = {"language": "Language", "links": "Broken links", "letters": "Weekly digest"}


@pytest.fixture
def mair(client):
    user = get_user_model().objects.create_superuser("mair", "mair@example.org", "x")
    client.force_login(user)
    return client


@pytest.mark.parametrize(("name", "title"), PAGES.items())
def test_each_has_its_title_as_the_last_of_its_breadcrumbs_and_in_the_menu(mair, name, title):
    answer = mair.get(reverse(f"{name}:index"))
    assert "cms/desk.html" in [each.name for each in answer.templates]
    page = etree.HTML(answer.content)
    assert title in page.xpath("string(//title)")
    crumbs = page.xpath("//*[@data-controller='w-breadcrumbs']//ol/li")
    assert crumbs[-1].xpath("normalize-space()") == title
    menu = page.xpath("string(//*[@id='wagtail-sidebar-props'])")
    assert f'"{reverse(f"{name}:index")}"' in menu


def test_who_may_not_use_them_sees_them_neither_in_the_menu_nor_at_all(client):
    user = get_user_model().objects.create_user("sion", "sion@example.org", "x")
    user.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    client.force_login(user)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    for name in PAGES:
        address = reverse(f"{name}:index")
        assert f'"{address}"' not in home
        assert client.get(address).status_code == 302


def test_the_next_page_is_of_what_was_chosen(mair):
    for number in range(51):
        WebLink.objects.create(
            url=f"https://{number}.example.org/",
            digest=str(number),
            state=LinkState.UNSURE,
            since=timezone.now(),
            checked_at=timezone.now(),
            due_at=timezone.now(),
        )
    page = etree.HTML(mair.get(reverse("links:index") + "?state=unsure").content)
    (onward,) = page.xpath("//a[text()='Next']/@href")
    further = etree.HTML(mair.get(reverse("links:index") + onward).content)
    assert len(further.xpath("//table[contains(@class,'desk-table')]/tbody/tr")) == 1
    assert further.xpath("//a[text()='Previous']/@href") == ["?state=unsure&p=1"]


def test_a_new_page_is_saved_by_a_button_alone_and_one_that_is_there_by_itself_too(mair):
    """While a new page is saved by itself, a button makes it a second time: that is refused."""
    welsh = cast.index("cy")
    new = mair.get(reverse("wagtailadmin_pages:add", args=["news", "story", welsh.pk]))
    there = mair.get(reverse("wagtailadmin_pages:edit", args=[welsh.pk]))
    assert b"w-unsaved#submit" in new.content
    assert b"w-autosave#save" not in new.content
    assert b"w-autosave#save" in there.content
