"""The weekly digest: who asks, confirms, changes and ends; what it holds; how it is sent."""

import smtplib
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from lxml import etree

from cydfap.cms.limits import Buckets
from cydfap.news import actions, editions
from cydfap.news.actions import sending
from cydfap.news.models import Edition, NewsPage, Outgoing, Subscriber
from cydfap.news.views import floods
from tests.news import cast
from tests.release import cast as directory

pytestmark = pytest.mark.django_db

SIAN, RHYS = "sian@example.org", "rhys@example.org"
DIGEST = {"en": "/en/digest/", "cy": "/cy/crynodeb/"}
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path, monkeypatch):
    """Letters as files; and each test with a patience of its own."""
    settings.EMAIL_BACKEND = "cydfap.cms.post.Folder"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    monkeypatch.setattr(floods, "BUCKETS", Buckets())
    return settings.EMAIL_FILE_PATH


def letters(outbox):
    """What has been sent, in its order."""
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted(outbox.glob("*.eml"))
    ]


def words(letter, kind="plain"):
    return letter.get_body((kind,)).get_content()


def send_all():
    while actions.send_batch():
        pass


def subscribed(address=SIAN, lang="en", **chosen):
    now = timezone.now()
    return Subscriber.objects.create(
        address=address, lang=lang, asked_at=now, confirmed_at=now, **chosen
    )


def edition(name="2026-W48"):
    made = actions.write_edition(until=timezone.now(), name=name)
    send_all()
    return made


def link(letter, part):
    return next(line.split()[-1] for line in words(letter).splitlines() if part in line)


def path(address):
    return address.removeprefix("http://localhost:8000").removeprefix("http://localhost")


def test_nobody_gets_letters_who_has_not_said_yes_with_a_button(reader, outbox):
    cast.story("Old Oak opens")
    asked = reader.post(DIGEST["cy"], {"address": "Sian@Example.org", "lang": "cy"})
    assert asked["Location"] == "/cy/crynodeb/gofynnwyd/"
    assert reader.get(asked["Location"]).status_code == 200
    send_all()
    (question,) = letters(outbox)
    assert question["To"] == SIAN
    assert question["Subject"] == "Ydych chi eisiau’r crynodeb wythnosol?"
    confirm = path(link(question, "cadarnhau"))
    assert reader.get(confirm).status_code == 200
    edition("2026-W47")
    assert len(letters(outbox)) == 1
    assert Subscriber.objects.get().confirmed_at is None
    reader.post(confirm)
    cast.story("Old Oak closes")
    edition("2026-W48")
    (_, digest) = letters(outbox)
    assert "Old Oak closes" in digest["Subject"]
    assert "Old Oak opens" not in words(digest)


def test_a_form_tells_nobody_who_gets_the_digest_and_changes_nothing_of_theirs(reader, outbox):
    subscribed(lang="cy")
    Subscriber.objects.update(asked_at=timezone.now() - timedelta(days=1))
    known = reader.post(DIGEST["en"], {"address": SIAN, "lang": "en"})
    unknown = reader.post(DIGEST["en"], {"address": RHYS, "lang": "en"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Subscriber.objects.get(address=SIAN).lang == "cy"
    send_all()
    assert "sydd yn ei gael yn barod" in words(letters(outbox)[0])


def test_who_asks_again_at_once_is_written_to_once(reader, outbox):
    for _ in range(3):
        reader.post(DIGEST["en"], {"address": SIAN, "lang": "en"})
    send_all()
    assert len(letters(outbox)) == 1


@pytest.mark.parametrize(
    "wrong", [{"address": "sian"}, {"address": ""}, {"lang": "fr"}, {"topics": ["x"]}]
)
def test_what_is_wrong_is_said_and_nothing_is_kept(reader, wrong):
    answer = reader.post(DIGEST["en"], {"address": SIAN, "lang": "en", **wrong})
    assert answer.status_code == 422
    assert etree.HTML(answer.content).xpath('//p[@class="wrong"]/text()')
    assert not Subscriber.objects.exists()


def test_a_program_that_fills_in_everything_is_let_believe(reader):
    answer = reader.post(DIGEST["en"], {"address": SIAN, "lang": "en", "website": "x"})
    assert answer.status_code == 302
    assert not Subscriber.objects.exists()


def test_one_address_of_the_network_cannot_ask_for_many(reader):
    codes = [
        reader.post(DIGEST["en"], {"address": f"{n}@example.org", "lang": "en"}).status_code
        for n in range(7)
    ]
    assert codes == [302] * 5 + [429] * 2


def test_who_never_answers_is_forgotten(reader):
    reader.post(DIGEST["en"], {"address": SIAN, "lang": "en"})
    Subscriber.objects.update(asked_at=timezone.now() - timedelta(days=8))
    edition()
    assert not Subscriber.objects.exists()
    assert not Outgoing.objects.exists()


def test_the_page_of_a_topic_leads_to_a_form_that_has_it_ticked(reader):
    bank = cast.topic("Public bank")
    page = etree.HTML(reader.get("/en/whats-happening/public-bank/").content)
    (form,) = page.xpath('//a[text()="A weekly digest by e-mail"]/@href')
    html = etree.HTML(reader.get(form).content)
    assert html.xpath('//input[@name="topics"][@checked]/@value') == [str(bank.translation_key)]


def test_everybody_gets_what_they_chose_in_their_language(reader, outbox):
    gwynedd = directory.areas()[directory.GWYNEDD]
    bank = cast.topic("Public bank")
    debate = cast.story("The debate", topics=(bank,))
    cast.story("Y ddadl", "cy", other=debate, topics=())
    cast.story("In Gwynedd", areas=(gwynedd,))
    subscribed("all@example.org", "cy")
    subscribed("bank@example.org", "cy", topics=[str(bank.translation_key)])
    subscribed("wales@example.org", areas=[directory.WALES])
    subscribed("cardiff@example.org", areas=[directory.CARDIFF])
    edition()
    found = {str(letter["To"]): letter for letter in letters(outbox)}
    assert set(found) == {"all@example.org", "bank@example.org", "wales@example.org"}
    everything = words(found["all@example.org"])
    assert "Y ddadl" in everything
    assert "The debate" not in everything
    assert "Saesneg yn unig ar hyn o bryd\nIn Gwynedd" in everything
    html = etree.HTML(words(found["all@example.org"], "html"))
    assert html.xpath('//a[text()="In Gwynedd"]/@lang') == ["en"]
    assert "In Gwynedd" not in words(found["bank@example.org"])
    assert "debate" not in words(found["wales@example.org"])
    for address in html.xpath("//h2/a/@href"):
        assert reader.get(path(address)).status_code == 200


def test_a_week_without_news_has_no_letter_and_nothing_is_told_twice(outbox):
    subscribed()
    cast.story("Old Oak opens")
    edition("2026-W48")
    edition("2026-W49")
    assert len(letters(outbox)) == 1
    assert Edition.objects.count() == 2


def test_an_edition_is_written_once_a_week_when_it_is_due(settings):
    monday = datetime(2018, 6, 4, 7, tzinfo=LONDON)
    assert editions.last_due(monday) == monday
    assert editions.last_due(monday - timedelta(seconds=1)) == monday - timedelta(days=7)
    assert editions.last_due(datetime(2018, 6, 10, 23, tzinfo=UTC)) == monday
    assert editions.name_of(monday) == "2018-W23"
    assert actions.write_what_is_due() is True
    assert actions.write_what_is_due() is False


def test_the_database_lets_nobody_have_an_edition_twice():
    siân = subscribed()
    cast.story("Old Oak opens")
    made = edition()
    with pytest.raises(IntegrityError), transaction.atomic():
        Outgoing.objects.create(
            kind="digest", subscriber=siân, edition=made, written_at=timezone.now()
        )


def test_a_mail_program_unsubscribes_its_reader_with_one_post_and_nothing_stays(outbox):
    subscribed()
    cast.story("Old Oak opens")
    edition()
    (letter,) = letters(outbox)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = path(letter["List-Unsubscribe"].strip("<>"))
    stranger = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    assert stranger.get(address).status_code == 200
    assert Subscriber.objects.exists()
    body = {"data": "List-Unsubscribe=One-Click",
            "content_type": "application/x-www-form-urlencoded"}  # fmt: skip
    for _ in range(2):
        answer = stranger.post(address, **body)
        assert answer.status_code == 200
        assert not answer.cookies
    assert not Subscriber.objects.exists()
    assert not Outgoing.objects.exists()


def test_a_subscriber_changes_what_they_get_without_an_account(reader, outbox):
    bank = cast.topic("Public bank")
    subscribed()
    cast.story("Old Oak opens")
    edition()
    choices = path(link(letters(outbox)[0], "Change what you get"))
    page = reader.get(choices)
    assert page["Cache-Control"] == "no-store"
    key = str(bank.translation_key)
    saved = reader.post(choices, {"lang": "cy", "topics": [key]})
    assert "Your choices are saved" in reader.get(saved["Location"]).content.decode()
    siân = Subscriber.objects.get()
    assert (siân.lang, siân.topics, siân.areas) == ("cy", [key], [])
    assert reader.post(choices, {"lang": "cy", "topics": ["x"]}).status_code == 422
    assert reader.get("/en/my-digest/nobody/").status_code == 404


class Server(BaseEmailBackend):
    """A mail server that answers as the test wants."""

    problem: Exception
    calls = 0

    def send_messages(self, messages):
        Server.calls += 1
        raise self.problem


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.calls = 0
    return Server


def refused(code):
    return smtplib.SMTPRecipientsRefused({SIAN: (code, b"no such " + SIAN.encode())})


def test_an_address_that_the_server_refuses_is_not_tried_again_and_no_log_names_it(server, caplog):
    subscribed()
    cast.story("Old Oak opens")
    server.problem = refused(550)
    edition()
    send_all()
    assert server.calls == 1
    assert Outgoing.objects.get().state == "refused"
    assert "given up" in caplog.text
    assert SIAN not in caplog.text


def test_what_the_server_cannot_take_now_is_sent_later(server, settings, outbox):
    subscribed()
    cast.story("Old Oak opens")
    server.problem = refused(450)
    edition()
    settings.EMAIL_BACKEND = "cydfap.cms.post.Folder"
    send_all()
    assert letters(outbox) == []
    Outgoing.objects.update(not_before=timezone.now())
    send_all()
    assert len(letters(outbox)) == 1


@pytest.mark.parametrize(
    "problem",
    [ConnectionRefusedError(f"to {SIAN}"), smtplib.SMTPConnectError(-1, b"")],
    ids=["refused", "hung-up"],
)
def test_where_there_is_no_server_the_worker_rests_and_no_letter_is_lost(server, problem):
    subscribed()
    subscribed(RHYS)
    cast.story("Old Oak opens")
    actions.write_edition(until=timezone.now(), name="2026-W48")
    server.problem = problem
    with pytest.raises(sending.PostProblem) as told:
        actions.send_batch()
    assert SIAN not in str(told.value)
    assert server.calls == 1
    assert set(Outgoing.objects.values_list("state", "code")) == {("waiting", 0)}


def test_a_page_taken_back_before_the_edition_is_not_in_it(outbox):
    subscribed()
    cast.story("Taken back").unpublish()
    cast.story("Stays")
    edition()
    assert "Taken back" not in words(letters(outbox)[0])


def test_an_edition_is_built_with_as_many_queries_for_few_subscribers_as_for_many(
    django_assert_max_num_queries,
):
    subscribed()
    cast.story("Old Oak opens")
    for number in range(300):
        subscribed(f"{number}@example.org")
    with django_assert_max_num_queries(25):
        actions.write_edition(until=timezone.now(), name="2026-W48")
    assert Outgoing.objects.count() == 301
    assert NewsPage.objects.count() == 1


def test_an_address_is_no_page_s_and_no_log_s(reader):
    subscribed()
    assert SIAN not in str(Subscriber.objects.get())
    with pytest.raises(ValidationError):
        Subscriber(address="x", lang="en", asked_at=timezone.now()).full_clean()
