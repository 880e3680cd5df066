"""A letter arrives as it was written, and a mail program can unsubscribe its reader."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.characters import one_line, plain
from cydfap.lib.letters import Letter, Mailbox, compose, message_id

FORUM = Mailbox("llythyr@gofal.cymru.coop", "Fforwm Gofal, Cymru")
SIAN = Mailbox("sian@example.org", "Siân Ŵyn")
DIGEST = Letter(
    sender=FORUM,
    to=SIAN,
    subject="Beth sy’n digwydd: gŵyl yng Nghaerdydd, ŷd a dŵr, a phum stori arall o’r wythnos hon",
    lang="cy",
    text="Annwyl Siân,\n\nFrom yma ymlaen…\n.\n" + "ŵyl " * 400,
    html="<p>Annwyl <b>Siân</b>,</p>",
    sent=datetime(2018, 5, 3, 6, 0, tzinfo=UTC),
    message_id=message_id(edition="2018-18", subscriber="7", host="gofal.cymru.coop"),
    unsubscribe="https://gofal.cymru.coop/cy/llythyr/dad-danysgrifio/" + "tocyn" * 20 + "/",
    list_id="llythyr.gofal.cymru.coop",
    reply_to=Mailbox("fforwm@gofal.cymru.coop"),
)


def changed(**parts):
    return Letter(**{name: getattr(DIGEST, name) for name in Letter.__slots__} | parts)


def read(letter):
    """The message as Python's newer reader has it, which has no part in writing it."""
    raw = compose(letter)
    assert raw.isascii()
    for line in raw.split(b"\r\n"):
        assert len(line) <= 998
        assert b"\n" not in line
        assert b"\r" not in line
    message = message_from_bytes(raw, policy=policy.SMTP)
    for part in message.walk():
        assert not part.defects
    return message


def name_of_reader(letter):
    """By the older reader: the newer one parts a long name where its encoded words meet."""
    name, _ = parseaddr(message_from_bytes(compose(letter))["To"])
    return str(make_header(decode_header(name)))


def body(message, kind):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_a_letter_is_read_as_it_was_written():
    message = read(DIGEST)
    assert message["Subject"] == DIGEST.subject
    assert [str(box) for box in message["To"].addresses] == ["Siân Ŵyn <sian@example.org>"]
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (FORUM.name, FORUM.address)
    assert message["Reply-To"].addresses[0].addr_spec == "fforwm@gofal.cymru.coop"
    assert message["Date"].datetime == DIGEST.sent
    assert message["Content-Language"] == "cy"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert [part["Content-Language"] for part in message.iter_parts()] == ["cy", "cy"]
    assert body(message, "plain") == DIGEST.text
    assert body(message, "html") == DIGEST.html


def test_a_long_subject_is_folded_between_letters():
    head, _, _ = compose(DIGEST).partition(b"\r\n\r\n")
    subject = [line for line in head.split(b"\r\n") if b"=?utf-8?" in line]
    assert len(subject) > 2
    assert all(len(line) <= 78 for line in subject)


def test_a_subject_that_looks_encoded_is_read_as_it_is():
    assert read(changed(subject="=?utf-8?q?Helo?="))["Subject"] == "=?utf-8?q?Helo?="


def test_one_click_unsubscribes():
    head, _, _ = compose(DIGEST).partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert f"List-Unsubscribe: <{DIGEST.unsubscribe}>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert "List-Id: <llythyr.gofal.cymru.coop>" in lines


def test_a_repeat_is_the_same_letter():
    assert compose(DIGEST) == compose(DIGEST)
    host = "gofal.cymru.coop"
    ids = {
        message_id(edition=edition, subscriber=subscriber, host=host)
        for edition, subscriber in [("1", "11"), ("11", "1"), ("1", "1"), ("111", ""), ("2", "11")]
    }
    assert len(ids) == 5
    assert message_id(edition="1", subscriber="11", host=host) in ids


@pytest.mark.parametrize(
    "where", ["", "sian", "siân@example.org", "a b@example.org", "a@b\r\nBcc: c@d", "a\n@b.cymru"]
)
def test_what_is_no_address_is_refused(where):
    with pytest.raises(ValueError, match="no mail can go"):
        compose(changed(to=Mailbox(where)))


def test_a_host_with_accents_is_written_as_the_network_has_it():
    (to,) = read(changed(to=Mailbox("post@tŷ.cymru"))).get("To").addresses
    assert to.domain.isascii()
    assert to.domain.encode().decode("idna") == "tŷ.cymru"


TEXT = st.text(max_size=200) | st.text('ŵŷ’\r\n,;:"<>@=?\\_. aB', max_size=300)


@given(TEXT, TEXT, TEXT, TEXT)
def test_whatever_is_written_arrives_and_no_header_slips_in(subject, name, text, html):
    letter = changed(subject=subject, to=Mailbox("a@b.cymru", name), text=text, html=html)
    message = read(letter)
    assert set(message.keys()) == set(read(DIGEST).keys())
    assert message["Subject"] == one_line(subject)
    assert message["To"].addresses[0].addr_spec == "a@b.cymru"
    assert name_of_reader(letter) == one_line(name)
    assert body(message, "plain") == plain(text)
    assert body(message, "html") == plain(html)
