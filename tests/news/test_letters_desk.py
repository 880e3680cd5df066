"""The secretary's page of the weekly digest."""

import logging
import smtplib

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cydfap.news import actions
from cydfap.news.models import Campaign, Outgoing, Subscriber
from tests.news import cast
from tests.release import cast as directory

pytestmark = pytest.mark.django_db

SIAN, RHYS = "sian@example.org", "rhys@example.org"
DESK = reverse("letters:index")


class Refusing(BaseEmailBackend):
    """A mail server that knows nobody."""

    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({email_messages[0].to[0]: (550, b"no such user")})


class Away(BaseEmailBackend):
    def open(self):
        raise ConnectionRefusedError


@pytest.fixture
def mair():
    return get_user_model().objects.create_superuser("mair", "mair@example.org", "x")


@pytest.fixture
def desk(client, mair):
    client.force_login(mair)
    return client


def subscribed(address=SIAN, lang="cy", *, confirmed=True, **chosen):
    now = timezone.now()
    return Subscriber.objects.create(
        address=address, lang=lang, asked_at=now, confirmed_at=now if confirmed else None, **chosen
    )


def refused(settings, backend=Refusing):
    """A digest that could not go to Siân."""
    sian = subscribed()
    cast.story("Old Oak opens")
    actions.write_edition(until=timezone.now(), name="2026-W48")
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"
    actions.send_batch()
    return sian


def shown(desk):
    return desk.get(DESK).content.decode()


def numbers(desk):
    return dict(desk.get(DESK).context["numbers"])


def test_the_desk_counts_subscribers_by_language_and_state(desk):
    subscribed(SIAN, "cy")
    subscribed(RHYS, "en")
    subscribed("huw@example.org", "en", confirmed=False)
    told = numbers(desk)
    assert (told["Have the digest"], told["Cymraeg"], told["English"]) == (2, 1, 1)
    assert told["Have not confirmed yet"] == 1


def test_the_desk_counts_what_they_chose_by_its_name(desk):
    directory.areas()
    bank = cast.topic("Public bank")
    subscribed(SIAN, topics=[str(bank.translation_key)], areas=["W06000015"])
    subscribed(RHYS, topics=[str(bank.translation_key)])
    subscribed("huw@example.org")
    answer = desk.get(DESK)
    assert answer.context["choices"] == [("Public bank", 2), ("Cardiff", 1), ("Everything", 1)]
    assert "Public bank, Cardiff" in answer.content.decode()


def test_a_letter_that_was_refused_is_told_with_the_reason(desk, settings):
    refused(settings)
    told = shown(desk)
    assert SIAN in told
    assert "The mail server does not take this address. (550)" in told


def test_a_letter_that_is_put_off_is_counted(desk, settings):
    subscribed()
    cast.story("Old Oak opens")
    actions.write_edition(until=timezone.now(), name="2026-W48")
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    with pytest.raises(Exception, match="ConnectionRefusedError"):
        actions.send_batch()
    assert Outgoing.objects.get().trouble == "away"
    assert numbers(desk)["Letters put off"] == 1


def test_a_refused_letter_is_tried_again(desk, settings, tmp_path):
    refused(settings)
    letter = Outgoing.objects.get()
    settings.EMAIL_BACKEND = "cydfap.cms.post.Folder"
    settings.EMAIL_FILE_PATH = tmp_path
    again = reverse("letters:send-again", args=[letter.pk])
    assert desk.get(again).status_code == 405
    desk.post(again)
    assert actions.send_batch()
    assert Outgoing.objects.get().state == "sent"
    desk.post(again)
    assert Outgoing.objects.get().state == "sent"


def test_a_reader_s_message_is_not_read_at_the_desk(desk, settings):
    page = cast.add(Campaign, "Bank", ask="A bank.", put_to="All", contact_email="g@example.org")
    actions.write_to_group(
        campaign=page, name="Siân", address=SIAN, words="A secret of mine", lang="en"
    )
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    actions.send_batch()
    told = shown(desk)
    assert "Message to a campaign’s group" in told
    assert not [word for word in ("A secret of mine", SIAN, "g@example.org") if word in told]


def test_a_subscriber_is_removed_with_all_that_was_written_to_them(desk, settings):
    sian = refused(settings)
    remove = reverse("letters:remove", args=[sian.pk])
    assert f"Remove {SIAN} from the digest?" in desk.get(remove).content.decode()
    assert Subscriber.objects.exists()
    told = desk.post(remove, follow=True).content.decode()
    assert "The address is deleted." in told
    assert [*Subscriber.objects.all(), *Outgoing.objects.all()] == []
    assert desk.post(remove).status_code == 302


def test_a_subscriber_is_found_by_an_address_that_no_address_of_ours_holds(desk):
    sian = subscribed()
    found = desk.post(DESK, {"address": "Sian@Example.org"})
    assert found["Location"] == reverse("letters:remove", args=[sian.pk])
    nobody = desk.post(DESK, {"address": RHYS}, follow=True)
    assert "Nobody with that address has the digest." in nobody.content.decode()
    assert desk.post(DESK, {"address": "sian"}).status_code == 422


def test_no_log_has_an_address(desk, settings, caplog):
    caplog.set_level(logging.DEBUG)
    sian = refused(settings)
    desk.post(reverse("letters:send-again", args=[Outgoing.objects.get().pk]))
    desk.post(DESK, {"address": SIAN})
    desk.post(reverse("letters:remove", args=[sian.pk]))
    logged = list(ModelLogEntry.objects.values_list("action", "label", "data"))
    assert {"news.send_again", "wagtail.delete"} <= {action for action, *_ in logged}
    assert SIAN not in f"{logged}"
    ours = [line.getMessage() for line in caplog.records if not line.name.startswith("django.db")]
    assert not [line for line in ours if SIAN in line]


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", ""), ("post", ""), ("get", "1/remove/"), ("post", "1/remove/"),
     ("post", "1/send-again/")],
)  # fmt: skip
def test_an_editor_does_not_learn_who_reads(client, method, path):
    subscribed(id=1)
    huw = get_user_model().objects.create_user("huw", password="x")
    for codename in ("access_admin", "change_entry"):
        huw.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(huw)
    answer = getattr(client, method)(f"{DESK}{path}", {"address": SIAN})
    assert answer["Location"] == reverse("wagtailadmin_home")
    assert "/admin/letters/" not in client.get("/admin/").content.decode()
    assert Subscriber.objects.filter(address=SIAN).exists()


def test_the_page_costs_the_same_however_many_there_are(desk, django_assert_max_num_queries):
    for number in range(60):
        subscribed(f"reader{number}@example.org", areas=["W06000015"])
    desk.get(DESK)
    with django_assert_max_num_queries(35):
        desk.get(DESK)
