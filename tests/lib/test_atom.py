"""Feeds keep to RFC 4287's schema, and another program reads out of them what went in."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cydfap.lib.atom import ATOM, Author, Category, Entry, Feed, Link, rfc3339, write
from cydfap.lib.characters import address, one_line, plain

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
IN = {"a": ATOM}
MAY = datetime(2018, 5, 3, 12, 0, 30, tzinfo=UTC)
FEED = Feed(
    id="https://gofal.cymru.coop/cy/beth-syn-digwydd/",
    self_url="https://gofal.cymru.coop/cy/beth-syn-digwydd/atom/",
    url="https://gofal.cymru.coop/cy/beth-syn-digwydd/",
    lang="cy",
    title="Beth sy’n digwydd",
    subtitle="Straeon, digwyddiadau ac adroddiadau",
    author=Author("Fforwm Cydweithredol", "https://gofal.cymru.coop/"),
    updated=datetime(2018, 1, 1, tzinfo=UTC),
    rights="CC BY 4.0",
    links=(Link("https://care.wales.coop/en/whats-happening/", "en"),),
)
STORY = Entry(
    id="urn:uuid:6f1c54c8-5a55-5c57-8a0c-b9c0a4a4a3f1",
    url="https://gofal.cymru.coop/cy/beth-syn-digwydd/banc/",
    lang="cy",
    title="Banc cyhoeddus i Gymru: <adroddiad> & ymateb",
    updated=MAY,
    published=MAY - timedelta(days=2),
    summary="Mae 1 < 2 & ŵyl > dŵr.",
    content="<p>Tŷ’r <b>Ŵyl</b> &amp; mwy</p>",
    authors=(Author("Siân"), Author("Rhys & Nia")),
    categories=(Category("public-bank", "Banc cyhoeddus", "https://care.wales.coop/topics/"),),
    links=(
        Link("https://care.wales.coop/en/whats-happening/bank/", "en"),
        Link("https://care.wales.coop/a b.pdf", "", "enclosure", "application/pdf", "PDF", 1024),
    ),
)


def changed(**parts):
    return Entry(**{name: getattr(STORY, name) for name in Entry.__slots__} | parts)


def checked(entries, feed=FEED):
    """The feed as feedparser reads it, after the standard's schema and its rules in words."""
    document = write(feed, entries)
    root = etree.fromstring(document)
    SCHEMA.assertValid(root)
    ids = root.xpath("//a:id/text()", namespaces=IN)
    assert len(set(ids)) == len(ids)
    for parent in [root, *root.findall("a:entry", IN)]:
        ways = [
            (link.get("type"), link.get("hreflang"))
            for link in parent.findall("a:link", IN)
            if link.get("rel") == "alternate"
        ]
        assert ways
        assert len(set(ways)) == len(ways)
    parsed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "atom10"
    return parsed


def test_a_story_is_read_as_it_was_written():
    (entry,) = checked([STORY]).entries
    assert (entry.id, entry.link) == (STORY.id, STORY.url)
    assert entry.title == STORY.title
    assert entry.title_detail.language == "cy"
    assert entry.summary == STORY.summary
    assert entry.summary_detail.type == "text/plain"
    assert [(part.type, part.value) for part in entry.content] == [("text/html", STORY.content)]
    assert entry.updated == "2018-05-03T12:00:30Z"
    assert entry.published == "2018-05-01T12:00:30Z"
    assert [author.name for author in entry.authors] == ["Siân", "Rhys & Nia"]
    assert [(tag.term, tag.label) for tag in entry.tags] == [("public-bank", "Banc cyhoeddus")]
    ways = [(link.href, link.get("hreflang")) for link in entry.links if link.rel == "alternate"]
    assert ways == [(STORY.url, None), (STORY.links[0].href, "en"), (STORY.url, "cy")]
    (file,) = entry.enclosures
    assert (file.href, file.type, file.length) == (
        "https://care.wales.coop/a%20b.pdf",
        "application/pdf",
        "1024",
    )


def test_a_feed_says_where_it_is_and_which_page_it_follows():
    feed = checked([STORY]).feed
    assert (feed.title, feed.subtitle, feed.rights) == (FEED.title, FEED.subtitle, FEED.rights)
    assert feed.author_detail == {"name": FEED.author.name, "href": FEED.author.url}
    assert feed.language == "cy"
    assert {(link.rel, link.href) for link in feed.links} == {
        ("self", FEED.self_url),
        ("alternate", FEED.url),
        ("alternate", FEED.links[0].href),
    }


def test_a_feed_is_as_new_as_its_latest_entry():
    older = changed(id="urn:x:older", updated=MAY - timedelta(days=30))
    assert checked([older, STORY]).feed.updated == "2018-05-03T12:00:30Z"
    assert checked([]).feed.updated == "2018-01-01T00:00:00Z"


def test_every_entry_has_its_own_language():
    english = changed(id="urn:x:en", lang="en", title="A public bank for Wales")
    cymraeg, saesneg = checked([STORY, english]).entries
    assert cymraeg.title_detail.language == "cy"
    assert saesneg.title_detail.language == saesneg.summary_detail.language == "en"


def test_an_entry_comes_once_and_an_alternate_too():
    twice = changed(links=(Link("https://a.cymru/1", "en"), Link("https://a.cymru/2", "en")))
    (entry,) = checked([twice, changed(title="Eto")]).entries
    assert entry.title == STORY.title
    assert [link.href for link in entry.links] == [STORY.url, "https://a.cymru/1", STORY.url]


def test_a_time_without_a_zone_is_a_mistake():
    with pytest.raises(ValueError, match="time zone"):
        rfc3339(datetime(2018, 1, 1))


TEXT = st.text(max_size=120) | st.text("<>&\"'\0\x0b\r\n\ud800ŵ]", max_size=120)
ZONES = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=ZONES)


@given(TEXT, TEXT, TEXT, TEXT, TIMES)
def test_any_text_makes_a_valid_feed(title, summary, content, name, time):
    entry = changed(
        title=title, summary=summary, content=content, authors=(Author(name),), updated=time,
        categories=(Category(name, title, f"https://a.cymru/{summary}"),),
        links=(Link(f"https://a.cymru/{content}", "en"),),
    )  # fmt: skip
    checked([entry])
    root = etree.fromstring(write(FEED, [entry]))
    found = {
        tag: root.findtext(f"a:entry/{tag}", "", IN)
        for tag in ("a:title", "a:summary", "a:content", "a:author/a:name")
    }
    assert list(found.values()) == [one_line(title), plain(summary), plain(content), one_line(name)]
    said = datetime.fromisoformat(root.findtext("a:entry/a:updated", "", IN))
    assert said == time.replace(microsecond=0)


@given(TEXT)
def test_an_address_is_ascii_and_stays_as_it_is(text):
    once = address(text)
    assert once.isascii()
    assert not set(once) & set(' <>"\\^`{|}\n')
    assert address(once) == once
