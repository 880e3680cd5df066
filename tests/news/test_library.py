"""Reports are cited, their files are read in the background, and searched page by page."""

import bibtexparser
import pytest
import rispy
from django.core.files import File
from lxml import etree
from wagtail.documents.models import Document

from cydfap.lib.pdf_text import Limits
from cydfap.news import actions
from cydfap.news.enums import FileState
from cydfap.news.models import FilePage, FileText, Report, ReportFile
from tests.lib import pdf_files
from tests.news import cast
from tests.release import cast as directory

pytestmark = pytest.mark.django_db

WELSH = "Mae'r gofalwyr yng Nghaerdydd yn berchen ar eu cydweithfa, a'r tai hefyd."
ENGLISH = "The carers of Cardiff own their co-operative, and the taxi drivers own another one."
LIBRARY = {"en": "/en/library/", "cy": "/cy/llyfrgell/"}
PAGE = "/en/whats-happening/not-alone/"


@pytest.fixture
def folder(tmp_path, tmp_path_factory, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path_factory.getbasetemp()


def document(path, title="The report"):
    with open(path, "rb") as file:
        return Document.objects.create(title=title, file=File(file, path.name))


def report(doc, title="Not Alone", **more):
    under = cast.index("en")
    page = Report(title=title, locale=under.locale, entry=directory.antur_waunfawr(), **more)
    page.files = [ReportFile(document=doc, lang="en")]
    return actions.add(page=page, under=under, by=None)


def all_read(**limits):
    while actions.read_next_text(**limits):
        pass


def html(reader, address):
    answer = reader.get(address)
    assert answer.status_code == 200
    return etree.HTML(answer.content)


def passages(page):
    return {
        item.xpath("string(a)"): item.xpath("p//mark/text()")
        for item in page.xpath('//ol[@class="passages"]/li')
    }


def test_a_report_is_cited_in_a_sentence_and_for_two_programs(reader):
    cast.report("Not Alone", directory.antur_waunfawr(), authors="Conaty, Pat; Bird, Alex",
                publisher="Wales Co-operative Centre", when="2016~",
                link="https://example.org/not-alone")  # fmt: skip
    page = html(reader, PAGE)
    assert page.xpath('string(//*[@class="citation"])') == (
        "Conaty, Pat; Bird, Alex (about 2016) Not Alone. Wales Co-operative Centre. "
        "Available at: https://example.org/not-alone."
    )
    assert "Pat Conaty, Alex Bird" in page.xpath("string(//dl)")
    bib, ris = (
        reader.get(page.xpath(f'//a[text()="{name}"]/@href')[0]) for name in ("BibTeX", "RIS")
    )
    assert bib["Content-Disposition"] == 'attachment; filename="not-alone.bib"'
    (entry,) = bibtexparser.parse_string(bib.content.decode()).entries
    assert entry["author"] == "Conaty, Pat and Bird, Alex"
    (read,) = rispy.loads(ris.content.decode())
    assert (read["authors"], read["title"]) == (["Conaty, Pat", "Bird, Alex"], "Not Alone")


def test_a_report_without_an_address_of_its_own_is_cited_from_here(reader):
    cast.report("Not Alone", directory.antur_waunfawr())
    said = html(reader, PAGE).xpath('string(//*[@class="citation"])')
    assert said == f"Not Alone (no date). Available at: http://localhost{PAGE}."


def test_only_public_reports_are_cited(reader):
    cast.report("Not Alone", directory.antur_waunfawr()).unpublish()
    assert reader.get(f"{PAGE}citation.bib").status_code == 404
    assert reader.get(f"{PAGE}citation.ris").status_code == 404


def test_publishing_only_notes_the_file_and_the_worker_reads_it(reader, folder):
    report(document(pdf_files.written(folder, [WELSH, ENGLISH])))
    assert FileText.objects.get().state == FileState.WAITING
    assert "still being read" in reader.get(PAGE).content.decode()
    assert actions.read_next_text() is True
    assert actions.read_next_text() is False
    assert FileText.objects.get().state == FileState.READ
    assert list(FilePage.objects.values_list("number", "lang")) == [(1, "cy"), (2, "en")]


def test_each_page_is_searched_in_its_own_language_and_shown_with_its_number(reader, folder):
    doc = document(pdf_files.written(folder, [WELSH, ENGLISH]))
    report(doc)
    all_read()
    page = html(reader, f"{PAGE}?q=Caerdydd")
    assert passages(page) == {"Page 1": ["Nghaerdydd"], "Page 2": ["Cardiff"]}
    assert page.xpath('//ol[@class="passages"]//a/@href')[1] == f"{doc.url}#page=2"
    assert page.xpath('//ol[@class="passages"]//p/@lang') == ["cy", "en"]
    assert passages(html(reader, f"{PAGE}?q=taxi")) == {"Page 2": ["taxi"]}
    assert "Nothing in it answers" in reader.get(f"{PAGE}?q=rygbi").content.decode()


def test_the_library_finds_reports_by_their_text_and_by_their_name(reader, folder):
    report(document(pdf_files.written(folder, [WELSH, ENGLISH])))
    cast.story("Not a report")
    all_read()
    found = html(reader, f"{LIBRARY['cy']}?q=gofalwr")
    assert found.xpath("//main//h3/a/text()") == ["Not Alone"]
    assert passages(found)["Tudalen 1"] == ["gofalwyr"]
    assert html(reader, f"{LIBRARY['en']}?q=Alone").xpath("//main//h3/a/text()") == ["Not Alone"]
    for q in ("taxi rygbi", "gofalwraig%00x", "%25", "_", "story"):
        assert html(reader, f"{LIBRARY['en']}?q={q}").xpath("//main//h3/a/text()") == []


def test_the_library_has_the_newest_first_and_what_has_no_date_last(reader):
    cast.report("Undated", directory.antur_waunfawr())
    cast.report("Of 2016", directory.cartrefi_cymru(), when="2016")
    cast.report("Of 2021", directory.chicken_shack(), when="2021-03")
    titles = html(reader, LIBRARY["en"]).xpath("//main//h3/a/text()")
    assert titles == ["Of 2021", "Of 2016", "Undated"]


def test_what_is_not_public_is_not_found(reader, folder):
    report(document(pdf_files.written(folder, [ENGLISH]))).unpublish()
    all_read()
    assert html(reader, f"{LIBRARY['en']}?q=taxi").xpath("//main//h3/a/text()") == []


def test_a_replaced_file_is_read_anew(reader, folder):
    doc = document(pdf_files.written(folder, [ENGLISH]))
    report(doc)
    all_read()
    with open(pdf_files.written(folder, [WELSH], "other.pdf"), "rb") as file:
        doc.file = File(file, "other.pdf")
        doc.save()
    assert FileText.objects.get().state == FileState.WAITING
    assert not FilePage.objects.exists()
    all_read()
    assert FilePage.objects.get().lang == "cy"


def test_files_that_cannot_be_searched_say_why_and_the_worker_goes_on(reader, folder):
    bad = folder / "bad.pdf"
    bad.write_bytes(b"no PDF")
    locked = pdf_files.written(folder, [WELSH], "locked.pdf", owner_password="a", user_password="b")
    scan = pdf_files.written(folder, ["", ""], "scan.pdf")
    under = cast.index("en")
    page = Report(title="Not Alone", locale=under.locale, entry=directory.antur_waunfawr())
    page.files = [
        ReportFile(document=document(path, path.name), lang="en") for path in (bad, locked, scan)
    ]
    actions.add(page=page, under=under, by=None)
    all_read()
    states = dict(FileText.objects.values_list("document__title", "state"))
    assert states == {"bad.pdf": "malformed", "locked.pdf": "encrypted", "scan.pdf": "no-text"}
    said = html(reader, PAGE)
    assert "scan.pdf: It holds pictures of pages without text" in said.xpath("string(//main)")
    assert not said.xpath('//main//input[@type="search"]')


def test_a_file_that_is_too_large_is_marked_and_not_opened(reader, folder):
    report(document(pdf_files.written(folder, [ENGLISH])))
    all_read(limits=Limits(size=10))
    assert FileText.objects.get().state == FileState.TOO_LARGE


def test_a_file_over_which_workers_die_is_given_up(reader, folder):
    report(document(pdf_files.written(folder, [ENGLISH])))
    FileText.objects.update(attempts=3)
    all_read()
    assert FileText.objects.get().state == FileState.TOO_COSTLY


def test_what_is_no_pdf_is_not_read(reader, folder):
    path = folder / "report.odt"
    path.write_bytes(b"text")
    report(document(path))
    assert not FileText.objects.exists()
    assert reader.get(PAGE).status_code == 200
