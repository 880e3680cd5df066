"""The site's search finds pages of What's happening and the texts of reports, from a release."""

import pytest
from django.core.files import File
from lxml import etree
from wagtail.documents.models import Document

from cydfap.news import actions
from cydfap.news.models import Report, ReportFile
from cydfap.release import reading
from tests.lib import pdf_files
from tests.news import cast as pages
from tests.release import cast

SEARCH = {"en": "/en/search/", "cy": "/cy/chwilio/"}
WELSH = "Mae'r gofalwyr yng Nghaerdydd yn berchen ar eu cydweithfa, a'r tai hefyd."
ENGLISH = "The carers of Cardiff own their co-operative, and the taxi drivers own another one."


@pytest.fixture
def written(publish_again):
    """Three pages, published."""
    told = [("text", "<p>Agorodd y caffi yng Nghaerdydd &amp; mae’r tai yn barod.</p>")]
    pages.story("Caffi newydd", "cy", intro="Stori fer", body=told, when="2026-05")
    english = pages.story("Homes for all", intro="Co-operative housing grows", when="2026-06")
    pages.story("Cartrefi i bawb", "cy", other=english, intro="Twf tai cydweithredol")
    pages.event("Round table", 2026, 7, 1, 10, 0, place="Llandudno", areas=(cast.areas()[cast.CARDIFF],))
    return publish_again


def html(reader, address, **query):
    answer = reader.get(address, query)
    assert answer.status_code == 200
    return etree.HTML(answer.content)


def found(reader, lang, q, part="pages"):
    """Title, and what is marked, of what answers beside the entries."""
    page = html(reader, SEARCH[lang], q=q)
    rows = page.xpath(f'//section[@aria-labelledby="{part}"]//ol[@class="news-list"]/li')
    return {row.xpath("string(h3)"): row.xpath(".//mark/text()") for row in rows}


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_a_mutated_word_of_a_page_is_found_from_the_plain_one(reader, written, lang):
    written()
    assert found(reader, lang, "caerdydd")["Caffi newydd"] == ["Nghaerdydd"]
