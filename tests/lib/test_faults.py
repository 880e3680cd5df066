"""A log says what went wrong and where, and nothing of what anybody wrote."""

import logging
import re
from io import StringIO
from logging.config import DictConfigurator

import pytest
from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.urls import get_resolver
from django.utils.translation import override

from cydfap.lib import faults
from cydfap.news.models import Subscriber
from cydfap.release import worker

MAIR = "mair@example.org"


@pytest.fixture
def written(monkeypatch):
    """What a server's console shows: by the settings, not by the tests' own log."""
    console, told = logging.StreamHandler(StringIO()), DictConfigurator(settings.LOGGING)
    name = told.config["handlers"]["console"]["formatter"]
    console.setFormatter(told.configure_formatter(told.config["formatters"][name]))
    monkeypatch.setattr(logging.getLogger(), "handlers", [console])
    return console.stream.getvalue


def two_of_one_address() -> bool:
    """The database names the address that there is already, and the second try all values."""
    for _ in range(2):
        with transaction.atomic():
            Subscriber.objects.create(address=MAIR, lang="en", asked_at="2026-11-02T07:00Z")
    return True


def a_word_for_a_number() -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT CAST(%s AS integer)", [MAIR])
    raise DataError(f'invalid input syntax for type integer: "{MAIR}"')


def asked_with_her_address() -> bool:
    try:
        raise KeyError(MAIR)
    except KeyError as problem:
        raise ValueError(f"no mail can go to {MAIR!r}") from problem


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chore", "kind"),
    [
        (two_of_one_address, "IntegrityError"),
        (a_word_for_a_number, "DataError"),
        (asked_with_her_address, "ValueError"),
    ],
)
def test_a_chore_that_fails_over_somebodys_data_is_logged_without_it(written, chore, kind):
    worker.Guarded(chore)()
    told = written()
    assert kind in told
    assert chore.__name__ in told
    assert MAIR not in told


@pytest.mark.django_db
def test_a_worker_that_fails_over_somebodys_data_is_logged_without_it(written):
    with pytest.raises(IntegrityError) as fault:
        two_of_one_address()
    worker.complain(fault.value, 1.0)
    worker.complain(OSError(28, "No space left on device", f"{MAIR}.pdf"), 1.0)
    worker.complain(OperationalError(f"deadlock detected\nDETAIL: {MAIR}"), 1.0)
    told = written()
    for kind in ("IntegrityError", "OSError: No space left on device", "deadlock detected"):
        assert kind in told
    assert "two_of_one_address" in told
    assert MAIR not in told


def test_djangos_own_log_of_a_fault_says_nothing_of_what_was_asked(written):
    try:
        asked_with_her_address()
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/en/")
    told = written()
    assert "KeyError" in told.split("ValueError")[0]
    assert MAIR not in told


@pytest.mark.django_db
def test_the_database_s_own_names_are_told():
    with pytest.raises(IntegrityError) as fault:
        two_of_one_address()
    told = faults.kind(fault.value)
    assert told.startswith("IntegrityError ")
    if connection.vendor == "postgresql":
        assert "news_subscriber" in told
    else:
        assert "SQLITE_CONSTRAINT_UNIQUE" in told


def routes(patterns, before=""):
    """Every address that is answered, as its route is written in the code."""
    for each in patterns:
        here = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from routes(each.url_patterns, here)
        else:
            yield "/" + here


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_no_address_that_opens_something_is_logged_whole(written, lang):
    with override(lang):
        opening = {route for route in routes(get_resolver().url_patterns) if "token" in route}
    assert len(opening) >= 5
    for route in opening:
        path = re.sub(r"<[^>]*>", "c3cr-et", route)
        logging.getLogger("django.request").error("Internal Server Error: %s", path)
    assert len(written().splitlines()) == len(opening)
    assert "c3cr-et" not in written()


@pytest.mark.django_db
def test_what_a_subscriber_asks_for_in_vain_is_logged_without_their_token(written):
    mair = Subscriber.objects.create(address=MAIR, lang="en", asked_at="2026-11-02T07:00Z")
    asks = Client(HTTP_HOST="localhost")
    ended = "ended-" + mair.token[6:]
    for path in (f"/en/my-digest/{ended}/confirm/", f"/cy/fy-nghrynodeb/{ended}/cadarnhau/"):
        assert asks.get(path).status_code == 404
    assert asks.delete(f"/en/my-digest/{mair.token}/").status_code == 405
    told = written().splitlines()
    assert told == [
        "Not Found: /en/my-digest/…/confirm/",
        "Not Found: /cy/fy-nghrynodeb/…/cadarnhau/",
        "Method Not Allowed (DELETE): /en/my-digest/…/",
    ]
