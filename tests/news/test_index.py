"""The home of all pages: what it lists, in what order, and what it asks of the database."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.signal_handlers import disable_reference_index_auto_update

from cydfap.cms import kept
from cydfap.directory.enums import Privacy
from cydfap.directory.models import Entry
from cydfap.news.models import Campaign, Milestone, NewsArea, NewsEntry, NewsTopic, Story
from tests.news import cast
from tests.release import cast as directory

pytestmark = pytest.mark.django_db

ENGLISH, WELSH = "/en/whats-happening/", "/cy/beth-syn-digwydd/"
MOST_QUERIES = 12


def titles(reader, address: str) -> list[str]:
    """What the list of an index holds, from the top."""
    kept.forget()
    answer = reader.get(address)
    assert answer.status_code == 200
    return [row.page.title for row in answer.context["rows"]]


def test_the_newest_comes_first_and_what_has_no_date_last(reader):
    cast.story("Undated")
    cast.story("2016", when="2016~")
    cast.event("2018", 2018, 4, 2, 10)
    cast.story("2017", when="2017-10")
    assert titles(reader, ENGLISH) == ["2018", "2017", "2016", "Undated"]


def test_what_is_in_one_language_only_is_listed_in_both_and_says_so(reader):
    both = cast.story("In both")
    cast.story("Yn y ddwy", "cy", other=both)
    cast.story("English alone")
    cast.story("Cymraeg yn unig", "cy")
    assert set(titles(reader, ENGLISH)) == {"In both", "English alone", "Cymraeg yn unig"}
    page = reader.get(WELSH).content.decode()
    assert page.count("Saesneg yn unig ar hyn o bryd") == 1
    assert re.search(r'<a href="/en/[^"]+" lang="en" hreflang="en">English alone</a>', page)


def test_a_kind_is_picked(reader):
    cast.story("A story")
    cast.event("An event", 2018, 4, 2, 10)
    assert titles(reader, f"{ENGLISH}?kind=event") == ["An event"]


def test_a_topic_is_picked_by_either_language_s_word(reader):
    bank = cast.topic("Public bank")
    cast.topic("Banc cyhoeddus", "cy", other=bank)
    cast.story("About the bank", topics=(bank,))
    cast.story("About something else")
    for slug in ("public-bank", "banc-cyhoeddus"):
        assert titles(reader, f"{ENGLISH}?topic={slug}") == ["About the bank"]
        assert titles(reader, f"{WELSH}?topic={slug}") == ["About the bank"]
    page = reader.get(f"{WELSH}?topic=public-bank").content.decode()
    assert '<option value="banc-cyhoeddus" selected>' in page


def test_a_year_is_picked_and_what_is_still_to_come(reader):
    cast.story("Then", when="2017-10")
    cast.event("One day", 2999, 4, 2, 10)
    assert titles(reader, f"{ENGLISH}?year=2017") == ["Then"]
    assert titles(reader, f"{ENGLISH}?year=coming") == ["One day"]
    kept.forget()
    offered = [choice.key for choice in reader.get(ENGLISH).context["choices"]["year"]]
    assert offered == ["coming", "2999", "2017"]


def test_what_has_begun_is_still_to_come_until_its_last_day(reader):
    year = timezone.localdate().year
    cast.event("Long", year - 1, 1, 1, 10, ends_at=timezone.now())
    cast.event("Over", year - 1, 1, 1, 10, ends_at=timezone.now() - timedelta(days=1))
    assert titles(reader, f"{ENGLISH}?year=coming") == ["Long"]


def test_a_topic_s_highlights_take_each_page_once_and_undated_ones_last(reader):
    bank = cast.topic("Public bank")
    banc = cast.topic("Banc cyhoeddus", "cy", other=bank)
    entries = directory.cartrefi_cymru(), directory.antur_waunfawr()
    cast.report("Undated", entries[0], topics=(bank,))
    english = cast.report("Dated", entries[1], topics=(bank, banc), when="2017")
    cast.report("Â dyddiad", entries[1], "cy", other=english, when="2017")
    for title, when in (("Old", "2015"), ("New", "2016")):
        step = Milestone(when=when, words="It begins.", label=f"{title} step", state="done")
        cast.add(
            Campaign, title, ask="A bank.", put_to="All", milestones=[step], topics=(bank, banc)
        )
    kept.forget()
    (row,) = reader.get(WELSH).context["topics"]
    assert [page.title for page in row.highlights.pages] == ["Â dyddiad", "New", "Old"]
    assert [step.label for step in row.highlights.steps] == ["New step"]
    page = reader.get(WELSH).content.decode()
    assert 'lang="en" hreflang="en">New</a> <span class="lacking">' in page
    assert '<ol class="steps-line" lang="en">' in page


def test_an_area_has_all_that_happens_there(reader):
    """What is about it, events in it, and what names an entry that is there."""
    gwynedd, cardiff = (directory.areas()[code] for code in (directory.GWYNEDD, directory.CARDIFF))
    cast.story("About Gwynedd", areas=(gwynedd,))
    cast.event("In Gwynedd", 2018, 4, 2, 10, area=gwynedd)
    cast.story("Names Antur Waunfawr", entries=(directory.antur_waunfawr(),))
    cast.story("About Cardiff", areas=(cardiff,))
    here = {"About Gwynedd", "In Gwynedd", "Names Antur Waunfawr"}
    assert set(titles(reader, f"{ENGLISH}?area={directory.GWYNEDD}")) == here
    assert set(titles(reader, f"{ENGLISH}?area={directory.WALES}")) == {*here, "About Cardiff"}


def test_topics_are_found_like_all_else(reader):
    gwynedd = directory.areas()[directory.GWYNEDD]
    bank = cast.topic("Public bank", areas=(gwynedd,))
    cast.story("About the bank", topics=(bank,))
    assert titles(reader, f"{ENGLISH}?area={directory.GWYNEDD}") == ["Public bank"]
    assert titles(reader, f"{ENGLISH}?kind=topic") == ["Public bank"]
    assert titles(reader, f"{ENGLISH}?topic=public-bank") == ["About the bank"]


def test_either_side_s_links_are_both_sides(reader):
    gwynedd = directory.areas()[directory.GWYNEDD]
    english = cast.story("About Gwynedd", areas=(gwynedd,))
    cast.story("Am Wynedd", "cy", other=english)
    assert titles(reader, f"{WELSH}?area={directory.GWYNEDD}") == ["Am Wynedd"]


def test_no_filter_betrays_where_a_hidden_entry_is(reader):
    entry = directory.antur_waunfawr()
    cast.story("Names Antur Waunfawr", entries=(entry,))
    Entry.objects.filter(pk=entry.pk).update(privacy=Privacy.HIDDEN)
    kept.forget()
    assert titles(reader, f"{ENGLISH}?area={directory.GWYNEDD}") == []
    assert directory.GWYNEDD not in reader.get(ENGLISH).content.decode()


@pytest.mark.parametrize(
    "query",
    ["kind=nothing", "year=soon", "year=0000", "area=%00", "topic=x'y", "page=999999", "only=abc"],
)
def test_nonsense_in_the_address_is_no_fault(reader, query):
    cast.story("A story")
    assert reader.get(f"{ENGLISH}?{query}").status_code == 200


def test_topics_stand_above_the_list_in_their_own_order(reader):
    cast.topic("Second", order=2)
    cast.topic("First", order=1)
    kept.forget()
    answer = reader.get(ENGLISH)
    assert [row.page.title for row in answer.context["topics"]] == ["First", "Second"]
    assert titles(reader, ENGLISH) == []


def test_a_long_list_is_turned_page_by_page_with_its_filters(reader):
    under = cast.index("en")
    for number in range(25):
        under.add_child(instance=Story(title=f"Story {number}", locale=under.locale))
    assert len(titles(reader, f"{ENGLISH}?kind=story&page=2")) == 5
    page = reader.get(f"{ENGLISH}?kind=story&page=2").content.decode()
    assert "kind=story&amp;page=1" in page


def queries(reader, address: str) -> int:
    """Of a page that is made anew."""
    reader.get(address)
    kept.forget()
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(address).status_code == 200
    return len(asked)


def test_the_number_of_queries_is_small_and_stays_when_pages_grow(reader):
    entry, gwynedd = directory.antur_waunfawr(), directory.areas()[directory.GWYNEDD]
    bank = cast.topic("Public bank")
    addresses = [ENGLISH, WELSH, f"{ENGLISH}?area={directory.GWYNEDD}&kind=story&year=2017"]
    few, many = 50, 500
    under = cast.index("en")

    def stories(first: int, last: int) -> None:
        for number in range(first, last):
            page = Story(title=f"Story {number}", when="2017", locale=under.locale)
            page.entry_links = [NewsEntry(entry=entry)]
            page.area_links = [NewsArea(area=gwynedd)]
            page.topic_links = [NewsTopic(topic=bank)]
            # Nobody asks here what refers to what.
            with disable_reference_index_auto_update():
                under.add_child(instance=page)

    stories(0, few)
    before = [queries(reader, address) for address in addresses]
    stories(few, many)
    assert [queries(reader, address) for address in addresses] == before
    assert max(before) <= MOST_QUERIES


def test_an_index_is_made_once_until_something_public_changes(reader):
    page = cast.story("A story")
    assert "A story" in reader.get(ENGLISH).content.decode()
    with CaptureQueriesContext(connection) as asked:
        assert "A story" in reader.get(ENGLISH).content.decode()
    assert len(asked) <= 4
    page.title = "A better story"
    page.save_revision().publish()
    assert "A better story" in reader.get(ENGLISH).content.decode()
    page.unpublish()
    assert "A better story" not in reader.get(ENGLISH).content.decode()


def test_home_asks_the_database_nothing(reader, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = reader.get("/cy/").content.decode()
    assert 'href="/cy/beth-syn-digwydd/"' in page
