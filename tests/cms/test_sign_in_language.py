"""Who is about to sign in reads the page in either language, and what they choose stays."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from lxml import etree
from wagtail.users.models import UserProfile

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
OTHER = {"en": "cy", "cy": "en"}
NAMES = {"en": "English", "cy": "Cymraeg"}


def read(client, address):
    page = etree.HTML(client.get(address).content)
    (link,) = page.xpath('//p[@class="desk-language"]/a')
    return page, link


@pytest.fixture
def mair():
    return get_user_model().objects.create_superuser("mair", "mair@example.org", "saith-seren")


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_the_other_language_is_a_link_away_and_back(client, lang):
    page, link = read(client, f"{LOGIN}?lang={lang}")
    assert page.get("lang") == lang
    assert (link.get("lang"), link.text) == (OTHER[lang], NAMES[OTHER[lang]])
    page, link = read(client, LOGIN + link.get("href"))
    assert page.get("lang") == OTHER[lang]
    assert link.get("lang") == lang


def test_where_somebody_was_going_is_kept(client):
    _, link = read(client, f"{LOGIN}?next=/admin/pages/")
    page, _ = read(client, LOGIN + link.get("href"))
    assert page.xpath('//input[@name="next"]/@value') == ["/admin/pages/"]


def test_a_wrong_password_is_refused_and_the_desk_is_opened_in_the_language_chosen(client, mair):
    client.get(f"{LOGIN}?lang=cy")
    wrong = client.post(LOGIN, {"username": "mair", "password": "x"}).content.decode()
    assert '<html lang="cy"' in wrong
    client.post(LOGIN, {"username": "mair", "password": "saith-seren", "next": "/admin/"})
    assert '<html lang="cy"' in client.get("/admin/").content.decode()
    UserProfile.get_for_user(mair)
    UserProfile.objects.filter(user=mair).update(preferred_language="en")
    assert '<html lang="en"' in client.get("/admin/").content.decode()


def test_the_desk_s_other_pages_may_mean_something_else_by_the_word(client, mair):
    client.get(f"{LOGIN}?lang=en")
    client.force_login(mair)
    answer = client.get(f"{reverse('language:index')}?lang=cy")
    assert '<html lang="en"' in answer.content.decode()
    assert "desk_language" not in answer.cookies
    assert '<html lang="en"' in client.get("/admin/").content.decode()


@pytest.mark.parametrize("lang", ["de", "", "%00", "../cy"])
def test_a_language_that_is_none_of_ours_is_passed_over(client, lang):
    answer = client.get(f"{LOGIN}?lang={lang}")
    assert answer.status_code == 200
    assert "desk_language" not in answer.cookies


def test_the_choice_is_for_the_desk_alone(client):
    cookie = client.get(f"{LOGIN}?lang=cy").cookies["desk_language"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Lax")


def test_it_holds_on_a_host_of_the_other_language(client, settings):
    settings.LANGUAGE_HOSTS = {"en": "care.wales.example", "cy": "gofal.cymru.example"}
    settings.ALLOWED_HOSTS = ["care.wales.example"]
    settings.WAGTAILADMIN_BASE_URL = "http://care.wales.example"
    answer = client.get(f"{LOGIN}?lang=cy", headers={"host": "care.wales.example"})
    assert '<html lang="cy"' in answer.content.decode()
