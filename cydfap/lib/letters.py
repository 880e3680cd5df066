"""Letters to subscribers as messages (RFC 5322), with text, HTML and one-click unsubscription.

By Python's older classes, since the newer ones write a long List-Unsubscribe as an encoded word,
which no mail program understands.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.charset import QP, Charset
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from hashlib import sha256
from io import BytesIO

from .characters import address, one_line, plain

LONGEST_LINE = 76
BY_LETTER = Charset("utf-8")
BY_LETTER.body_encoding = QP
# Names that mail programs would read as more than one address, or as none.
QUOTED = set('()<>[]:;@\\,."')


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a letter comes from or goes to. The part before the @ is ASCII."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter to one subscriber, in one language; `sent` is aware.

    A POST to `unsubscribe`, an https address, ends the subscription without a further question;
    empty for a letter that belongs to none.
    """

    sender: Mailbox
    to: Mailbox
    subject: str
    lang: str
    text: str
    html: str
    sent: datetime
    message_id: str
    unsubscribe: str = ""
    list_id: str = ""
    reply_to: Mailbox | None = None


def message_id(*, edition: str, subscriber: str, host: str) -> str:
    """The same for an edition and a subscriber, whenever it is sent: a repeat can be told."""
    marked = sha256(f"{len(edition)}:{edition}{subscriber}".encode()).hexdigest()[:40]
    return f"<{marked}@{host}>"


def compose(letter: Letter) -> bytes:
    """The whole message, ready for SMTP. ValueError for an address that no mail can go to."""
    message = MIMEMultipart("alternative", boundary=_boundary(letter))
    for name, value in _headers(letter):
        message[name] = value
    # The best comes last.
    for kind, body in (("plain", letter.text), ("html", letter.html)):
        part = MIMEText(plain(body), kind, BY_LETTER)  # type: ignore[arg-type]  # takes both
        part["Content-Language"] = letter.lang
        message.attach(part)
    return _as_bytes(message)


def _headers(letter: Letter) -> list[tuple[str, str]]:
    headers = [
        ("From", _mailbox("From", letter.sender)),
        ("To", _mailbox("To", letter.to)),
        ("Subject", _words("Subject", letter.subject)),
        ("Date", format_datetime(letter.sent.astimezone(UTC))),
        ("Message-ID", one_line(letter.message_id)),
        ("Content-Language", letter.lang),
        ("Auto-Submitted", "auto-generated"),  # no answers from those who are away
    ]
    if letter.unsubscribe:
        headers.append(("List-Unsubscribe", f"<{address(letter.unsubscribe)}>"))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))  # RFC 8058
    if letter.list_id:
        headers.append(("List-Id", f"<{one_line(letter.list_id)}>"))
    if letter.reply_to:
        headers.append(("Reply-To", _mailbox("Reply-To", letter.reply_to)))
    return headers


def _mailbox(header: str, mailbox: Mailbox) -> str:
    local, at, host = mailbox.address.strip().rpartition("@")
    if not at or not local.isascii() or not (local + host).isprintable() or " " in local + host:
        raise ValueError(f"no mail can go to {mailbox.address!r}")
    where = f"{local}@{host.encode('idna').decode()}"
    name = one_line(mailbox.name)
    if not name:
        return where
    if name.isascii():
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" <{where}>' if QUOTED & set(name) else f"{name} <{where}>"
    return f"{_words(header, name)} <{where}>"


def _words(header: str, text: str) -> str:
    """Words on as many lines as they need; as encoded words if they are not all ASCII."""
    line = one_line(text)
    if line.isascii() and "=?" not in line:
        return Header(line, "us-ascii", LONGEST_LINE, header).encode()
    return Header(line, BY_LETTER, LONGEST_LINE, header).encode()


def _boundary(letter: Letter) -> str:
    """The same letter is the same bytes. No line of ours can be it: `=_` is written =3D_ there."""
    return "=_" + sha256(letter.message_id.encode()).hexdigest()[:32]


def _as_bytes(message: Message) -> bytes:
    file = BytesIO()
    # Headers are folded already, and an address must not be.
    lines = compat32.clone(linesep="\r\n", max_line_length=0)
    BytesGenerator(file, mangle_from_=False, policy=lines).flatten(message)
    return file.getvalue()
