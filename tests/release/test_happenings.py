"""Events and dated reports on the map: where they stand, when, and what a date filter leaves."""

import pytest

from cydfap.atlas.wording import told
from cydfap.directory.actions import delete
from cydfap.directory.enums import Happening, Privacy
from cydfap.directory.models import Layer, Site
from cydfap.lib.geography import Box
from cydfap.news.enums import EventState
from cydfap.news.models.event import map_id
from cydfap.release import actions, editions
from cydfap.release.reading import EntryRecord, Filters, Release
from tests.news import cast as pages

from . import cast

WORLD = Box(-180, -85, 180, 85)


@pytest.fixture
def layers(db) -> None:
    for order, (key, shown) in enumerate(
        (("events", Happening.EVENTS), ("reports", Happening.REPORTS)), start=8
    ):
        Layer.objects.create(key=key, name_en=key, name_cy=key, order=order, happening=shown)


def record(release: Release, page) -> EntryRecord | None:
    return release.entry(map_id(page.translation_key))


def names(release: Release, **asked: object) -> list[str]:
    return [found.name_en for found in release.page(Filters(**asked), "en", size=100).results]


def test_an_event_stands_at_its_postcode_with_its_days_and_its_page(publish, layers):
    fair = pages.event("Co-op fair", 2026, 5, 14, 10, 0, postcode="cf10 3nq", place="Library")
    found = record(publish(), fair)
    assert found is not None
    assert found.is_event
    assert found.layers == ("events",)
    assert found.place.precision == "postcode"
    assert (round(found.lat, 1), round(found.lon, 1)) == (51.5, -3.2)
    assert found.place.town_en == "Library"
    assert found.dated.when == "2026-05-14"
    assert found.dated.path("cy") == "/en/whats-happening/co-op-fair/"


def test_the_two_sides_of_an_event_are_one_row_in_both_languages(publish, layers):
    fair = pages.event("Co-op fair", 2026, 5, 14, 10, 0, lat=52.4, lon=-4.1)
    pages.event("Ffair", 2026, 5, 14, 10, 0, lang="cy", other=fair)
    release = publish()
    found = record(release, fair)
    assert (found.name_en, found.name_cy) == ("Co-op fair", "Ffair")
    assert found.dated.path("cy") == "/cy/beth-syn-digwydd/ffair/"
    assert release.page(Filters(), "en").total == 1
    assert found.place.precision == "exact"


def test_an_event_s_name_in_the_other_language_is_not_taken_for_a_translation(publish, layers):
    fair = pages.event("Co-op fair", 2026, 5, 14, 10, 0, lat=52.4, lon=-4.1)
    pages.event("Co-op fair", 2026, 5, 14, 10, 0, lang="cy", other=fair, title_lang="en")
    found = record(publish(), fair)
    assert (found.name_state_en, found.name_state_cy) == ("original", "same")
    assert told(found, "name", "cy").lang == told(found, "name", "en").lang == "en"


def test_an_event_at_a_home_is_told_no_more_exactly_than_the_home(publish, layers):
    home = cast.chicken_shack()
    supper = pages.event("Supper", 2026, 5, 14, 18, 0, at_entry=home)
    release = publish()
    found, host = record(release, supper), release.entry(home.public_id)
    assert (found.lat, found.lon) == (host.lat, host.lon)
    assert found.place.precision == Privacy.TOWN
    assert cast.HOME not in str(found)


def test_an_event_stands_at_that_site_of_an_entry_which_was_chosen(publish, layers):
    antur = cast.antur_waunfawr()
    second = antur.sites.get(order=1)
    unknown = Site.objects.create(entry=antur, order=9, town="Bangor")
    talk = pages.event("Talk", 2026, 5, 14, 18, 0, at_entry=antur)
    supper = pages.event("Supper", 2026, 5, 14, 18, 0, at_entry=antur, at_site=second)
    pages.event("Swper", 2026, 5, 14, 18, 0, lang="cy", other=supper, at_entry=antur)
    walk = pages.event("Walk", 2026, 5, 14, 18, 0, at_entry=antur, at_site=unknown)
    release = publish()
    there = record(release, supper)
    assert (there.lat, there.lon) == (second.lat, second.lon)
    assert record(release, talk).lat == antur.sites.get(order=0).lat
    assert record(release, walk) is None
    assert supper.is_on_map()
    assert not walk.is_on_map()


def test_an_event_of_which_only_the_area_is_known_stands_in_its_middle(publish, layers):
    talk = pages.event("Talk", 2026, 5, 14, 18, 0, area=cast.areas()[cast.GWYNEDD])
    found = record(publish(), talk)
    assert (found.lat, found.lon, found.place.precision) == (52.9, -4.0, "area")
    assert found.place.authority == cast.GWYNEDD


def test_an_area_that_an_event_names_says_no_more_than_its_place_does(publish, layers):
    wales = cast.areas()[cast.WALES]
    fair = pages.event("Fair", 2026, 5, 14, 10, 0, postcode="cf10 3nq", area=wales)
    walk = pages.event("Walk", 2026, 5, 15, 10, 0, lat=52.9, lon=-4.0, area=wales)
    talk = pages.event("Talk", 2026, 5, 16, 10, 0, area=wales)
    release = publish()
    authorities = [record(release, event).place.authority for event in (fair, walk, talk)]
    assert authorities == [cast.CARDIFF, cast.GWYNEDD, ""]


def test_an_event_nobody_can_place_is_not_on_the_map_and_its_layer_stays_out(publish, layers):
    cast.antur_waunfawr()
    talk = pages.event("Talk", 2026, 5, 14, 18, 0)
    release = publish()
    assert record(release, talk) is None
    assert {layer.key for layer in release.layers} == {"housing", "members"}


def test_without_a_layer_for_them_no_event_is_on_the_map(publish):
    talk = pages.event("Talk", 2026, 5, 14, 18, 0, lat=52.0, lon=-4.0)
    assert record(publish(), talk) is None


def test_a_draft_is_nowhere_and_what_is_taken_back_goes(publish, layers):
    talk = pages.event("Talk", 2026, 5, 14, 18, 0, lat=52.0, lon=-4.0)
    assert record(publish(), talk) is not None
    talk.unpublish()
    assert record(publish(), talk) is None


def test_a_dated_report_is_its_entry_in_the_layer_of_reports_too(publish, layers):
    antur = cast.antur_waunfawr()
    pages.report("Not Alone", antur, when="2016~")
    release = publish()
    found = release.entry(antur.public_id)
    assert found.layers == ("members", "reports")
    assert (found.dated.kind, found.dated.when, found.is_event) == ("report", "2016~", False)
    assert names(release, since="2016-12") == ["Antur Waunfawr"]
    assert names(release, since="2017") == []


def test_what_has_no_days_does_not_pass_a_date_filter_and_facets_count_with_it(publish, layers):
    cast.antur_waunfawr()
    pages.event("May fair", 2026, 5, 14, 10, 0, lat=52.4, lon=-4.1)
    pages.event("June fair", 2026, 6, 14, 10, 0, lat=52.4, lon=-4.1)
    release = publish()
    asked = {"since": "2026-05", "until": "2026-05"}
    page = release.page(Filters(**asked), "en")
    assert [found.name_en for found in page.results] == ["May fair"]
    assert page.facets["layer"]["events"] == 1
    assert page.facets["layer"]["members"] == 0
    assert sum(mark.n for mark in release.marks(Filters(**asked), WORLD, 9)) == 1
    assert sum(mark.n for mark in release.marks(Filters(), WORLD, 9)) == 4


def test_the_worse_of_two_sides_says_whether_it_takes_place(publish, layers):
    fair = pages.event("Fair", 2026, 5, 14, 10, 0, lat=52.4, lon=-4.1)
    pages.event("Ffair", 2026, 5, 14, 10, 0, lang="cy", other=fair, state=EventState.CANCELLED)
    found = record(publish(), fair)
    assert found.dated.state == "cancelled"
    assert found.dated.is_off


def test_downloads_hold_the_entries_and_no_events(publish, layers):
    cast.antur_waunfawr()
    pages.event("May fair", 2026, 5, 14, 10, 0, lat=52.4, lon=-4.1)
    release = publish()
    assert (release.about["entries"], release.about["sites"], release.about["events"]) == (1, 2, 1)
    for name in ("entries.csv", "sites.csv", "entries.geojson", "entries.jsonld", "entries.kml"):
        told = (release.folder / name).read_text(encoding="utf-8")
        assert "Antur Waunfawr" in told or name == "sites.csv"
        assert "May fair" not in told, name
    assert release.page(release.of_entries(Filters()), "en").total == 1


def without(entry, publish):
    """The edition from which the entry was withdrawn, and its folder."""
    place = publish().folder
    editions.make("Winter 2026")
    ids = (entry.public_id,)
    delete(record=entry, by=None)
    publish()
    actions.withdraw(edition="Winter 2026", entries=ids, reason="personal-data", by=None)
    return Release(place), place


def test_where_an_entry_is_withdrawn_an_event_that_would_tell_where_it_is_goes_too(publish, layers):
    antur = cast.antur_waunfawr()
    pages.event("Open day", 2026, 5, 14, 10, 0, at_entry=antur)
    fair = pages.event("Fair", 2026, 5, 14, 10, 0, lat=52.4, lon=-4.1)
    left, place = without(antur, publish)
    assert names(left) == ["Fair"]
    assert record(left, fair).dated.when == "2026-05-14"
    assert left.entry("ant7rwfr") is None
    assert b"Open day" not in (place / "entries.arrow").read_bytes()


def test_where_an_entry_is_withdrawn_an_event_whose_page_names_it_goes_too(publish, layers):
    antur, home = cast.antur_waunfawr(), cast.chicken_shack()
    talk = pages.event("Antur talks", 2026, 5, 14, 10, 0, postcode="CF10 3NQ", entries=(antur,))
    pages.event("Sgwrs Antur", 2026, 5, 14, 10, 0, lang="cy", other=talk)
    pages.event("Supper", 2026, 5, 14, 18, 0, lat=52.4, lon=-4.1, entries=(home,))
    left, place = without(antur, publish)
    assert sorted(names(left)) == ["Chicken Shack Housing Co-operative", "Supper"]
    assert record(left, talk) is None
    whole = b"".join(file.read_bytes() for file in place.rglob("*") if file.is_file())
    assert b"Antur" not in whole


def test_where_an_entry_is_withdrawn_no_page_of_another_entry_tells_of_it(publish, layers):
    """By its link, by its title alone, and by the address of a dated report."""
    antur, home = cast.antur_waunfawr(), cast.chicken_shack()
    both = pages.story("Two of a kind", entries=(antur, home))
    pages.story("Antur a’r cwt", "cy", other=both, entries=(home,))
    pages.story("Why ANTUR WAUNFAWR closed", entries=(home,))
    pages.event("At Antur Waunfawr", 2026, 5, 14, 10, 0, lat=52.4, lon=-4.1)
    pages.report("How Antur closed", home, when="2016", entries=(antur,))
    pages.story("Anturiaeth", "cy", entries=(home,))
    left, place = without(antur, publish)
    assert names(left) == [home.name_en]
    found = left.entry(home.public_id)
    assert [page.title_cy or page.title_en for page in found.news] == ["Anturiaeth"]
    assert found.dated is None
    whole = b"".join(file.read_bytes() for file in place.rglob("*") if file.is_file())
    for trace in (b"Waunfawr", b"WAUNFAWR", b"antur-", b"Two of a kind", b"two-of-a-kind"):
        assert trace not in whole
