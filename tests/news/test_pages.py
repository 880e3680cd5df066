"""A page, its two sides, and what the database does not let in."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.blocks import StructBlockValidationError
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from cydfap.cms.blocks import MapViewBlock
from cydfap.cms.models import Picture
from cydfap.directory.models import Generation
from cydfap.news import actions
from cydfap.news.models import (
    Backer,
    Campaign,
    EventSeries,
    Milestone,
    NewsEntry,
    NewsIndex,
    Report,
)
from tests.news import cast
from tests.release import cast as directory

pytestmark = pytest.mark.django_db


def generation() -> int:
    return Generation.objects.get().number


def test_planting_again_plants_nothing():
    actions.plant(by=None)
    pages = Page.objects.count()
    actions.plant(by=None)
    assert Page.objects.count() == pages
    assert Site.objects.get().root_page.specific.lang == "en"
    assert {index.lang: index.url for index in NewsIndex.objects.all()} == {
        "en": "/en/whats-happening/",
        "cy": "/cy/beth-syn-digwydd/",
    }


def test_pages_are_only_under_their_own_words_and_language(reader):
    cast.story("Old Oak opens")
    assert reader.get("/en/whats-happening/old-oak-opens/").status_code == 200
    for wrong in (
        "/cy/whats-happening/old-oak-opens/",
        "/en/beth-syn-digwydd/old-oak-opens/",
        "/en/old-oak-opens/",
    ):
        assert reader.get(wrong).status_code == 404


def test_a_draft_is_not_there_for_readers(reader):
    page = cast.story("Old Oak opens")
    page.unpublish()
    assert reader.get("/en/whats-happening/old-oak-opens/").status_code == 404


def test_a_page_is_read_and_never_posted_to(reader):
    cast.story("Old Oak opens")
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    for somebody in (reader, strict):
        assert somebody.post("/en/whats-happening/old-oak-opens/").status_code == 405


def test_the_switch_leads_to_the_other_side(reader):
    english = cast.story("Old Oak opens")
    cast.story("Old Oak yn agor", "cy", other=english)
    page = reader.get("/en/whats-happening/old-oak-opens/").content.decode()
    assert 'class="language" href="/cy/beth-syn-digwydd/old-oak-yn-agor/"' in page


def test_without_another_side_the_switch_leads_to_an_index_that_says_so(reader):
    english = cast.story("Old Oak opens")
    page = reader.get("/en/whats-happening/old-oak-opens/").content.decode()
    switch = f"/cy/beth-syn-digwydd/?only={english.pk}"
    assert f'class="language" href="{switch}"' in page
    welsh = reader.get(switch).content.decode()
    assert "Saesneg yn unig ar hyn o bryd" in welsh
    assert '<a href="/en/whats-happening/old-oak-opens/" lang="en"' in welsh


def test_publishing_and_unpublishing_raise_the_generation():
    before = generation()
    page = cast.story("Old Oak opens")
    after = generation()
    assert after > before
    page.unpublish()
    assert generation() > after
    last = generation()
    page.save_revision()
    assert generation() == last


def test_removing_a_page_raises_the_generation():
    page = cast.story("Old Oak opens")
    before = generation()
    page.delete()
    assert generation() > before


def test_a_report_page_has_its_entry_to_itself_in_each_language():
    entry = directory.cartrefi_cymru()
    english = cast.report("Social care", entry, when="2017-10")
    cast.report("Gofal cymdeithasol", entry, "cy", other=english)
    with pytest.raises(ValidationError, match="already"):
        cast.report("Social care again", entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=english.pk).update(lang="cy")


def test_a_page_names_an_entry_once():
    entry = directory.cartrefi_cymru()
    page = cast.story("Cartrefi Cymru", entries=(entry,))
    with pytest.raises(IntegrityError), transaction.atomic():
        NewsEntry.objects.create(page=page, entry=entry)


def test_a_date_that_is_none_is_refused():
    with pytest.raises(ValidationError):
        cast.story("Old Oak opens", when="last summer")


@pytest.mark.parametrize(
    ("when", "day"),
    [("2017-10", date(2017, 10, 1)), ("2016~", date(2016, 1, 1)), ("", None)],
)
def test_a_fuzzy_date_is_ordered_by_its_first_day(when, day):
    assert cast.story("Old Oak opens", when=when).day == day


def test_an_evening_in_summer_is_told_in_london_s_time(reader):
    cast.event("Round table", 2017, 7, 8, 19, 30)
    page = reader.get("/en/whats-happening/round-table/").content.decode()
    assert "Saturday 8 July 2017, 19:30" in page
    assert 'datetime="2017-07-08T19:30:00+01:00"' in page


def test_a_day_long_event_has_no_hours(reader):
    cast.event("Round table", 2017, 4, 8, is_all_day=True)
    page = reader.get("/en/whats-happening/round-table/").content.decode()
    assert '<time datetime="2017-04-08">Saturday 8 April 2017</time>' in page
    assert "00:00" not in page


def test_an_event_does_not_end_before_it_starts():
    page = cast.event("Round table", 2017, 4, 8, 10)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(page).objects.filter(pk=page.pk).update(ends_at="2017-04-07T10:00Z")


def test_a_campaign_is_as_new_as_its_last_step_that_is_done():
    steps = [
        Milestone(when="2017", words="The report comes out.", state="done"),
        Milestone(when="2017-12-06", words="The Assembly debates it.", state="done"),
        Milestone(when="2030", words="A branch opens.", state="planned"),
    ]
    page = cast.add(Campaign, "A bank", ask="A bank.", put_to="The Government", milestones=steps)
    assert page.when == "2017-12-06"


def test_backing_without_evidence_is_refused():
    page = cast.add(Campaign, "A bank", ask="A bank.", put_to="The Government")
    with pytest.raises(IntegrityError), transaction.atomic():
        Backer.objects.create(page=page, name="A party", evidence="")


# Wagtail leaves the file that it resizes into open.
with_pictures = pytest.mark.filterwarnings(
    "ignore:Unclosed file:ResourceWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)


@with_pictures
def test_a_picture_is_described_in_the_reader_s_language(reader, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = Picture.objects.create(
        title="barn", file=get_test_image_file(), alt_en="A barn", alt_cy="Ysgubor"
    )
    english = cast.story("Old Oak opens", picture=picture)
    body = [("picture", {"picture": picture, "caption": ""})]
    cast.story("Old Oak yn agor", "cy", other=english, body=body)
    page = reader.get("/en/whats-happening/old-oak-opens/").content.decode()
    assert 'alt="A barn"' in page
    page = reader.get("/cy/beth-syn-digwydd/old-oak-yn-agor/").content.decode()
    assert 'alt="Ysgubor"' in page


@with_pictures
def test_a_picture_described_in_one_language_says_which(reader, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    barn = Picture.objects.create(title="barn", file=get_test_image_file(), alt_en="A barn")
    body = [("picture", {"picture": barn, "caption": ""})]
    cast.story("Old Oak yn agor", "cy", picture=barn, body=body)
    cast.story("Old Oak opens", picture=barn)
    page = reader.get("/cy/beth-syn-digwydd/old-oak-yn-agor/").content.decode()
    images = re.findall(r"<img [^>]*>", page)
    assert len(images) == 2
    assert all('alt="A barn"' in image and 'lang="en"' in image for image in images)
    page = reader.get("/en/whats-happening/old-oak-opens/").content.decode()
    assert all("lang=" not in image for image in re.findall(r"<img [^>]*>", page))


@with_pictures
def test_a_cut_of_a_picture_keeps_its_focal_point(reader, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    # Wagtail remembers cuts by the picture's number, which other tests have used.
    cache.clear()
    tall = get_test_image_file(size=(200, 800), colour="white")
    barn = Picture.objects.create(title="barn", file=tall)
    cast.story("Old Oak opens", picture=barn)
    reader.get("/en/whats-happening/old-oak-opens/")
    Picture.objects.filter(pk=barn.pk).update(
        focal_point_x=100, focal_point_y=780, focal_point_width=20, focal_point_height=20
    )
    reader.get("/en/whats-happening/old-oak-opens/")
    cuts = barn.renditions.filter(filter_spec="fill-960x540|format-webp")
    assert cuts.count() == len(set(cuts.values_list("focal_point_key", flat=True))) == 2


def test_the_desk_asks_for_a_description_in_each_language_and_a_focal_point():
    asked = set(Picture.admin_form_fields)
    assert {"alt_en", "alt_cy", "focal_point_x", "focal_point_height"} <= asked
    assert "description" not in asked


def test_a_view_of_the_map_is_a_figure_that_links_to_it(reader):
    body = [("map_view", {"view": "layer=care&z=8", "caption": "Care in Wales"})]
    cast.story("Old Oak opens", body=body)
    page = reader.get("/en/whats-happening/old-oak-opens/").content.decode()
    assert '<figure class="map-view">' in page
    assert 'href="/en/map/?layer=care&amp;z=8"' in page


def test_no_page_breaks_the_policy_on_scripts_and_styles(reader):
    cast.story("Old Oak opens", body=[("note", "The day is not known.")])
    for path in ("/en/whats-happening/", "/en/whats-happening/old-oak-opens/"):
        answer = reader.get(path)
        page = answer.content.decode()
        assert "unsafe-inline" not in answer["Content-Security-Policy"]
        assert " style=" not in page
        assert "<style" not in page
        assert "<script" not in page


def test_a_page_shows_what_either_side_is_joined_to(reader):
    gwynedd, entry = directory.areas()[directory.GWYNEDD], directory.antur_waunfawr()
    bank = cast.topic("Public bank")
    english = cast.story("Old Oak opens", areas=(gwynedd,), entries=(entry,), topics=(bank,))
    cast.story("Old Oak yn agor", "cy", other=english, areas=(gwynedd,))
    answer = reader.get("/cy/beth-syn-digwydd/old-oak-yn-agor/")
    assert answer.context["entries"] == [entry]
    assert answer.context["areas"] == [gwynedd]
    assert [topic.title for topic in answer.context["topics"]] == ["Public bank"]
    english.unpublish()
    answer = reader.get("/cy/beth-syn-digwydd/old-oak-yn-agor/")
    assert (answer.context["entries"], answer.context["topics"]) == ([], [])


def test_a_series_and_its_events_find_each_other_across_languages(reader):
    roadshow = cast.add(EventSeries, "Roadshow")
    english = cast.event("In Bangor", 2018, 4, 2, 10, series=roadshow)
    cast.event("In Barry", 2018, 4, 1, 10, series=roadshow)
    cast.event("Ym Mangor", 2018, 4, 2, 10, lang="cy", other=english)
    cast.add(EventSeries, "Sioe deithiol", "cy", other=roadshow)
    answer = reader.get("/cy/beth-syn-digwydd/sioe-deithiol/")
    assert [page.title for page in answer.context["events"]] == ["In Barry", "Ym Mangor"]
    assert "Saesneg yn unig ar hyn o bryd" in answer.content.decode()
    answer = reader.get("/cy/beth-syn-digwydd/ym-mangor/")
    assert answer.context["series"].title == "Sioe deithiol"


def test_an_event_s_area_is_called_what_it_is(reader):
    area = directory.areas()[directory.WALES]
    cast.event("Round table", 2017, 7, 8, 19, area=area)
    page = reader.get("/en/whats-happening/round-table/").content.decode()
    assert "<dt>Nation</dt>" in page
    assert "Local authority" not in page


def test_only_a_page_with_another_side_names_it_to_machines(reader):
    english = cast.story("Old Oak opens")
    address = "/en/whats-happening/old-oak-opens/"
    assert 'hreflang="cy"' not in reader.get(address).content.decode().partition("</head>")[0]
    cast.story("Old Oak yn agor", "cy", other=english)
    assert 'hreflang="cy"' in reader.get(address).content.decode().partition("</head>")[0]


@pytest.mark.parametrize("view", ["mydomain.org/map", "/en/map/?utm_source=x", "layer=a&" * 60])
def test_what_is_no_view_of_the_map_is_refused(view):
    with pytest.raises(StructBlockValidationError):
        MapViewBlock().clean({"view": view, "caption": "Care"})
