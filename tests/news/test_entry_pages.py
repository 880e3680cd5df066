"""A page leads to the entries that it names, and through the release they lead back."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cydfap.directory.models import Entry
from cydfap.news.models import Backer, Campaign
from cydfap.release.reading import MOST_NEWS
from tests.news import cast

ENTRY = {"en": "/en/directory/ant7rwfr/", "cy": "/cy/cyfeiriadur/ant7rwfr/"}


@pytest.fixture
def antur(publish_again) -> Entry:
    return Entry.objects.get(public_id="ant7rwfr")


def shown(reader, lang: str) -> str:
    with CaptureQueriesContext(connection) as asked:
        page = reader.get(ENTRY[lang], follow=True).content.decode()
    assert len(asked) == 0
    return page


def test_both_ways(reader, publish_again, antur):
    english = cast.story("Antur grows", entries=(antur,), when="2018-04")
    cast.story("Antur yn tyfu", "cy", other=english)
    assert ENTRY["en"] in reader.get("/en/whats-happening/antur-grows/").content.decode()
    publish_again()
    assert '<a href="/en/whats-happening/antur-grows/">Antur grows</a>' in shown(reader, "en")
    # Only the English side names it: the two count as one.
    welsh = shown(reader, "cy")
    assert '<a href="/cy/beth-syn-digwydd/antur-yn-tyfu/">Antur yn tyfu</a>' in welsh
    assert "Ebrill 2018" in welsh


def test_the_map_is_drawn_on_the_index_and_its_marks_lead_to_the_map(reader, release):
    for address, there in (("/en/whats-happening/", "/en/map/"), ("/cy/", "/cy/map/")):
        page = reader.get(address).content.decode()
        assert 'class="drawing"' in page
        marks = re.findall(r'<a href="([^"]+)" aria-label="', page)
        assert marks
        assert all(mark.startswith((there, f"/{there[1:3]}/")) for mark in marks)


def test_a_report_s_entry_and_a_campaign_s_backer_are_named_by_them(reader, publish_again, antur):
    cast.report("Care in Arfon", antur, when="2017")
    backers = [Backer(name="Antur Waunfawr", entry=antur, evidence="Its minutes")]
    cast.add(Campaign, "A bank", ask="A bank.", put_to="The Government", backers=backers)
    publish_again()
    page = shown(reader, "en")
    assert "Care in Arfon" in page
    assert "A bank" in page


def test_a_draft_is_not_told_of(reader, publish_again, antur):
    page = cast.story("Antur grows", entries=(antur,))
    page.unpublish()
    publish_again()
    assert "Antur grows" not in shown(reader, "en")


def test_a_side_that_is_a_draft_is_not_told_of(reader, publish_again, antur):
    english = cast.story("Antur grows", entries=(antur,))
    cast.story("Antur yn tyfu", "cy", other=english, entries=(antur,)).unpublish()
    publish_again()
    page = shown(reader, "cy")
    assert "Antur yn tyfu" not in page
    assert "Antur grows" in page


def test_what_is_only_in_the_other_language_says_so(reader, publish_again, antur):
    cast.story("Antur grows", entries=(antur,))
    publish_again()
    page = shown(reader, "cy")
    assert 'href="/en/whats-happening/antur-grows/" hreflang="en"' in page
    assert "Saesneg yn unig ar hyn o bryd" in page


def test_a_release_with_other_news_is_another_release(publish_again, antur):
    before = publish_again()
    cast.story("Antur grows", entries=(antur,))
    assert publish_again().hash != before.hash


def test_an_entry_named_everywhere_shows_the_newest(reader, publish_again, antur):
    from cydfap.news.models import NewsEntry, Story

    first = cast.story("Story 0", entries=(antur,), when="2000")
    under = cast.index("en")
    for number in range(1, MOST_NEWS + 3):
        page = Story(title=f"Story {number}", when=str(2000 + number), locale=under.locale)
        page.entry_links = [NewsEntry(entry=antur)]
        under.add_child(instance=page)
    record = publish_again().entry("ant7rwfr")
    assert record is not None
    assert (len(record.news), record.news_in_all) == (MOST_NEWS, MOST_NEWS + 3)
    assert record.news[0].title_en == f"Story {MOST_NEWS + 2}"
    assert first.title not in {page.title_en for page in record.news}
    assert "More pages that name it" in shown(reader, "en")
