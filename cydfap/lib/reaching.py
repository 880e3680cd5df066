"""Whether an address of the web answers: asked with manners, and never of a private network.

A name is looked up once, and what it stands for is both judged and asked: no second look-up can
lead elsewhere. Each redirect is judged anew.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from threading import Timer
from urllib.parse import quote, urljoin, urlsplit

MOST_REDIRECTS = 5
# Answers to HEAD that may mean no more than that the server does not know the method.
ASK_AGAIN = {400, 403, 404, 405, 406, 410, 500, 501, 502, 503}
MOVED = {301, 302, 303, 307, 308}
# An IPv4 address inside an IPv6 one, as translators between the two write it.
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
LEFT_AS_IT_IS = "%/:=&?~+!$,;'@()*[]"


class Trouble(StrEnum):
    """Why there is no answer."""

    ADDRESS = "address"
    NAME = "name"
    PRIVATE = "private"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    TIME = "time"
    REDIRECTS = "redirects"
    NONSENSE = "nonsense"


@dataclass(frozen=True)
class Manners:
    """How one asks. `agent` says who does; `seconds` is for all that one address takes, but for
    the look-ups of names, which end when the system gives up.
    """

    agent: str
    seconds: float = 15.0
    may_be_private: bool = False


@dataclass(frozen=True)
class Answer:
    """The status of the last answer, or why none came."""

    code: int = 0
    trouble: str = ""


class Unanswered(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def reach(url: str, manners: Manners) -> Answer:
    """Ask with HEAD, and with GET where that may not be understood; follow redirects. Nothing of a
    page is read but its headers. Never raises.
    """
    end = time.monotonic() + manners.seconds
    try:
        for _ in range(MOST_REDIRECTS + 1):
            code, onward = ask(url, manners, end, "HEAD")
            if code in ASK_AGAIN:
                code, onward = ask(url, manners, end, "GET")
            if code not in MOVED or not onward:
                return Answer(code)
            url = led_on(url, onward)
    except Unanswered as problem:
        return Answer(trouble=problem.trouble)
    return Answer(trouble=Trouble.REDIRECTS)


def led_on(url: str, onward: str) -> str:
    try:
        return urljoin(url, onward)
    except ValueError as problem:
        raise Unanswered(Trouble.NONSENSE) from problem


def ask(url: str, manners: Manners, end: float, method: str) -> tuple[int, str]:
    """The status of an answer and where it leads on."""
    connection, path = prepare(url, manners, end)
    left = end - time.monotonic()
    try:
        with cut_off(connection, left) as was_cut:
            connection.request(method, path, headers={"User-Agent": manners.agent})
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", "")
    except (OSError, HTTPException, ValueError) as problem:
        if was_cut or isinstance(problem, TimeoutError):
            raise Unanswered(Trouble.TIME) from problem
        raise Unanswered(trouble_of(problem)) from problem
    finally:
        connection.close()


def trouble_of(problem: Exception) -> Trouble:
    if isinstance(problem, ssl.SSLError):
        return Trouble.CERTIFICATE
    return Trouble.CONNECTION if isinstance(problem, OSError) else Trouble.NONSENSE


@contextmanager
def cut_off(connection: "Pinned", seconds: float) -> Iterator[list[bool]]:
    """Ends the conversation when its time is over, however slowly the other side goes on."""
    was_cut: list[bool] = []

    def cut() -> None:
        was_cut.append(True)
        connection.hang_up()

    timer = Timer(max(seconds, 0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield was_cut
    finally:
        timer.cancel()


class Pinned(HTTPConnection):
    """Speaks with the host at an address that was judged before."""

    def __init__(self, host: str, port: int, address: str, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)

    def hang_up(self) -> None:
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except (OSError, AttributeError):
            return


class PinnedTLS(Pinned):
    default_port = 443

    def connect(self) -> None:
        super().connect()
        safe = ssl.create_default_context()
        self.sock = safe.wrap_socket(self.sock, server_hostname=self.host)


def prepare(url: str, manners: Manners, end: float) -> tuple[Pinned, str]:
    """A connection to a public address, not yet opened, and what to ask it for."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except (ValueError, UnicodeError) as problem:
        raise Unanswered(Trouble.ADDRESS) from problem
    kinds = {"http": (Pinned, 80), "https": (PinnedTLS, 443)}
    if parts.scheme not in kinds or not host or parts.username is not None:
        raise Unanswered(Trouble.ADDRESS)
    kind, usual = kinds[parts.scheme]
    port = port or usual
    left = end - time.monotonic()
    if left <= 0:
        raise Unanswered(Trouble.TIME)
    path = quote(parts.path or "/", LEFT_AS_IT_IS)
    query = f"?{quote(parts.query, LEFT_AS_IT_IS)}" if parts.query else ""
    return kind(host, port, judged(host, port, manners), left), path + query


def judged(host: str, port: int, manners: Manners) -> str:
    """The host's address, if all that it has are public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise Unanswered(Trouble.NAME) from problem
    addresses = [str(each[4][0]) for each in found]
    if not manners.may_be_private and not all(map(is_public, addresses)):
        raise Unanswered(Trouble.PRIVATE)
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether it is nobody's own network, whichever way it is written."""
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        inner = known.ipv4_mapped or known.sixtofour
        if known in TRANSLATED:
            inner = ipaddress.IPv4Address(int(known) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if known.teredo or known.is_site_local:
            return False
    return known.is_global and not (known.is_multicast or known.is_reserved)
