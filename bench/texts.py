"""A PDF of 300 pages: how long its upload takes, and how soon the library finds what its last page
says, while `serve` runs with its workers."""

from __future__ import annotations

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from tests.lib import pdf_files

from . import spent
from .place import Place
from .serving import serve
from .table import Row, figure

PAGES, WORDS = 300, 350
LAST = "hindmostword"
SOONEST_REQUEST, SOONEST_FOUND, LONGEST = 1.0, 30.0, 120.0


def measure(place: Place) -> list[Row]:
    data = place.fresh("texts")
    spent.child(data, "fill", "all", "1k")
    with serve(data) as site:
        said = spent.child(data, "texts", site.address).said
    took: dict[str, float] = json.loads(said.strip().splitlines()[-1])
    return [
        Row(
            what,
            PAGES,
            figure(took[key], "s"),
            bound=f"≤ {limit:g} s",
            met=took[key] <= limit,
        )
        for what, key, limit in (
            (
                "a PDF is taken in: the request itself (pages for entries)",
                "request",
                SOONEST_REQUEST,
            ),
            ("– from its upload until the library finds its last page", "found", SOONEST_FOUND),
        )
    ]


def child(address: str) -> None:
    """Upload as an editor does; print as JSON how many seconds it took."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse
    from wagtail.documents.models import Document

    from cydfap.directory.models import Entry
    from cydfap.news import actions
    from cydfap.news.models import Report, ReportFile

    editor = Client(HTTP_HOST="localhost")
    editor.force_login(get_user_model().objects.create_superuser("bench", password=None))
    with TemporaryDirectory() as folder, long_report(Path(folder)).open("rb") as file:
        began = time.perf_counter()
        editor.post(reverse("wagtaildocs:add"), {"title": "The report", "file": file})
        request = time.perf_counter() - began
    under = actions.plant(by=None)["en"]
    page = Report(title="A long report", locale=under.locale, entry=Entry.objects.earliest("pk"))
    page.files = [ReportFile(document=Document.objects.get(), lang="en")]
    actions.add(page=page, under=under, by=None)
    while time.perf_counter() - began < LONGEST and not is_found(address):
        time.sleep(0.2)
    print(json.dumps({"request": request, "found": time.perf_counter() - began}))


def long_report(folder: Path) -> Path:
    text = " ".join(f"word{number}" for number in range(WORDS))
    pages = [f"Page {number}. {text}" for number in range(1, PAGES)]
    return pdf_files.written(folder, [*pages, f"The last page. {text} {LAST}"])


def is_found(address: str) -> bool:
    with urlopen(f"{address}/en/library/?q={LAST}", timeout=30) as answer:
        return "#page=300" in answer.read().decode()
