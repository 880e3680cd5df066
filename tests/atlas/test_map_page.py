"""The map page without a script: list, filters, key, and the drawing."""

import re
from dataclasses import replace

import pytest

from cydfap.atlas.entries import place_line
from cydfap.atlas.frame import Frame
from cydfap.directory.models import Layer
from cydfap.places.models import Area
from tests.atlas.conftest import LANGUAGES


def text(answer) -> str:
    return answer.content.decode()


def listed(page: str) -> list[str]:
    return re.findall(r'<li data-id="([^"]+)"', page)


def ticked(page: str) -> list[str]:
    return re.findall(r'name="layer" value="([^"]+)" checked', page)


def test_the_list_holds_what_is_in_view(reader, release):
    assert set(listed(text(reader.get("/en/map/")))) == {"ant7rwfr", "60p3t4"}
    far_away = text(reader.get("/en/map/?lat=57&lon=-3&z=9"))
    assert listed(far_away) == []
    assert "Show everything" in far_away


def test_what_has_no_place_is_counted(reader, release):
    assert "without a place: 1" in text(reader.get("/en/map/"))


def test_a_layer_that_is_not_ticked_is_not_listed(reader, release):
    page = text(reader.get("/en/map/?layer=housing"))
    assert listed(page) == ["60p3t4"]
    assert ticked(page) == ["housing"]


def test_the_key_counts_what_ticking_would_give(reader, release):
    page = text(reader.get("/en/map/?layer=housing&q=antur"))
    counts = re.findall(r'<output class="count">(\d+)</output>', page)
    assert counts == ["0", "1"]


def test_a_pin_leads_to_its_entry_and_is_named(reader, release):
    page = text(reader.get("/en/map/?lat=52.62&lon=-4.1&z=12"))
    pins = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"><svg x="([\d.]+)%"', page)
    assert len(pins) == 1
    url, name, x = pins[0]
    assert url == "/en/directory/60p3t4/chicken-shack-housing-co-operative/"
    assert name == "Chicken Shack Housing Co-operative"
    assert 0 < float(x) < 100


def test_a_chosen_entry_opens_its_popup_and_is_ringed(reader, release):
    page = text(reader.get("/cy/map/?entry=60p3t4"))
    popup = page[page.index('id="popup-place"') :]
    assert "Cydweithfa Dai Chicken Shack" in popup.split("</section>")[0]
    assert 'class="chosen"' in page


@pytest.mark.parametrize(
    "junk",
    ["lat=x&lon=y&z=z", "lat=999&lon=0&z=3", "page=0", "page=-1", "page=99999999999", "page=²",
     "entry=../../x", "bbox=1,2", "layer=%00", "z=nan&lat=nan&lon=nan", "lat=inf&lon=1&z=1",
     "near=nan,nan"],
)  # fmt: skip
def test_nonsense_in_the_address_still_gives_the_map(junk, reader, release):
    assert reader.get(f"/en/map/?{junk}").status_code == 200


def test_the_list_alone_can_be_fetched_for_a_box(reader, release):
    part = text(reader.get("/en/map/?part=results&bbox=-4.3,53,-4.1,53.3"))
    assert part.lstrip().startswith('<div id="results"')
    assert listed(part) == ["ant7rwfr"]


def test_zoom_links_work_without_a_script(reader, release):
    page = text(reader.get("/en/map/?lat=52.62&lon=-4.1&z=9&layer=housing"))
    nearer = re.search(r'<a id="zoom-in" href="([^"]+)"', page)
    assert nearer
    assert "z=10" in nearer[1]
    assert "layer=housing" in nearer[1]


def test_search_words_are_shown_as_text(reader, release):
    page = text(reader.get('/en/map/?q="><script>alert(1)</script>'))
    assert "<script>alert" not in page


def test_a_postcode_moves_the_map_there_and_keeps_the_filters(reader, release):
    answer = reader.get("/cy/map/?q=LL55+1RB&layer=members")
    assert answer.status_code == 302
    assert "q=" not in answer["Location"]
    assert listed(text(reader.get(answer["Location"]))) == ["ant7rwfr"]


def test_a_town_that_was_searched_for_can_be_gone_to(reader, release):
    page = text(reader.get("/en/map/?q=Caernarfon"))
    view = r"lat=53.\d+&amp;lon=-4.\d+&amp;z=[\d.]+"
    link = rf'<a href="\?near=53[^"&]+Caernarfon&amp;{view}">Go to Caernarfon</a>'
    assert re.search(link, page)


@pytest.fixture
def housing_is_off(publish_again):
    Layer.objects.filter(key="housing").update(on_by_default=False)
    return publish_again()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_layer_that_is_off_at_first_is_neither_listed_nor_drawn_nor_ticked(
    lang, reader, housing_is_off
):
    page = text(reader.get(f"/{lang}/map/"))
    assert listed(page) == ["ant7rwfr"]
    assert "/60p3t4/" not in page
    assert ticked(page) == ["members"]
    assert "/60p3t4/" not in text(reader.get(f"/{lang}/"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_address_can_ask_for_all_layers(lang, reader, housing_is_off):
    page = text(reader.get(f"/{lang}/map/?layer=all"))
    assert set(listed(page)) == {"ant7rwfr", "60p3t4"}
    assert set(ticked(page)) == {"members", "housing"}
    assert f'rel="canonical" href="http://localhost/{lang}/map/?layer=all"' in page


def test_the_live_map_is_told_what_is_shown_at_first(reader, housing_is_off):
    assert '"first": ["members"]' in text(reader.get("/en/map/"))


def test_where_every_layer_is_on_the_live_map_is_told_so(reader, release):
    assert '"first": null' in text(reader.get("/en/map/"))


@pytest.mark.parametrize(
    ("at", "town"),
    [("53.1051,-4.2012", "Waunfawr"), ("53.139,-4.268", "Caernarfon"), ("x,y", "Waunfawr"),
     ("", "Waunfawr")],
)  # fmt: skip
def test_a_popup_tells_of_the_site_that_was_pointed_at(at, town, reader, release):
    popup = text(reader.get("/en/map/", {"part": "popup", "entry": "ant7rwfr", "at": at}))
    assert re.findall(r'<p class="where">(.*?)</p>', popup) == [town]


def test_a_row_tells_of_the_site_in_view(reader, release):
    part = text(reader.get("/en/map/?part=results&bbox=-4.3,53.13,-4.25,53.15"))
    assert listed(part) == ["ant7rwfr"]
    assert "Caernarfon" in part
    assert "Waunfawr</small>" not in part


def test_an_address_with_a_view_opens_the_popup_of_the_site_in_it(reader, release):
    page = text(reader.get("/en/map/?entry=ant7rwfr&lat=53.139&lon=-4.268&z=14"))
    assert re.findall(r'<p class="where">(.*?)</p>', page) == ["Caernarfon"]


def test_a_site_without_a_town_does_not_borrow_another_site_s(release):
    record = release.entry("ant7rwfr")
    first = replace(record.sites[0], town_en="", town_cy="", authority="")
    assert place_line(release, replace(record, sites=(first, record.sites[1])), "en") is None


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_a_town_that_no_entry_has_in_its_words_is_gone_to(lang, reader, release):
    answer = reader.get(f"/{lang}/map/?q=Llandudno&layer=members")
    assert answer.status_code == 302
    assert "q=" not in answer["Location"]
    assert "layer=members" in answer["Location"]
    assert "z=10.5" in answer["Location"]


def test_the_list_of_the_live_map_offers_the_town_too(reader, release):
    part = text(reader.get("/en/map/?part=results&q=Caernarfon&bbox=-5.7,51.3,-2.6,53.5"))
    assert "Go to Caernarfon" in part
    (there,) = re.findall(r'<ul class="places"><li><a href="([^"]+)"', part)
    assert "part=" not in there
    assert "bbox=" not in there


def test_an_address_that_names_one_area_shows_it(reader, publish_again):
    sides = {"west": -4.1, "south": 52.3, "east": -3.1, "north": 52.9}
    Area.objects.update(**sides)
    one, other = list(publish_again().areas)[:2]

    def frame(query: str) -> Frame:
        return reader.get(f"/en/map/{query}").context["frame"]

    assert frame(f"?area={one}") == Frame.around(*sides.values())
    assert frame(f"?area={one}&area={other}") == frame("") != frame(f"?area={one}")
