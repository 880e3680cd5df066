"""A host for each language: whatever stands in front of the site, nobody is sent in circles."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from cydfap.cms import hosts
from cydfap.cms.hosts import LanguageHosts
from cydfap.cms.middleware import ForwardedHost, Security
from cydfap.settings import language_hosts

ROOT = Path(__file__).resolve().parents[2]
CARE, GOFAL, THIRD = "care.wales.example", "gofal.cymru.example", "map.example"
PATHS = ("/", "/en/map/?q=tai", "/cy/map/?q=tai", "/admin/entries/", "/api/search", "/nothing")
# What a proxy makes of the host that a reader's browser names.
PROXIES = {
    "as it is": lambda host: {"HTTP_HOST": host},
    "in capitals": lambda host: {"HTTP_HOST": host.upper()},
    "with a port": lambda host: {"HTTP_HOST": f"{host}:443"},
    "with a dot": lambda host: {"HTTP_HOST": f"{host}."},
    "its own, and the reader's": lambda host: {
        "HTTP_HOST": "localhost:8000", "HTTP_X_FORWARDED_HOST": host
    },
    "one of ours, and the reader's": lambda host: {
        "HTTP_HOST": CARE, "HTTP_X_FORWARDED_HOST": host
    },
    "two, one after the other": lambda host: {
        "HTTP_HOST": "localhost:8000", "HTTP_X_FORWARDED_HOST": f"{host}, inner.example"
    },
    "two, and the outer one of ours": lambda host: {
        "HTTP_HOST": CARE, "HTTP_X_FORWARDED_HOST": f"{host}, {CARE}"
    },
    "its own": lambda host: {"HTTP_HOST": "localhost:8000"},
}  # fmt: skip


@pytest.fixture(params=[CARE, THIRD], ids=["desk with English", "desk apart"])
def desk(request, settings) -> str:
    settings.LANGUAGE_HOSTS = {"en": CARE, "cy": GOFAL}
    settings.WAGTAILADMIN_BASE_URL = f"https://{request.param}"
    settings.ALLOWED_HOSTS = [CARE, GOFAL, THIRD, "localhost", "other.example"]
    settings.SECURE_SSL_REDIRECT = True
    return request.param


def ask(address: str, headers: dict[str, str]) -> HttpResponse:
    """The site's answer, if it gives one itself: a page is a 200 that says on which host."""
    parts = urlsplit(address)
    request = RequestFactory().get(f"{parts.path}?{parts.query}", **headers)
    page = HttpResponse(parts.netloc)
    return ForwardedHost(Security(LanguageHosts(lambda _: page)))(request)


def follow(address: str, proxy, **more: str) -> str:
    """Where a browser ends up; it gives up after three steps."""
    for _ in range(3):
        answer = ask(address, proxy(urlsplit(address).netloc) | more)
        if answer.status_code == 200:
            return address
        address = urljoin(address, answer["Location"])
    raise AssertionError(f"in circles at {address}")


@pytest.mark.parametrize("believed", [True, False], ids=["believed", "not believed"])
@pytest.mark.parametrize("proxy", PROXIES.values(), ids=PROXIES)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["https", "http", ""])
def test_nobody_is_sent_in_circles(desk, settings, believed, proxy, path, scheme):
    settings.USE_X_FORWARDED_HOST = believed
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    def behind(host: str) -> dict[str, str]:
        # What came by HTTPS stays so: the proxy itself leads everybody there.
        return proxy(host) | ({"HTTP_X_FORWARDED_PROTO": "https"} if scheme else {})

    for host in (CARE, GOFAL, THIRD, "other.example"):
        follow(f"{scheme or 'https'}://{host}{path}", behind)


@pytest.mark.parametrize("name", ["as it is", "in capitals", "with a port", "with a dot"])
def test_each_page_is_on_its_language_s_host_however_the_host_is_written(desk, name):
    def at(address: str) -> str:
        return follow(address, PROXIES[name])

    assert at(f"https://{GOFAL}/en/map/?q=tai") == f"https://{CARE}/en/map/?q=tai"
    assert at(f"https://{CARE}/cy/map/?q=tai") == f"https://{GOFAL}/cy/map/?q=tai"
    assert at(f"https://{GOFAL}/admin/") == f"https://{desk}/admin/"
    assert at(f"https://{GOFAL}/") == f"https://{GOFAL}/cy/"
    assert at(f"https://{GOFAL}/cy/map/") == f"https://{GOFAL}/cy/map/"


def test_the_desk_s_own_host_shows_no_pages(desk):
    there = follow(f"https://{desk}/cy/map/", PROXIES["as it is"])
    assert there == f"https://{GOFAL}/cy/map/"


def test_of_several_forwarded_hosts_the_last_of_ours_counts(desk, settings):
    settings.USE_X_FORWARDED_HOST = True

    def where(forwarded: str) -> str:
        headers = {"HTTP_HOST": "localhost", "HTTP_X_FORWARDED_HOST": forwarded}
        return ask("/", headers).get("Location", "")

    assert where(f"{GOFAL}, inner.example") == "/cy/"
    assert where(f"{CARE}, {GOFAL}") == "/cy/"
    assert where(f"evil.example,{CARE}") == "/en/"
    assert where("evil.example") == ""


def test_a_host_that_is_none_of_ours_shows_the_page_as_it_is(desk):
    """A proxy may call every host so: leading anybody elsewhere would be a circle."""
    for path in ("/en/map/", "/cy/map/", "/admin/"):
        answer = ask(f"https://other.example{path}", {"HTTP_HOST": "other.example"})
        assert answer.status_code == 200


def test_a_move_for_good_is_asked_for_each_time(desk):
    """Else two hosts that change places would be a circle in every browser that was there."""
    moved = ask(f"https://{CARE}/cy/map/", {"HTTP_HOST": CARE})
    assert (moved.status_code, moved["Cache-Control"]) == (301, "no-cache")


def test_only_who_is_known_to_have_come_by_http_is_sent_to_https(desk, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    asked = {"HTTP_HOST": CARE}
    assert ask("/en/map/", asked).status_code == 200
    assert ask("/en/map/", asked | {"HTTP_X_FORWARDED_PROTO": "https"}).status_code == 200
    moved = ask("/en/map/", asked | {"HTTP_X_FORWARDED_PROTO": "http"})
    assert moved["Location"].startswith(f"https://{CARE}/en/map/")


def test_addresses_for_elsewhere_are_on_each_language_s_host(desk, settings):
    assert hosts.base("en") == f"https://{CARE}"
    assert hosts.base("cy") == f"https://{GOFAL}"
    settings.LANGUAGE_HOSTS = {}
    assert hosts.base("en") == hosts.base("cy") == f"https://{desk}"


PAIR = [f"en={CARE}", f"cy={GOFAL}"]


def test_hosts_are_kept_in_small_letters():
    given = ["en=Care.Wales.example.", "cy = GOFAL.cymru.example:8443"]
    assert language_hosts(given, "https://map.example") == {
        "en": CARE,
        "cy": "gofal.cymru.example:8443",
    }
    assert language_hosts([], "") == {}


@pytest.mark.parametrize(
    "pairs",
    [
        [f"en={CARE}"],
        [f"en={CARE}", f"cy={CARE.upper()}"],
        [f"en={CARE}", "cy="],
        [f"en={CARE}", f"de={GOFAL}"],
        [f"en=https://{CARE}", f"cy={GOFAL}"],
        [f"en={CARE}/en", f"cy={GOFAL}"],
    ],
)
def test_what_are_no_two_hosts_is_refused(pairs):
    with pytest.raises(ImproperlyConfigured, match="must name two hosts"):
        language_hosts(pairs, "https://map.example")


@pytest.mark.parametrize("address", ["", "map.example", "ftp://map.example", "https://"])
def test_two_hosts_without_the_desk_s_address_are_refused(address):
    with pytest.raises(ImproperlyConfigured, match="needs CYDFAP_ADDRESS"):
        language_hosts(PAIR, address)


def started(tmp_path, **settings: str) -> subprocess.CompletedProcess[str]:
    """What a process says that starts with these settings."""
    told = "from cydfap.settings import ALLOWED_HOSTS as a, SECURE_SSL_REDIRECT as s; print(a, s)"
    kept = {name: text for name, text in os.environ.items() if not name.startswith("CYDFAP_")}
    return subprocess.run(
        [sys.executable, "-c", told],
        env=kept | {"CYDFAP_DATA": str(tmp_path)} | settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_site_does_not_start_with_two_hosts_and_no_desk(tmp_path):
    refused = started(tmp_path, CYDFAP_LANGUAGE_HOSTS=",".join(PAIR))
    assert refused.returncode != 0
    assert "needs CYDFAP_ADDRESS" in refused.stderr


def test_the_site_answers_to_all_hosts_it_sends_people_to(tmp_path):
    told = started(
        tmp_path, CYDFAP_LANGUAGE_HOSTS=",".join(PAIR), CYDFAP_ADDRESS=f"https://{THIRD}:8443"
    ).stdout
    for host in (CARE, GOFAL, THIRD):
        assert f"'{host}'" in told


def test_https_without_a_believed_proxy_sends_nobody_there(tmp_path):
    assert started(tmp_path, CYDFAP_HTTPS="1").stdout.endswith("False\n")
    assert started(tmp_path, CYDFAP_HTTPS="1", CYDFAP_BEHIND_PROXY="1").stdout.endswith("True\n")
