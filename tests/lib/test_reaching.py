"""Asking an address of the web: what it answers, how it is asked, and whom nobody asks."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cydfap.lib.reaching import Answer, Manners, is_public, reach

AGENT = "Cydfap link check (https://map.example)"
HERE = Manners(AGENT, seconds=5, may_be_private=True)


class Site(BaseHTTPRequestHandler):
    """A web site with pages of every temper."""

    asked: list[tuple[str, str, str]]

    def do_HEAD(self):
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        if self.path == "/moved":
            self.answer(301, "/here")
        elif self.path == "/circle":
            self.answer(302, "/circle")
        elif self.path == "/inside":
            self.answer(302, "file:///etc/passwd")
        elif self.path == "/nowhere":
            self.answer(302, "http://[")
        elif self.path == "/no-head":
            self.answer(405 if self.command == "HEAD" else 200)
        elif self.path == "/nonsense":
            self.wfile.write(b"this is no HTTP\r\n\r\n")
        elif self.path == "/slow":
            threading.Event().wait(3)
        else:
            self.answer(200 if self.path in ("/here", "/t%C5%B7?q=a%20b") else 404)

    do_GET = do_HEAD

    def answer(self, code, onward=""):
        self.send_response(code)
        if onward:
            self.send_header("Location", onward)
        self.end_headers()

    def log_message(self, *_words):
        pass


@pytest.fixture(scope="module")
def site():
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/here", Answer(200)),
        ("/tŷ?q=a b", Answer(200)),
        ("/gone", Answer(404)),
        ("/moved", Answer(200)),
        ("/no-head", Answer(200)),
        ("/circle", Answer(trouble="redirects")),
        ("/inside", Answer(trouble="address")),
        ("/nowhere", Answer(trouble="nonsense")),
        ("/nonsense", Answer(trouble="nonsense")),
    ],
)
def test_what_a_site_answers_is_what_is_told(site, path, answer):
    assert reach(site + path, HERE) == answer


def test_who_asks_says_so_and_asks_for_headers_first(site):
    Site.asked.clear()
    reach(f"{site}/no-head", HERE)
    assert Site.asked == [("HEAD", "/no-head", AGENT), ("GET", "/no-head", AGENT)]


def test_who_does_not_answer_in_time_is_left(site):
    assert reach(f"{site}/slow", Manners(AGENT, 0.3, may_be_private=True)).trouble == "time"


def test_who_answers_a_byte_at_a_time_is_left_too():
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip():
        caller, _address = listening.accept()
        with caller:
            while not over.wait(0.05):
                try:
                    caller.sendall(b"H")
                except OSError:
                    return

    threading.Thread(target=drip, daemon=True).start()
    port = listening.getsockname()[1]
    answer = reach(f"http://127.0.0.1:{port}/", Manners(AGENT, 0.5, may_be_private=True))
    over.set()
    listening.close()
    assert answer.trouble == "time"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "[::ffff:7f00:1]"]
)
def test_nobody_asks_a_private_network(site, host):
    Site.asked.clear()
    port = site.rpartition(":")[2]
    assert reach(f"http://{host}:{port}/here", Manners(AGENT)).trouble == "private"
    assert Site.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("192.168.1.1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("::", False),
    ],
)
def test_an_address_is_judged_however_it_is_written(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "http://", "http://me:secret@example.org/",
     "http://[broken/", "http://" + "a" * 70 + ".org/", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_not_asked(url):
    assert reach(url, HERE).trouble == "address"


def test_a_closed_door_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert reach(f"http://127.0.0.1:{port}/", HERE).trouble == "connection"
