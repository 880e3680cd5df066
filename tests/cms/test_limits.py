"""One address may ask for so much and no more."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import Client

from cydfap.cms.limits import Buckets, Limit, RateLimit, address_of

LOGIN = Limit("/admin/login/", frozenset({"POST"}), burst=3, per_second=0.5)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_served_and_the_next_is_told_how_long_to_wait():
    buckets = Buckets(Clock())
    assert [buckets.take(LOGIN, "a") for _ in range(4)] == [0, 0, 0, 2.0]


def test_another_address_is_not_held_to_account():
    buckets = Buckets(Clock())
    for _ in range(4):
        buckets.take(LOGIN, "a")
    assert buckets.take(LOGIN, "b") == 0


def test_waiting_as_told_is_enough():
    clock = Clock()
    buckets = Buckets(clock)
    wait = [buckets.take(LOGIN, "a") for _ in range(4)][-1]
    clock.now += wait
    assert buckets.take(LOGIN, "a") == 0


def test_guessing_passwords_is_stopped(db):
    client = Client()
    answers = [
        client.post("/admin/login/", {"username": "mair", "password": str(n)}).status_code
        for n in range(12)
    ]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_no_method_is_a_way_round(rf):
    gate = RateLimit(lambda request: HttpResponse())
    # Time stands still: on a busy machine the bucket would fill up again meanwhile.
    gate.buckets = Buckets(Clock())
    answers = [gate(rf.options("/api/search")).status_code for _ in range(601)]
    assert answers == [200] * 600 + [429]


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
@pytest.mark.parametrize("path", ["*", "admin/login/"])
def test_a_path_that_begins_with_no_slash_is_nowhere(db, rf, method, path):
    # The client would mend such a path; a server hands it on as it came.
    request = rf.generic(method, "/", HTTP_HOST="localhost")
    environ = {**request.environ, "PATH_INFO": path}
    begun = []
    body = WSGIHandler()(environ, lambda status, headers: begun.append(status))
    body.close()
    assert begun == ["404 Not Found"]


def test_a_reader_with_many_ipv6_addresses_is_one_reader(rf):
    requests = [rf.get("/", REMOTE_ADDR=f"2001:db8::{n}") for n in range(3)]
    assert {address_of(request) for request in requests} == {"2001:db8::/64"}
