"""A reader writes to a campaign's group, whose address nobody sees."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from cydfap.cms.limits import Buckets
from cydfap.news import actions
from cydfap.news.models import Campaign, Outgoing
from cydfap.news.views import floods
from tests.news import cast

pytestmark = pytest.mark.django_db

GROUP = "group@bank.example.org"
FORM = {"en": "/en/whats-happening/a-public-bank/get-in-touch/",
        "cy": "/cy/beth-syn-digwydd/banc-cyhoeddus/cysylltu/"}  # fmt: skip
MESSAGE = {"name": "Siân Ŵyn", "address": "sian@example.org", "words": "Sut alla i helpu?\n<b>"}


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path, monkeypatch):
    settings.EMAIL_BACKEND = "cydfap.cms.post.Folder"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    monkeypatch.setattr(floods, "BUCKETS", Buckets())
    return settings.EMAIL_FILE_PATH


@pytest.fixture
def campaign(reader):
    more = {"ask": "A bank", "put_to": "Welsh Government", "contact_email": GROUP}
    english = cast.add(Campaign, "A public bank", **more)
    cast.add(Campaign, "Banc cyhoeddus", "cy", other=english, **more)
    return english


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_a_message_reaches_the_group_and_an_answer_the_reader(reader, campaign, outbox, lang):
    sent = reader.post(FORM[lang], MESSAGE)
    assert sent["Location"] == f"{FORM[lang]}?sent=1"
    page = reader.get(sent["Location"]).content.decode()
    assert 'role="status"' in page
    actions.send_batch()
    (file,) = outbox.glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter["To"] == GROUP
    assert str(letter["Reply-To"]) == "Siân Ŵyn <sian@example.org>"
    assert letter["List-Unsubscribe"] is None
    assert letter["Content-Language"] == lang
    assert "Sut alla i helpu?\n<b>" in letter.get_body(("plain",)).get_content()
    assert "&lt;b&gt;" in letter.get_body(("html",)).get_content()
    assert not Outgoing.objects.exists()


def test_the_address_of_the_group_is_on_no_page(reader, campaign):
    for page in ("/en/whats-happening/a-public-bank/", "/en/whats-happening/", FORM["en"]):
        assert GROUP not in reader.get(page).content.decode()
    assert FORM["en"] in reader.get("/en/whats-happening/a-public-bank/").content.decode()


def test_the_switch_leads_to_the_form_of_the_other_side(reader, campaign):
    assert f'href="{FORM["cy"]}"' in reader.get(FORM["en"]).content.decode()


def test_a_message_sent_with_two_presses_is_one_letter(reader, campaign, outbox):
    for _ in range(2):
        assert reader.post(FORM["en"], MESSAGE).status_code == 302
    actions.send_batch()
    reader.post(FORM["en"], MESSAGE)
    actions.send_batch()
    first, late = (message_from_bytes(file.read_bytes()) for file in sorted(outbox.glob("*.eml")))
    assert first["Message-ID"] == late["Message-ID"]


def test_another_message_of_the_same_reader_is_another_letter(reader, campaign, outbox):
    for words in ("Sut alla i helpu?", "A phryd?"):
        reader.post(FORM["en"], {**MESSAGE, "words": words})
    actions.send_batch()
    letters = [message_from_bytes(file.read_bytes()) for file in outbox.glob("*.eml")]
    assert len({letter["Message-ID"] for letter in letters}) == 2


def test_a_campaign_without_an_address_or_taken_back_has_no_form(reader, campaign):
    campaign.contact_email = ""
    campaign.save_revision().publish()
    assert reader.get(FORM["en"]).status_code == 404
    assert FORM["en"] not in reader.get("/en/whats-happening/a-public-bank/").content.decode()
    Campaign.objects.get(slug="banc-cyhoeddus").unpublish()
    assert reader.post(FORM["cy"], MESSAGE).status_code == 404


@pytest.mark.parametrize("wrong", [{"name": ""}, {"address": "x"}, {"words": " "}])
def test_what_is_wrong_is_said_and_the_rest_stays_written(reader, campaign, wrong):
    answer = reader.post(FORM["en"], {**MESSAGE, **wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'class="wrong"' in page
    assert ("Sut alla i helpu?" in page) is ("words" not in wrong)
    assert not Outgoing.objects.exists()


def test_a_name_cannot_smuggle_a_header(reader, campaign, outbox):
    reader.post(FORM["en"], {**MESSAGE, "name": "Siân\r\nBcc: all@example.org"})
    actions.send_batch()
    for file in outbox.glob("*.eml"):
        assert message_from_bytes(file.read_bytes(), policy=policy.default)["Bcc"] is None


def test_a_message_that_cannot_be_delivered_is_not_kept_for_ever(reader, campaign):
    reader.post(FORM["en"], MESSAGE)
    Campaign.objects.update(contact_email="")
    actions.send_batch()
    assert Outgoing.objects.get().state == "refused"
    actions.write_edition(until=timezone.now() + timedelta(days=71), name="2027-W06")
    assert not Outgoing.objects.exists()


def test_programs_and_floods_write_to_nobody(reader, campaign):
    reader.post(FORM["en"], {**MESSAGE, "website": "x"})
    assert not Outgoing.objects.exists()
    codes = [reader.post(FORM["en"], MESSAGE).status_code for _ in range(4)]
    assert codes == [302, 302, 429, 429]
