"""The site's search finds pages of What's happening and the texts of reports, from a release."""

import errno
import json
import os
from io import StringIO

import pytest
from django.core.files import File
from django.core.management import call_command
from lxml import etree
from wagtail.documents.models import Document

from cydfap.cms.blocks import PageBlocks
from cydfap.directory.models import Entry, Generation
from cydfap.news import actions, saying
from cydfap.news.models import NewsPage, Report, ReportFile
from cydfap.release import actions as withdrawing
from cydfap.release import editions, folder
from cydfap.release.page_search import Pages, Sheets
from tests.lib import pdf_files
from tests.news import cast as pages
from tests.release import cast

SEARCH = {"en": "/en/search/", "cy": "/cy/chwilio/"}
WELSH = "Mae'r gofalwyr yng Nghaerdydd yn berchen ar eu cydweithfa, a'r tai hefyd."
ENGLISH = "The carers of Cardiff own their co-operative, and the taxi drivers own another one."
OPENED = "<p>Agorodd y caffi yng Nghaerdydd &amp; mae’r tai yn barod.</p>"


@pytest.fixture
def written(publish_again):
    """Pages of What's happening, published."""
    pages.story("Caffi newydd", "cy", intro="Stori fer", body=[("text", OPENED)], when="2026-05")
    english = pages.story("Homes for all", intro="Our housing grows", when="2026-06")
    pages.story("Cartrefi i bawb", "cy", other=english, intro="Mae tai yn tyfu")
    cardiff = (cast.areas()[cast.CARDIFF],)
    pages.event("Round table", 2026, 7, 1, 10, 0, place="Llandudno", areas=cardiff)
    return publish_again()


@pytest.fixture
def report(publish_again, settings, tmp_path, tmp_path_factory):
    """A report with two pages of text, published and read."""
    settings.MEDIA_ROOT = tmp_path / "media"
    path = pdf_files.written(tmp_path_factory.getbasetemp(), [WELSH, ENGLISH])
    with path.open("rb") as file:
        document = Document.objects.create(title="The file", file=File(file, path.name))
    under = pages.index("en")
    page = Report(
        title="Not Alone", locale=under.locale, entry=Entry.objects.get(public_id="ant7rwfr")
    )
    page.files = [ReportFile(document=document, lang="en")]
    actions.add(page=page, under=under, by=None)
    while actions.read_next_text():
        pass
    publish_again()
    return page


def html(reader, address, **query):
    answer = reader.get(address, query)
    assert answer.status_code == 200
    return etree.HTML(answer.content)


def rows_of(page, part):
    """Title, and what is marked, of what answers beside the entries."""
    rows = page.xpath(f'//section[@aria-labelledby="{part}"]//ol[@class="news-list"]/li')
    return {row.xpath("string(h3)"): row.xpath(".//mark/text()") for row in rows}


def found(reader, lang, q, part="pages"):
    return rows_of(html(reader, SEARCH[lang], q=q), part)


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_a_mutated_word_of_a_page_is_found_from_the_plain_one(reader, written, lang):
    assert found(reader, lang, "caerdydd")["Caffi newydd"] == ["Nghaerdydd"]


def test_a_page_is_shown_in_the_readers_language_with_what_answers_there(reader, written):
    assert found(reader, "en", "housing")["Homes for all"] == ["housing"]
    assert found(reader, "cy", "housing")["Cartrefi i bawb"] == ["tai"]
    assert found(reader, "cy", "bawb") == {"Cartrefi i bawb": []}
    assert found(reader, "en", "bawb") == {"Homes for all": []}


def test_the_other_languages_word_comes_last_and_is_labelled(reader, written):
    page = html(reader, SEARCH["en"], q="housing")
    assert list(rows_of(page, "pages")) == ["Homes for all", "Caffi newydd"]
    labels = page.xpath('//section[@aria-labelledby="pages"]//*[@class="match"]/text()')
    assert labels == ["by the word in the other language"]


def test_a_page_of_one_language_says_so_and_is_marked(reader, written):
    page = html(reader, SEARCH["en"], q="caffi")
    row = page.xpath('//section[@aria-labelledby="pages"]//li')[0]
    assert "Welsh only for now" in row.xpath("string(p[1])")
    assert "Story · May 2026" in row.xpath("string(p[1])")
    assert row.xpath("h3/a/@hreflang") == ["cy"]
    assert row.xpath('string(h3//*[@lang="cy"])') == "Caffi newydd"
    assert row.xpath("h3/a/@href") == ["/cy/beth-syn-digwydd/caffi-newydd/"]
    assert row.xpath('p[@class="passage"]/@lang') == ["cy"]


def test_an_event_is_found_by_its_place_and_its_area_in_either_language(reader, written):
    for q in ("llandudno", "cardiff", "caerdydd"):
        assert "Round table" in found(reader, "cy", q), q


def test_what_is_said_in_several_parts_of_a_page_stays_apart(reader, publish_again):
    body = [
        ("text", "<p>Old Oak</p><p>opened in May.</p>"),
        ("quotation", {"words": "We own it.", "said_by": "A carer", "url": ""}),
    ]
    pages.story("News", intro="Our tenants", body=body, byline="The forum")
    publish_again()
    page = html(reader, SEARCH["en"], q="oak")
    assert page.xpath('string(//p[@class="passage"])') == (
        "Our tenants … Old Oak opened in May. … We own it. A carer … The forum"
    )


def test_what_is_unpublished_is_no_longer_found(reader, written, publish_again):
    NewsPage.objects.get(title="Caffi newydd").unpublish()
    publish_again()
    assert "Caffi newydd" not in found(reader, "en", "caerdydd")


def test_a_slip_finds_pages_only_where_no_entry_answers(reader, written):
    assert "Homes for all" in found(reader, "en", "housimg")
    page = html(reader, SEARCH["en"], q="housimg")
    assert "spelt nearly so" in page.xpath("string(//main)")


def test_the_text_of_a_report_is_found_with_its_page(reader, report):
    page = html(reader, SEARCH["en"], q="caerdydd")
    assert rows_of(page, "reports") == {"Not Alone": ["Nghaerdydd", "Cardiff"]}
    links = page.xpath('//ol[@class="passages"]//a')
    url = report.files.get().document.url
    assert [link.get("href") for link in links] == [f"{url}#page=1", f"{url}#page=2"]
    assert [link.text for link in links] == ["Page 1", "Page 2"]
    assert page.xpath('//ol[@class="passages"]//p/@lang') == ["cy"]


def test_all_words_of_a_question_may_be_on_different_pages_of_a_report(reader, report):
    assert "Not Alone" in found(reader, "cy", "gofalwr taxi", "reports")
    assert found(reader, "cy", "gofalwr rygbi", "reports") == {}


@pytest.mark.parametrize("part", [Pages, Sheets])
def test_the_map_asks_a_question_once_however_often_it_moves(reader, report, monkeypatch, part):
    asked = []
    ranking = part.ranking

    def noted(self, query, *, guess):
        asked.append((query, guess))
        return ranking(self, query, guess=guess)

    monkeypatch.setattr(part, "ranking", noted)
    for lon in (-3.2, -4.1, -3.9):
        view = {"lat": 52.4, "lon": lon, "z": 9, "part": "results"}
        page = html(reader, "/en/map/", q="taxi drivers", **view)
        assert page.xpath("string(//p[@class='elsewhere'])").endswith(": 1")
    assert found(reader, "en", "taxi drivers", "reports")
    assert asked == [("taxi drivers", True)]


def test_a_file_that_is_replaced_is_searched_anew(reader, report, publish_again, tmp_path):
    document = report.files.get().document
    before = Generation.objects.get().number
    with pdf_files.written(tmp_path, ["Nothing but rugby."], "other.pdf").open("rb") as file:
        document.file = File(file, "other.pdf")
        document.save()
    assert Generation.objects.get().number > before
    while actions.read_next_text():
        pass
    publish_again()
    assert found(reader, "en", "taxi", "reports") == {}
    assert found(reader, "en", "rugby", "reports") == {"Not Alone": ["rugby"]}


def test_all_that_answers_is_on_pages_of_its_own(reader, publish_again):
    for number in range(21):
        pages.story(f"Wool fair {number}", when=f"20{number + 10}")
    publish_again()
    first = html(reader, SEARCH["cy"], q="wool")
    assert len(rows_of(first, "pages")) == 5
    (more,) = first.xpath('//p[@class="more"]/a/@href')
    every = html(reader, SEARCH["cy"] + more)
    titles = every.xpath("//main//h3/a/span/text()")
    (further,) = every.xpath('//a[@rel="next"]/@href')
    titles += html(reader, SEARCH["cy"] + further).xpath("//main//h3/a/span/text()")
    assert titles == [f"Wool fair {number}" for number in reversed(range(21))]
    assert every.xpath('//a[@hreflang="en"][@lang="en"]/@href')[0] == "/en/search/?q=wool&in=pages"


def test_what_has_not_changed_is_not_made_again(written, publish_again):
    before = written.folder
    Entry.objects.filter(public_id="60p3t4").update(name_en="Another name")
    after = publish_again().folder
    assert before != after
    same = [(place / "pages" / "words.npy").stat().st_ino for place in (before, after)]
    assert same[0] == same[1]


def test_on_a_disk_without_second_names_they_are_copied(
    reader, written, publish_again, monkeypatch
):
    def refused(old, new):
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), old, None, new)

    monkeypatch.setattr(os, "link", refused)
    Entry.objects.filter(public_id="60p3t4").update(name_en="Another name")
    places = [written.folder, publish_again().folder]
    words = [place / "pages" / "words.npy" for place in places]
    assert words[0].read_bytes() == words[1].read_bytes()
    assert not words[0].samefile(words[1])
    assert "Caffi newydd" in found(reader, "cy", "caerdydd")


def test_an_edition_without_one_of_its_entries_has_no_page_that_may_name_it(
    reader, written, publish_again
):
    editions.make("May")
    Entry.objects.get(public_id="60p3t4").delete()
    now = publish_again()
    withdrawing.withdraw(edition="May", entries=["60p3t4"], reason="mistake", by=None)
    assert not (written.folder / "pages").exists()
    assert (now.folder / "pages").exists()
    assert "Caffi newydd" in found(reader, "en", "caerdydd")


def test_the_api_and_the_command_search_pages_and_reports(reader, report):
    answer = reader.get("/api/search", {"q": "taxi", "in": "reports"}).json()
    (result,) = answer["results"]
    assert (answer["total"], result["title"]) == (1, {"en": "Not Alone", "cy": ""})
    assert result["url"] == "/en/whats-happening/not-alone/"
    assert [(each["page"], each["lang"]) for each in result["passages"]] == [(2, "en")]
    assert "taxi drivers" in result["passages"][0]["text"]
    said = StringIO()
    call_command("search", "taxi", "--in", "reports", "--json", stdout=said)
    assert json.loads(said.getvalue()) == answer
    (beginning,) = reader.get("/api/search", {"q": "happening", "in": "pages"}).json()["results"]
    assert beginning["url"] == "/en/whats-happening/"
    assert reader.get("/api/search", {"q": "x", "in": "else"}).status_code == 400


def test_every_block_is_searched_by_the_words_that_a_reader_sees():
    told = {
        "heading": "The heading",
        "text": "<p>First</p><ul><li>second &amp; third</li></ul>",
        "note": "Not known",
        "quotation": {"words": "Said", "said_by": "by whom", "url": "https://example.org/"},
        "picture": {"picture": 3, "caption": "A photograph"},
        "map_view": {"view": "layer=care", "caption": "The map"},
    }
    assert set(told) >= set(PageBlocks().child_blocks)
    body = json.dumps([{"type": name, "value": value} for name, value in told.items()])
    assert list(saying.said_in(body)) == [
        "The heading",
        "First\nsecond & third",
        "Not known",
        "Said by whom",
        "A photograph",
        "The map",
    ]


def test_a_release_without_pages_finds_none(reader, release):
    assert not (release.folder / "pages").exists()
    assert found(reader, "en", "housing") == {}
    assert folder.is_whole(release.hash)
