"""The demo's pages: the forum's eight topics, in both languages, each with its sources."""

import csv
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from cydfap.directory.models import Entry, Source
from cydfap.news import demo
from cydfap.news.models import NewsPage, Report, Topic
from tests.release import cast as directory

DEMO = Path(__file__).resolve().parents[2] / "demo"
READ = date(2026, 11, 24)
PAGES = {path.stem: tomllib.loads(path.read_text()) for path in DEMO.glob("pages/*.toml")}
with (DEMO / "entries.csv").open(encoding="utf-8-sig", newline="") as file:
    IDS = {row["id"] for row in csv.DictReader(file)}
with (DEMO / "areas.csv").open(encoding="utf-8-sig", newline="") as file:
    CODES = {row["code"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_in_both_languages(name):
    page = PAGES[name]
    for lang in ("en", "cy"):
        for text in ("title", "slug", "intro", "body"):
            assert page[lang][text].strip(), (lang, text)
        assert re.fullmatch(r"[a-z0-9-]+", page[lang]["slug"])
    blocks = {lang: [kind for kind, _ in demo.blocks(page[lang]["body"])] for lang in ("en", "cy")}
    assert blocks["en"] == blocks["cy"]
    assert page["cy"]["body"] != page["en"]["body"]


@pytest.mark.parametrize("name", PAGES)
def test_a_title_that_is_the_same_in_both_languages_says_which_it_is_in(name):
    english, welsh = PAGES[name]["en"], PAGES[name]["cy"]
    languages = english.get("title_lang", "en"), welsh.get("title_lang", "cy")
    assert (english["title"] == welsh["title"]) == (languages[0] == languages[1])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_where_it_comes_from(name):
    sources = PAGES[name]["sources"]
    assert sources
    for source in sources:
        # Where the page's own address was not kept, that is said.
        assert source.get("url", "").startswith(("http://", "https://")) or source["note_en"]


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_names_is_there(name):
    page = PAGES[name]
    named = {
        *page.get("entries", []),
        *(b["entry"] for b in page.get("backers", []) if "entry" in b),
    }
    named |= {page["entry"]} if "entry" in page else set()
    assert named <= IDS
    assert {*page.get("areas", []), page.get("area", "W92000004")} <= CODES
    assert {*page.get("topics", []), *([page["series"]] if "series" in page else [])} <= set(PAGES)


def test_the_page_has_eight_topics():
    orders = sorted(page["order"] for page in PAGES.values() if page["kind"] == "topic")
    assert orders == list(range(1, 9))


@pytest.mark.django_db
def test_only_a_file_says_when_its_sources_were_read(tmp_path):
    page = (
        'kind = "story"\n{}\n[en]\ntitle = "Wool fair"\nslug = "{}"\nintro = "In Aberystwyth."\n'
        'body = "Wool."\n[[sources]]\nname = "A paper"\n[[sources]]\nname = "A site"\n{}'
    )
    (tmp_path / "a.toml").write_text(page.format("", "a", ""))
    (tmp_path / "b.toml").write_text(
        page.format("read_on = 2026-11-24", "b", "read_on = 2026-05-01")
    )
    assert demo.load(tmp_path) == 2
    told = {
        page.slug: [page.checked_on, *page.sources.values_list("read_on", flat=True)]
        for page in NewsPage.objects.all()
    }
    assert told == {"a": [None] * 3, "b": [READ, READ, date(2026, 5, 1)]}


@pytest.mark.django_db
def test_loading_it_again_changes_nothing():
    for code in ("W06000015", "W92000004"):
        assert code in directory.areas()
    source = Source.objects.create(name="The demo")
    for id in sorted(IDS):
        Entry.objects.create(public_id=id, name_en=id, name_state_en="original", source=source)
    assert demo.load(DEMO / "pages") == 2 * len(PAGES)
    states = set(NewsPage.objects.values_list("locale__language_code", "text_state"))
    assert states == {("en", "original"), ("cy", "draft")}
    assert set(NewsPage.objects.values_list("checked_on", flat=True)) == {READ}
    assert Report.objects.get(title="Not Alone", locale__language_code="cy").title_in == "en"
    before = list(NewsPage.objects.order_by("pk").values_list("pk", "latest_revision", "title"))
    topic = Topic.objects.get(slug="public-bank")
    topic.title = "An editor's own title"
    topic.save_revision().publish()
    assert demo.load(DEMO / "pages") == 0
    after = list(NewsPage.objects.order_by("pk").values_list("pk", "latest_revision", "title"))
    assert len(after) == len(before)
    assert Topic.objects.get(slug="public-bank").title == "An editor's own title"


@pytest.mark.django_db
def test_a_report_without_its_entry_is_left_out():
    demo.load(DEMO / "pages")
    assert Report.objects.count() == 0
    assert Topic.objects.count() == 16
