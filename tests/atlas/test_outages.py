"""Without its database, or with a full disk, the site tells people so, and to come back (503)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from cydfap.cms.actions import invite_secretary
from cydfap.cms.limits import Buckets
from cydfap.news.models import Campaign, Outgoing
from cydfap.news.views import floods
from tests.conftest import ROOT
from tests.news import cast
from tests.outages import full_disk, nothing_written
from tests.ports import free_port

TOLD = {
    "en": ("This page cannot be shown just now", "Try again in a minute."),
    "cy": ("Ni ellir dangos y dudalen hon ar hyn o bryd", "Rhowch gynnig arall arni ymhen munud."),
}
NOT_SAVED = {
    "en": "What you sent may not have been saved:",
    "cy": "Efallai na chadwyd yr hyn a anfonoch:",
}
# Pages that cannot be made without the database, in each language. A visitor of the desk has a
# cookie of an earlier day.
PAGES = {
    "en": (
        "/en/whats-happening/",
        "/en/whats-happening/a-story/",
        "/en/whats-happening/feed.atom",
        "/en/library/",
        "/en/digest/",
        "/admin/",
    ),
    "cy": (
        "/cy/beth-syn-digwydd/",
        "/cy/beth-syn-digwydd/banc/cysylltu/",
        "/cy/crynodeb/",
        "/admin/",
    ),
}
# Each page is asked for by somebody who was signed in; what comes back is told in a line.
ASKS = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
for lang, path in json.loads(sys.argv[1]):
    asks = Client(raise_request_exception=False, HTTP_HOST="localhost")
    asks.cookies.load({settings.SESSION_COOKIE_NAME: "of-an-earlier-day", "desk_language": lang})
    said = asks.get(path, headers={"Accept-Language": lang})
    words = " ".join(said.content.decode().split())
    print(json.dumps([path, said.status_code, said.headers.get("Retry-After"), lang, words]))
"""


def asked(place: Path, database: str, pages: dict[str, tuple[str, ...]]) -> tuple[list, str]:
    """What is answered by a site with that folder and database; and its log."""
    paths = [(lang, path) for lang, some in pages.items() for path in some]
    done = subprocess.run(
        [sys.executable, "-c", ASKS, json.dumps(paths)],
        cwd=ROOT,
        env={
            **os.environ,
            "CYDFAP_DATA": str(place),
            "CYDFAP_DATABASE": database,
            "DJANGO_SETTINGS_MODULE": "cydfap.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def without_database(request, tmp_path_factory):
    place = tmp_path_factory.mktemp("data")
    if request.param == "PostgreSQL":
        # Nobody listens there.
        return asked(place, f"postgresql://cydfap@127.0.0.1:{free_port()}/cydfap", PAGES)
    found = asked(place, "", PAGES)
    assert not (place / "cydfap.sqlite3").exists(), "an empty one stands where it was"
    return found


def test_who_needs_the_database_is_told_to_come_back(without_database):
    answers, _ = without_database
    assert len(answers) == sum(map(len, PAGES.values()))
    for path, status, again, lang, words in answers:
        assert (path, status, again) == (path, 503, "60")
        assert f'<html lang="{lang}">' in words
        assert all(sentence in words for sentence in TOLD[lang])
        assert NOT_SAVED[lang] not in words


def test_each_of_these_is_in_the_log_once_with_its_kind(without_database):
    answers, log = without_database
    assert log.count("Service Unavailable: /") == len(answers)
    for path, *_ in answers:
        asked_for = sum(path == other for other, *_ in answers)
        assert log.count(f"Service Unavailable: {path}\n") == asked_for
    last_lines = [line for line in log.splitlines() if line.startswith("OperationalError: ")]
    assert len(last_lines) >= len(answers)


def test_a_table_that_is_missing_is_a_fault_of_ours(tmp_path):
    """The file is a database, and an empty one: no time will mend that."""
    (tmp_path / "cydfap.sqlite3").touch()
    answers, _ = asked(tmp_path, "", {"en": ("/en/whats-happening/", "/admin/")})
    assert [status for _, status, *_ in answers] == [500, 500]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lang", "path"),
    [
        ("en", "/en/whats-happening/a-public-bank/get-in-touch/"),
        ("cy", "/cy/beth-syn-digwydd/banc-cyhoeddus/cysylltu/"),
    ],
)
def test_who_writes_while_the_disk_is_full_is_told_that_it_was_not_saved(monkeypatch, lang, path):
    monkeypatch.setattr(floods, "BUCKETS", Buckets())
    more = {"ask": "A bank", "put_to": "Welsh Government", "contact_email": "bank@example.org"}
    english = cast.add(Campaign, "A public bank", **more)
    cast.add(Campaign, "Banc cyhoeddus", "cy", other=english, **more)
    reader = Client(HTTP_HOST="localhost", raise_request_exception=False)
    written = {"name": "Siân", "address": "sian@example.org", "words": "ŵ" * 5000}
    with full_disk():
        said = reader.post(path, written)
    words = " ".join(said.content.decode().split())
    assert (said.status_code, said["Retry-After"]) == (503, "60")
    assert all(sentence in words for sentence in (*TOLD[lang], NOT_SAVED[lang]))
    assert not Outgoing.objects.exists()


@pytest.mark.django_db
def test_who_signs_in_while_nothing_can_be_written_is_told_to_come_back(caplog):
    """Her session cannot be kept: a new one, or an earlier one, which Django takes for ended."""
    mair = get_user_model().objects.create_superuser("mair", "mair@example.org", "gwenynen")
    link = invite_secretary(by=None)
    desk = Client(HTTP_HOST="localhost", raise_request_exception=False)
    known = {"username": "mair", "password": "gwenynen"}
    with nothing_written():
        answers = [desk.post("/admin/login/?lang=en", known), desk.get(f"{link}?lang=en")]
    desk.force_login(mair)
    with nothing_written():
        answers.append(desk.get(f"{link}?lang=en"))
    for said in answers:
        assert (said.status_code, said["Retry-After"]) == (503, "60")
        assert TOLD["en"][0] in said.content.decode()
    assert sum(record.levelname == "ERROR" for record in caplog.records) == len(answers)
