"""Who is about to sign in reads the page in either language, and what they choose stays."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from lxml import etree
from wagtail.users.models import UserProfile

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
OTHER = {"en": "cy", "cy": "en"}
NAMES = {"en": "English", "cy": "Cymraeg"}


def read(client, address):
    page = etree.HTML(client.get(address).content)
    (link,) = page.xpath('//a[@class="language"]')
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


def test_who_signs_out_is_told_so_in_their_own_language(client, mair):
    UserProfile.get_for_user(mair)
    UserProfile.objects.filter(user=mair).update(preferred_language="cy")
    client.force_login(mair)
    english = {"Accept-Language": "en"}
    page = client.post("/admin/logout/", headers=english, follow=True).content.decode()
    assert '<html lang="cy"' in page
    assert "Rydych wedi allgofnodi." in page
    # And on the day that she comes back.
    assert '<html lang="cy"' in client.get(LOGIN, headers=english).content.decode()


def test_who_tries_too_often_is_told_so_in_the_language_they_chose(client):
    browser = {"Accept-Language": "en", "Accept": "text/html"}
    client.get(f"{LOGIN}?lang=cy", headers=browser)
    for _ in range(11):
        answer = client.post(LOGIN, {"username": "mair"}, headers=browser)
    assert answer.status_code == 429
    assert '<html lang="cy"' in answer.content.decode()


def test_the_letter_leads_to_a_page_in_its_own_language(client, mair, mailoutbox):
    asked = "/admin/password_reset/?lang=cy"
    client.post(asked, {"email": "mair@example.org"})
    assert "Eich enw defnyddiwr: mair" in mailoutbox[0].body
    link = re.search(r"http\S+(/admin/password_reset/\S+)", mailoutbox[0].body)
    elsewhere = Client(headers={"Accept-Language": "en"})
    page = elsewhere.get(link[1], follow=True).content.decode()
    assert '<html lang="cy"' in page
    assert "Dewiswch gyfrinair" in page


@pytest.mark.parametrize("guessed", ["a", "password1234", "202612312359", "mair@example.org"])
def test_a_password_that_is_guessed_is_refused_in_the_reader_s_language(
    client, mair, mailoutbox, guessed
):
    client.post("/admin/password_reset/?lang=cy", {"email": "mair@example.org"})
    link = re.search(r"http\S+(/admin/password_reset/\S+)", mailoutbox[0].body)
    page = client.get(link[1], follow=True)
    assert "Nifer lleiaf y nodau: 12" in page.content.decode()
    address = page.redirect_chain[-1][0]
    chosen = client.post(address, {"new_password1": guessed, "new_password2": guessed})
    assert 'class="wrong"' in chosen.content.decode()
    assert "This password" not in chosen.content.decode()
    mair.refresh_from_db()
    assert mair.check_password("saith-seren")
    words = "tair hwyaden wen"
    assert client.post(address, {"new_password1": words, "new_password2": words}).status_code == 302
    mair.refresh_from_db()
    assert mair.check_password(words)


@pytest.mark.parametrize(
    "address",
    [
        LOGIN,
        "/admin/password_reset/",
        "/admin/password_reset/done/",
        "/admin/password_reset/complete/",
        "/admin/password_reset/confirm/MQ/no-link/",
        "/admin/first/MQ/no-link/",
    ],
)
def test_the_ways_in_are_as_strict_as_the_public_pages_and_lead_to_the_map(client, address):
    answer = client.get(address)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    page = etree.HTML(answer.content)
    assert not page.xpath("//script | //style | //@style")
    assert page.xpath('//main//a[@href="/en/map/"]')


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
