"""Home and What's happening with thousands of pages, fifty readers at a time; beside them a static
page of Wagtail's, which has a title and nothing else, by the same processes in the same minute."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection

import numpy as np

from . import spent
from .place import DONE, Place
from .serving import Site, serve
from .spent import Failed
from .table import Row, at_most

PAGES = 5_000
READERS = 50
ROUNDS, EACH = 5, 200
LIMIT, MOST_QUERIES = 2.0, 12
BARE = "/en/whats-happening/bare/"
OURS = {
    "home": "/en/",
    "What's happening": "/en/whats-happening/",
    "– in Welsh, of one kind and year": "/cy/beth-syn-digwydd/?kind=story&year=2017",
}


def measure(place: Place) -> Iterator[Row]:
    folder = place.folder / "pages"
    if not (folder / DONE).exists():
        folder = place.fresh(folder.name)
        spent.child(folder, "fill", "all", "1k")
        spent.child(folder, "pages", "fill")
        (folder / DONE).touch()
    asked: dict[str, int] = json.loads(
        spent.child(folder, "pages", "queries").said.strip().splitlines()[-1]
    )
    with serve(folder) as site:
        times = {path: np.empty(0) for path in (BARE, *OURS.values())}
        for turn in range(ROUNDS + 1):
            for path, before in times.items():
                found = seconds(site, path)
                # The first round is the servers' first.
                times[path] = np.concatenate((before, found)) if turn else before
    slow = {path: float(np.percentile(found, 95)) * 1000 for path, found in times.items()}
    for name, path in OURS.items():
        who = "a static page"
        yield at_most(f"{name}, p95 of {READERS} at a time", PAGES, slow[path], slow[BARE], LIMIT,
                      "ms", who)  # fmt: skip
        yield Row(
            f"{name}: what it asks of the database when it is made anew",
            PAGES,
            f"{asked[path]} queries",
            bound=f"≤ {MOST_QUERIES}",
            met=asked[path] <= MOST_QUERIES,
        )


def seconds(site: Site, path: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How long each of some readers waited, all at once."""
    with ThreadPoolExecutor(READERS) as readers:
        return np.array(list(readers.map(partial(one_reader, site, path), range(EACH))))


def one_reader(site: Site, path: str, number: int) -> float:
    """Each from an address of their own: one may ask for so many pages a minute, and no more."""
    own = f"127.0.1.{number % READERS + 1}"
    began = time.perf_counter()
    asked = HTTPConnection("127.0.0.1", site.port, timeout=60, source_address=(own, 0))
    with closing(asked):
        asked.request("GET", path, headers={"Host": f"localhost:{site.port}"})
        answer = asked.getresponse()
        answer.read()
    if answer.status != HTTPStatus.OK:
        raise Failed(f"{path}: {answer.status}")
    return time.perf_counter() - began


def child(what: str) -> None:
    if what == "fill":
        fill()
    else:
        print(json.dumps({path: queries(path) for path in OURS.values()}))


def fill() -> None:
    """Numbered stories, each in both languages, of a few topics, about entries and areas."""
    from wagtail.signal_handlers import disable_reference_index_auto_update

    from cydfap.directory.models import Entry
    from cydfap.news import actions
    from cydfap.news.models import NewsArea, NewsEntry, NewsTopic, Story, Topic
    from cydfap.places.models import Area

    trees = actions.plant(by=None)
    entries, areas = list(Entry.objects.all()[:500]), list(Area.objects.all()[:20])
    words = {"en": ("Story", "Topic"), "cy": ("Stori", "Pwnc")}
    with disable_reference_index_auto_update():
        topics = {
            lang: [Topic(title=f"{words[lang][1]} {k}", locale=under.locale) for k in range(8)]
            for lang, under in trees.items()
        }
        for english, welsh in zip(topics["en"], topics["cy"], strict=True):
            welsh.translation_key = english.translation_key
        for lang, under in trees.items():
            for topic in topics[lang]:
                under.add_child(instance=topic)
        for number in range(PAGES // 2):
            key = None
            for lang, under in trees.items():
                page = Story(
                    title=f"{words[lang][0]} {number}",
                    when=str(2010 + number % 17),
                    locale=under.locale,
                )
                page.translation_key = key = key or page.translation_key
                page.entry_links = [NewsEntry(entry=entries[number % len(entries)])]
                page.area_links = [NewsArea(area=areas[number % len(areas)])]
                page.topic_links = [NewsTopic(topic=topics[lang][number % 8])]
                under.add_child(instance=page)
        under = trees["en"]
        under.add_child(instance=Story(title="Bare", slug="bare", locale=under.locale))


def queries(path: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cydfap.cms import kept

    reader = Client(HTTP_HOST="localhost")
    reader.get(path)  # what a process asks once
    kept.forget()
    with CaptureQueriesContext(connection) as asked:
        if reader.get(path).status_code != 200:
            raise RuntimeError(f"{path} is not there")
    return len(asked)
