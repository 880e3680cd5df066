"""Two equal sites, on one host or on two: every page leads to itself in the other language."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from cydfap.news.models import Campaign, Subscriber
from tests.news import cast as news

HOSTS = {"en": "care.wales.example", "cy": "gofal.cymru.example"}
OTHER = {"en": "cy", "cy": "en"}
ASTRAY = [
    "/en/nothing/here/", "/cy/dim/yma/", "/nothing", "/en/directory/zzzzzz/no-such/",
    "/cy/cyfeiriadur/zzzzzz/dim/", "/en/map/?layer=no-such&page=x", "/cy/chwilio/?q=%00%3Cb%3E",
    "/cy/cyfeiriadur/?page=999", "/data/current/no-such.csv",
]  # fmt: skip


class Head(HTMLParser):
    """A page's language, its switches, its alternates, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang = self.locale = self.canonical = ""
        self.switches: list[tuple[str, str]] = []
        self.alternates: dict[str, str] = {}
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.lang = given["lang"]
        elif tag == "a" and "hreflang" in given:
            self.switches.append((given["hreflang"], given["href"]))
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "link" and "hreflang" in given:
            self.alternates[given["hreflang"]] = given["href"]
        elif tag == "link" and given["rel"] == "canonical":
            self.canonical = given["href"]
        elif given.get("property") == "og:locale":
            self.locale = given["content"]


def ask(address: str):
    """Ask for a whole address, following redirects from host to host."""
    for _ in range(4):
        parts = urlsplit(address)
        answer = Client(HTTP_HOST=parts.netloc).get(
            f"{parts.path}?{parts.query}" if parts.query else parts.path
        )
        if answer.status_code not in (301, 302):
            return address, answer
        address = urljoin(address, answer["Location"])
    raise AssertionError(f"no end of redirects at {address}")


def is_page(address: str, hosts: set[str]) -> bool:
    parts = urlsplit(address)
    return parts.netloc in hosts and parts.path.startswith(("/en/", "/cy/"))


def kind_of(address: str) -> tuple[str, ...]:
    """Pages that differ only in what is filtered for are walked once."""
    parts = urlsplit(address)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return (parts.netloc, parts.path, *names)


def walk(starts: list[str]) -> Iterator[tuple[str, int, Head]]:
    """Every page that links lead to from `starts`."""
    ahead, seen = list(starts), {kind_of(start) for start in starts}
    hosts = {urlsplit(start).netloc for start in starts}
    while ahead:
        address, answer = ask(ahead.pop())
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        head = Head(answer.content.decode())
        yield address, answer.status_code, head
        for link in [*head.links, *(href for _, href in head.switches)]:
            there = urljoin(address, link).partition("#")[0]
            if is_page(there, hosts) and kind_of(there) not in seen:
                seen.add(kind_of(there))
                ahead.append(there)


def starts(hosts: dict[str, str]) -> list[str]:
    astray = [f"http://{host}{path}" for host in set(hosts.values()) for path in ASTRAY]
    letters = [f"http://{hosts[lang]}{path}" for lang, path in OWN.items()]
    return [f"http://{hosts[lang]}/{lang}/" for lang in hosts] + letters + astray


@pytest.fixture(params=["one host", "two hosts"])
def hosts(request, settings) -> dict[str, str]:
    if request.param == "one host":
        return {"en": "localhost", "cy": "localhost"}
    settings.LANGUAGE_HOSTS = HOSTS
    settings.ALLOWED_HOSTS = [*HOSTS.values(), "localhost"]
    settings.WAGTAILADMIN_BASE_URL = f"http://{HOSTS['en']}"
    return HOSTS


# What no link of a page leads to: a letter has it.
TOKEN = "a-token-of-a-letter"
OWN = {"en": f"/en/my-digest/{TOKEN}/", "cy": f"/cy/fy-nghrynodeb/{TOKEN}/"}
# Of what is in the database, pages that the walk must have seen, whatever links lead there.
SEEN = {
    "en": {
        "/en/whats-happening/bank/", "/en/whats-happening/bank/get-in-touch/", "/en/library/",
        "/en/digest/", OWN["en"], f"{OWN['en']}end/",
    },
    "cy": {
        "/cy/beth-syn-digwydd/banc/", "/cy/beth-syn-digwydd/banc/cysylltu/", "/cy/llyfrgell/",
        "/cy/crynodeb/", OWN["cy"], f"{OWN['cy']}gorffen/",
    },
}  # fmt: skip


@pytest.fixture
def happening(db) -> None:
    """What's happening, which alone of what readers see is in the database."""
    bank = news.topic("Public bank")
    news.topic("Banc cyhoeddus", "cy", other=bank)
    asked = {"ask": "A bank", "put_to": "Everybody", "contact_email": "group@example.org"}
    campaign = news.add(Campaign, "Bank", **asked)
    news.add(Campaign, "Banc", "cy", other=campaign, **asked)
    Subscriber.objects.create(
        address="mair@example.org", lang="cy", token=TOKEN, asked_at=timezone.now()
    )


def test_every_page_errors_included_leads_to_itself_in_the_other_language_and_back(
    hosts, release, happening
):
    walked, paths = set(), set()
    for address, status, head in walk(starts(hosts)):
        if urlsplit(address).path == "/":
            continue
        paths.add(urlsplit(address).path)
        walked.add((head.lang, status))
        assert urlsplit(address).netloc == hosts[head.lang], address
        assert head.switches, address
        assert {lang for lang, _ in head.switches} == {OTHER[head.lang]}, address
        there, answer = ask(urljoin(address, head.switches[0][1]))
        back = Head(answer.content.decode())
        assert back.lang == OTHER[head.lang], address
        assert urlsplit(there).netloc == hosts[back.lang], there
        if is_page(address, set(hosts.values())):
            assert answer.status_code == status, there
            assert same(ask(urljoin(there, back.switches[0][1]))[0], address)
    assert walked == {("en", 200), ("cy", 200), ("en", 404), ("cy", 404)}
    assert SEEN["en"] | SEEN["cy"] <= paths


def same(one: str, other: str) -> bool:
    first, second = urlsplit(one), urlsplit(other)
    return first[:3] == second[:3] and parse_qsl(first.query) == parse_qsl(second.query)


def test_every_feed_that_a_page_names_is_in_the_page_s_language(hosts, release, happening):
    for lang, path in (("en", "/en/whats-happening/"), ("cy", "/cy/beth-syn-digwydd/")):
        start, answer = ask(f"http://{hosts[lang]}{path}")
        feeds = set(filter(is_feed, Head(answer.content.decode()).links))
        assert len(feeds) == 2
        for link in feeds:
            there, answer = ask(urljoin(start, link))
            assert answer.status_code == 200, there
            assert there.startswith(start)


def is_feed(address: str) -> bool:
    return urlsplit(address).path.endswith(("feed.atom", "calendar.ics"))


def test_search_engines_are_told_of_both_pages_by_both(hosts, release, happening):
    told = 0
    for address, status, head in walk([f"http://{hosts[lang]}/{lang}/" for lang in hosts]):
        if status != 200 or urlsplit(address).path == "/":
            continue
        told += 1
        door = head.alternates.pop("x-default", "")
        # Of two hosts each has its language, and none a choice of them.
        assert door == ("http://localhost/" if hosts["en"] == hosts["cy"] else ""), address
        assert set(head.alternates) == {"en", "cy"}, address
        assert head.alternates[head.lang] == head.canonical
        assert head.locale == f"{head.lang}_GB"
        for lang, whole in head.alternates.items():
            assert urlsplit(whole).netloc == hosts[lang], address
    assert told > 20


def test_a_map_of_the_site_names_each_language_s_pages_on_its_own_host(hosts, release):
    for lang, host in hosts.items():
        listed = ask(f"http://{host}/sitemap-{lang}.xml")[1].content.decode()
        assert f"<loc>http://{host}/{lang}/map/</loc>" in listed
        assert f"<loc>http://{hosts[OTHER[lang]]}/{OTHER[lang]}/" not in listed


@pytest.mark.parametrize("hosts", ["two hosts"], indirect=True)
class TestOnTwoHosts:
    def test_the_front_door_opens_on_the_host_s_own_language(self, hosts, release):
        for lang, host in hosts.items():
            answer = Client(HTTP_HOST=host).get("/")
            assert answer["Location"] == f"/{lang}/"

    def test_a_page_of_the_other_language_moves_to_its_host_with_its_question(self, hosts, release):
        answer = Client(HTTP_HOST=hosts["en"]).get("/cy/map/?q=tai&z=9")
        assert answer.status_code == 301
        assert answer["Location"] == f"http://{hosts['cy']}/cy/map/?q=tai&z=9"

    def test_the_desk_has_one_host(self, hosts, release):
        answer = Client(HTTP_HOST=hosts["cy"]).get("/admin/entries/?p=2")
        assert answer["Location"] == f"http://{hosts['en']}/admin/entries/?p=2"

    def test_an_address_without_a_language_speaks_the_host_s(self, hosts, release):
        for lang, host in hosts.items():
            answer = Client(HTTP_HOST=host, HTTP_ACCEPT_LANGUAGE=OTHER[lang]).get("/nothing")
            assert f'<html lang="{lang}">' in answer.content.decode()

    def test_tiles_search_and_files_are_on_both(self, hosts, release):
        for host in hosts.values():
            for path in ("/api/search?q=tai", "/data/current/entries.csv", "/robots.txt"):
                answer = Client(HTTP_HOST=host).get(path)
                assert answer.status_code == 200
                assert answer.getvalue()

    def test_a_letter_to_the_forum_names_the_page_on_its_host(self, hosts, release):
        address = "/cy/cyfeiriadur/60p3t4/cydweithfa-dai-chicken-shack/"
        page = Client(HTTP_HOST=hosts["cy"]).get(address).content.decode()
        assert f"http%3A//{hosts['cy']}{address}" in page
