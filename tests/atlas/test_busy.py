"""Who saves while somebody else writes is answered in time, on PostgreSQL as on SQLite."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT, skip_loudly
from tests.postgres import INSTALL, cluster, programs

# Mair saves a layer while another process writes for long; then again when that is done.
SAVES = """
import django
from django.conf import settings
settings.PATIENCE_SECONDS = 0.2
django.setup()
import psycopg
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile
from cydfap.directory.models import Layer
mair = get_user_model().objects.create_superuser("mair", "mair@example.org", "x")
UserProfile.get_for_user(mair)
connection.close()  # as a web process begins
desk = Client(SERVER_NAME="localhost")
desk.force_login(mair)
said = {"key": "housing", "name_en": "Housing", "colour": "#14594A", "colour_dark": "#7ED3B2",
        "shape": "disc", "size": "15", "order": "0"}
db = settings.DATABASES["default"]
other = psycopg.connect(host=db["HOST"], port=db["PORT"], user=db["USER"], dbname=db["NAME"])
for lang in ("en", "cy"):
    UserProfile.objects.update(preferred_language=lang)
    other.execute("SELECT number FROM directory_generation WHERE id = 1 FOR UPDATE")
    connection.close()
    answer = desk.post(reverse("layer:add"), said)
    other.rollback()
    print(answer.status_code, answer["Retry-After"], answer.content.decode())
print("afterwards", desk.post(reverse("layer:add"), said).status_code, Layer.objects.get().key)
"""
# A worker is no reader: it waits for its turn, however long that is.
WAITS = """
import django
from django.conf import settings
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    print(cursor.execute("SHOW lock_timeout").fetchone()[0])
"""


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    """The environment of a process that uses a PostgreSQL of this module's own."""
    if programs() is None:
        skip_loudly(f"needs PostgreSQL: {INSTALL}")
    with cluster() as address:
        environment = {
            **os.environ,
            "CYDFAP_DATA": str(tmp_path_factory.mktemp("data")),
            "CYDFAP_DATABASE": address,
            "DJANGO_SETTINGS_MODULE": "cydfap.settings",
            "PYTHONWARNINGS": "default",
        }
        run(environment, "manage.py", "migrate", "-v0")
        yield environment


def run(environment, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_who_saves_on_postgresql_while_another_writes_is_told_what_to_do(postgres):
    english, welsh = run(postgres, "-c", SAVES).split("503 60 ")[1:]
    assert "The directory is busy" in english
    assert "What you did was not saved." in english
    assert 'lang="cy"' in welsh
    assert "Mae’r cyfeiriadur yn brysur" in welsh
    assert welsh.strip().endswith("afterwards 302 housing")


def test_a_command_on_postgresql_waits_as_long_as_it_takes(postgres):
    assert run(postgres, "-c", WAITS).strip() == "0"
