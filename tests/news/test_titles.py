"""A title may be in another language than its page: the name of a report, on both its sides."""

import pyarrow as pa
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from lxml import etree

from cydfap.cms import kept
from cydfap.directory.models import Entry
from cydfap.news import composing, editions
from cydfap.news.models import Campaign, EventSeries, NewsPage
from cydfap.release import folder, reading
from cydfap.release.texts import table
from tests.news import cast
from tests.news.test_feeds import CALENDAR, FEED, XML_LANG, calendar, feed
from tests.release import cast as directory

pytestmark = pytest.mark.django_db

INDEX = {"en": "/en/whats-happening/", "cy": "/cy/beth-syn-digwydd/"}
LIBRARY = {"en": "/en/library/", "cy": "/cy/llyfrgell/"}
DIGEST = {"en": "/en/digest/", "cy": "/cy/crynodeb/"}
SEARCH = {"en": "/en/search/", "cy": "/cy/chwilio/"}
ENTRY = {"en": "/en/directory/ant7rwfr/", "cy": "/cy/cyfeiriadur/ant7rwfr/"}
# Its language, and what it is called.
NAMES = [("en", "Not Alone"), ("cy", "Cartrefi i bawb")]


def tree(reader, address):
    kept.forget()
    answer = reader.get(address, follow=True)
    assert answer.status_code == 200, address
    return etree.HTML(answer.content)


def spoken(page, words):
    """The languages in which a page has these words: its texts, and what machines read of it."""
    found = page.xpath("//text()[contains(., $words)]/..", words=words)
    found += page.xpath("//*[contains(@content, $words) or contains(@title, $words)]", words=words)
    return {each.xpath("string(ancestor-or-self::*[@lang][1]/@lang)") for each in found}


def other(lang):
    return "en" if lang == "cy" else "cy"


def on_both_sides(make, title, its, topics=()):
    """A page whose title is the same on both sides, and in `its` language."""
    english = make(title, "en", topics=topics, title_lang="" if its == "en" else its)
    return make(title, "cy", other=english, title_lang="" if its == "cy" else its)


@pytest.fixture
def antur(publish_again):
    return Entry.objects.get(public_id="ant7rwfr")


@pytest.mark.parametrize(("its", "title"), NAMES)
def test_a_report_is_called_by_its_own_name_in_its_own_language(reader, its, title):
    bank = cast.topic("Public bank")
    cast.topic("Banc cyhoeddus", "cy", other=bank)
    entry = directory.antur_waunfawr()

    def make(title, lang, **more):
        return cast.report(title, entry, lang, when="2016", authors="Bird, Alex", **more)

    there = other(its)
    page = on_both_sides(make, title, its, topics=(bank,))
    own = page if there == "cy" else page.other_side.specific
    topic = {"cy": "banc-cyhoeddus", "en": "public-bank"}[there]
    shown = tree(reader, own.url)
    assert spoken(shown, title) == {its}
    assert shown.xpath("//title/@lang") == [its]
    assert shown.xpath('//meta[@property="og:title"]/@lang') == [its]
    assert shown.xpath("//blockquote//*[@lang]/text()") == [title]
    for address in (INDEX[there], f"{INDEX[there]}{topic}/", LIBRARY[there]):
        assert spoken(tree(reader, address), title) == {its}, address
        # The page itself is in the reader's language.
        links = tree(reader, address).xpath("//a[text()=$title]", title=title)
        assert all(link.get("hreflang") is None for link in links)


@pytest.mark.parametrize(("its", "title"), NAMES)
def test_on_pages_of_its_own_language_it_is_not_marked(reader, its, title):
    page = on_both_sides(cast.story, title, its)
    own = page if its == "cy" else page.other_side.specific
    shown = tree(reader, own.url)
    assert spoken(shown, title) == {its}
    assert not shown.xpath("//title/@lang | //h1/@lang")


@pytest.mark.parametrize(("its", "title"), NAMES)
def test_a_topic_and_a_series_of_that_name_are_marked_where_pages_lead_to_them(reader, its, title):
    there = other(its)
    topic = cast.topic(f"{title} 1", there, title_lang=its)
    series = cast.add(EventSeries, f"{title} 2", there, title_lang=its)
    cast.event("2018", 2018, 4, 2, 10, lang=there, series=series, topics=(topic,))
    for address in (f"{INDEX[there]}2018/", INDEX[there], DIGEST[there], topic.url, series.url):
        found = spoken(tree(reader, address), title)
        assert found == {its}, address
    filtered = tree(reader, f"{INDEX[there]}?topic={topic.slug}")
    assert spoken(filtered, f"{title} 1") == {its}


@pytest.mark.parametrize(("its", "title"), NAMES)
def test_a_page_of_the_other_language_with_a_title_in_this_one_is_called_as_it_is(
    reader, its, title
):
    page = cast.story(title, other(its), title_lang=its)
    for address in (INDEX[its], f"{INDEX[its]}?only={page.pk}"):
        (link, *_) = tree(reader, address).xpath("//a[text()=$title]", title=title)
        assert (link.get("lang"), link.get("hreflang")) == (None, other(its))


@pytest.mark.parametrize(("its", "title"), NAMES)
def test_a_campaign_s_form_leads_back_to_it_by_its_name(reader, its, title):
    there = other(its)
    page = cast.add(
        Campaign, title, there, title_lang=its, ask="Banc", put_to="Pawb", contact_email="a@b.org"
    )
    end = {"en": "get-in-touch", "cy": "cysylltu"}[there]
    shown = tree(reader, f"{page.url}{end}/")
    assert shown.xpath('//p[@class="back"]/a/@lang') == [its]


@pytest.mark.parametrize(("its", "title"), NAMES)
def test_feeds_and_calendars_say_so_too(reader, its, title):
    there = other(its)
    topic = cast.topic(f"{title} 1", there, title_lang=its)
    cast.event(f"{title} 2", 2018, 4, 2, 10, lang=there, title_lang=its, topics=(topic,))
    entry = next(each for each in feed(reader, FEED[there]).entries if "2" in each.title)
    assert entry.title_detail.language == its
    document = etree.fromstring(reader.get(FEED[there]).content)
    labels = document.xpath("//*[local-name()='category'][@label=$label]", label=f"{title} 1")
    assert [label.get(XML_LANG) for label in labels] == [its]
    assert {each.get(XML_LANG) for each in document.iter("{*}entry")} == {there}
    (event,) = calendar(reader, CALENDAR[there])
    assert event.summary.params["LANGUAGE"] == [its]


def test_a_title_in_another_language_is_called_off_in_that_one(reader):
    cast.event("Not Alone", 2018, 4, 2, 10, lang="cy", title_lang="en", state="cancelled")
    (entry,) = feed(reader, FEED["cy"]).entries
    assert (entry.title, entry.title_detail.language) == ("Cancelled: Not Alone", "en")


def test_a_digest_says_so_and_an_older_one_can_still_be_sent():
    cast.story("Not Alone", "cy", title_lang="en")
    now = timezone.now()
    (item,) = editions.items(now - editions.WEEK, now)
    told = composing.in_language(item, "cy")
    assert (told["title_lang"], told["lang"], told["lacking"]) == ("en", "cy", "")
    del item["title_lang"]
    assert composing.in_language(item, "cy")["title_lang"] == "cy"


@pytest.mark.parametrize(("its", "title"), NAMES)
def test_an_entry_that_it_names_and_the_search_say_so(reader, publish_again, antur, its, title):
    there = other(its)
    cast.story(title, there, title_lang=its, entries=(antur,))
    publish_again()
    for address in (ENTRY[there], f"{SEARCH[there]}?q={title.split()[-1]}"):
        page = tree(reader, address)
        links = page.xpath("//a[.//text()[contains(., $title)]]", title=title)
        assert links, address
        assert {link.get("hreflang") for link in links} == {None}
        assert {
            text.getparent().xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
            for link in links
            for text in link.xpath(".//text()")
        } == {its}
    # On the other site it is still a page in the other language.
    (link, *_) = tree(reader, ENTRY[its]).xpath("//a[.//text()=$title]", title=title)
    assert (link.get("hreflang"), link.xpath(".//@lang")) == (there, [])


def test_an_english_title_is_not_searched_as_if_it_were_welsh(reader, publish_again):
    """A fan, in Welsh, may be a place: *man* in its soft mutation."""

    def found():
        page = tree(reader, f"{SEARCH['cy']}?q=man&in=pages")
        return set(map(str.strip, page.xpath('//ol[@class="news-list"]//h3//text()')))

    cast.story("Fan y Big", "cy")
    cast.story("The Fan", "cy", title_lang="en")
    publish_again()
    assert found() == {"Fan y Big"}


def test_a_release_of_before_is_still_read(reader, publish_again, antur):
    """Its tables know of no titles' languages."""
    cast.story("Not Alone", "cy", title_lang="en", entries=(antur,))
    publish_again()
    place = folder.releases() / folder.current_hash()
    for path in (place / "news.arrow", place / "pages" / "pages.arrow"):
        old = without_languages(table(path))
        path.unlink()
        with pa.ipc.new_file(str(path), old.schema) as file:
            file.write_table(old)
    release = reading.Release(place)
    (named,) = release.entry("ant7rwfr").news
    (found,) = release.texts.pages("alone", "cy", slice(5)).pages
    assert named == found.page
    assert (named.title_cy, named.title_lang_cy) == ("Not Alone", "")


def without_languages(rows):
    """A copy: what was read lies in the file that is about to go."""
    columns = {name: rows[name].to_pylist() for name in rows.column_names}
    fields = [field for field in rows.schema if "title_lang" not in field.name]
    return pa.Table.from_pydict(columns, pa.schema(fields))


def test_the_database_knows_two_languages():
    page = cast.story("Pas seul")
    with pytest.raises(IntegrityError, match="title_lang"), transaction.atomic():
        NewsPage.objects.filter(pk=page.pk).update(title_lang="fr")
