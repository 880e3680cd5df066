import csv
import json
from pathlib import Path

import pytest

from cydfap.lib import gazetteer
from cydfap.lib.gazetteer import WALES, find_town, nearest_town, town_near, towns
from cydfap.lib.geography import Box, distance_km

ABERYSTWYTH = 2657782
BALA = 2656615
NEWPORT_ON_USK = 2641598
NEWPORT_IN_PEMBROKESHIRE = 2641596


def ids(found):
    return [town.geonameid for town in found]


@pytest.mark.parametrize(
    ("asked", "geonameid"),
    [
        ("Aberystwyth", ABERYSTWYTH),
        ("ABERYSTWYTH", ABERYSTWYTH),
        ("Y Bala", BALA),
        ("Bala", BALA),
        ("Caerdydd", 2653822),
        ("Pen y Bont ar Ogwr", 2654755),
        ("Abertawe", 2636432),
        ("Saint Asaph", 2638855),
        ("St. Asaph", 2638855),
        ("Tyddewi", 2638822),
        ("St Peters", 2638703),
        ("Cwmbran", 2651654),
        ("Cwmbrân", 2651654),
        ("Blaenau Ffestiniog", 2655414),
        ("Hay", 2647267),
        ("Hay-on-Wye", 2647267),
        ("Trefdraeth", NEWPORT_IN_PEMBROKESHIRE),
        ("Casnewydd", NEWPORT_ON_USK),
        ("Dulyn", 2964574),
    ],
)
def test_a_town_is_found_in_either_language(asked, geonameid):
    assert ids(find_town(asked))[0] == geonameid


def test_both_newports_of_wales_are_found_the_bigger_first():
    assert ids(find_town("Newport", WALES)) == [NEWPORT_ON_USK, NEWPORT_IN_PEMBROKESHIRE]
    assert len(find_town("Newport")) > 2


def test_a_search_may_be_held_to_a_nation_or_a_box():
    assert find_town("Liverpool", WALES) == []
    pembrokeshire = Box(-5.4, 51.6, -4.5, 52.1)
    assert ids(find_town("Newport", pembrokeshire)) == [NEWPORT_IN_PEMBROKESHIRE]


def test_a_spelling_of_old_is_found_only_where_no_town_bears_the_name():
    assert ids(find_town("Carnarvon")) == [2654092]
    assert all("Bangor" in town.name_en for town in find_town("Bangor"))


@pytest.mark.parametrize("nothing", ["", "   ", "-", "Nowhere-on-the-Wold", "Y"])
def test_a_town_that_is_not_there_is_an_empty_list(nothing):
    assert find_town(nothing) == []


@pytest.mark.parametrize("point", [(0, 0), (52.6, 4.1), (57.81, -8.58)])
def test_nothing_far_out_at_sea_is_in_a_town(point):
    assert town_near(*point) is None
    near = town_near(52.4153, -4.0880)
    assert near == nearest_town(52.4153, -4.0880)


def test_the_nearest_town_to_the_pier_is_aberystwyth():
    assert nearest_town(52.4153, -4.0880).geonameid == ABERYSTWYTH


def test_every_town_is_nearest_to_itself():
    for town in towns()[:300]:
        near = nearest_town(town.lat, town.lon)
        assert distance_km(near.lat, near.lon, town.lat, town.lon) < 0.001


def test_all_five_countries_are_there():
    assert {town.country for town in towns()} == {"GB", "IE", "IM", "JE", "GG"}
    assert {"ENG", "NIR", "SCT", "WLS"} <= {town.admin1 for town in towns()}


def test_the_welsh_names_are_of_towns_that_exist_and_are_named_once():
    table = Path(gazetteer.__file__).with_name("welsh_towns.csv")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {town.geonameid for town in towns()}
    numbers = [int(row["geonameid"]) for row in rows]
    assert len(set(numbers)) == len(numbers) > 120
    assert set(numbers) <= known
    assert all(row["name_en"] and row["name_cy"] for row in rows)


def test_the_welsh_places_agree_with_the_independent_extract(shared):
    extract = json.loads((shared / "data/places/geonames-wales-places-cities500.json").read_text())
    ours = {town.geonameid: town for town in towns() if town.admin1 == WALES}
    assert ours.keys() == {place["geonameid"] for place in extract}
    for place in extract:
        town = ours[place["geonameid"]]
        assert (town.lat, town.lon) == (place["latitude"], place["longitude"])
