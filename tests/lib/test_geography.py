import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cydfap.lib.geography import (
    BRITISH_GRID,
    IRISH_GRID,
    Box,
    GridProblem,
    distance_km,
    from_grid,
    from_grid_many,
    grid_square,
    mercator,
    morton,
    unmercator,
)

UNITS = st.integers(0, 2**32 - 1)
LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)

ABERYSTWYTH = (52.4153, -4.0829)


def test_the_grid_gives_latitude_and_longitude():
    lat, lon = from_grid(258_500, 281_500)
    assert distance_km(lat, lon, *ABERYSTWYTH) < 1.0


def test_the_survey_guides_worked_example_is_within_ten_metres():
    # Caister water tower, Ordnance Survey, "A guide to coordinate systems in Great Britain"
    lat, lon = from_grid(651_409.903, 313_177.270)
    caister = (52 + 39 / 60 + 28.8 / 3600, 1 + 42 / 60 + 57.8 / 3600)
    assert distance_km(lat, lon, *caister) < 0.01


def test_the_irish_grid_is_not_the_british_one():
    lat, lon = from_grid_many([333_800], [374_000], IRISH_GRID)
    assert distance_km(lat[0], lon[0], 54.597, -5.930) < 1.0  # Belfast
    wrong_lat, wrong_lon = from_grid_many([333_800], [374_000], BRITISH_GRID)
    assert distance_km(wrong_lat[0], wrong_lon[0], 54.597, -5.930) > 100


def test_an_unknown_grid_point_stays_unknown():
    lat, lon = from_grid_many([np.nan, 258_500], [np.nan, 281_500])
    assert np.isnan([lat[0], lon[0]]).all()
    assert np.isfinite([lat[1], lon[1]]).all()


@pytest.mark.parametrize(
    "point", [(-1, 0), (0, 1_300_000), (700_000, 0), (math.nan, 1), (1, math.inf)]
)
def test_points_off_the_grid_are_refused(point):
    with pytest.raises(GridProblem):
        from_grid(*point)


@pytest.mark.parametrize(
    ("text", "square"),
    [
        ("SN 58 81", (258_000, 281_000, 1000)),
        ("SN5881", (258_000, 281_000, 1000)),
        ("sn 58123 81456", (258_123, 281_456, 1)),
        ("SN 581 814", (258_100, 281_400, 100)),
        ("SN58", (250_000, 280_000, 10_000)),
        ("SH 60986 54375", (260_986, 354_375, 1)),
        ("TG 51409 13177", (651_409, 313_177, 1)),
        ("HU 396 753", (439_600, 1_175_300, 100)),
        ("SV 0000 0000", (0, 0, 10)),
    ],
)
def test_a_grid_reference_is_a_square(text, square):
    assert grid_square(text) == square


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SN",
        "SN 5",
        "SN 581",
        "SN 58 814",
        "SI 58 81",
        "AA 11 11",
        "58 81",
        "CF10 5NB",
        "SN 1234567 1234567",
    ],
)
def test_what_is_no_grid_reference_is_refused(text):
    with pytest.raises(GridProblem):
        grid_square(text)


@given(st.integers(0, 699_999), st.integers(0, 1_299_999))
@example(500_000, 1_000_000)  # the corner of J, east of Shetland, where nobody lives
def test_every_metre_of_the_grid_has_a_reference_that_leads_back(east, north):
    letters = "VWXYZQRSTULMNOPFGHJKABCDE"  # rows from the south
    first = letters[5 * (north // 500_000 + 1) + east // 500_000 + 2]
    second = letters[5 * (north % 500_000 // 100_000) + east % 500_000 // 100_000]
    reference = f"{first}{second} {east % 100_000:05} {north % 100_000:05}"
    assert grid_square(reference) == (east, north, 1)


@given(UNITS, UNITS)
def test_the_square_world_and_back_is_the_same_unit(x, y):
    again_x, again_y = mercator(*unmercator(x, y))
    assert (int(again_x), int(again_y)) == (x, y)


@given(LATITUDES, LONGITUDES)
def test_degrees_and_back_are_the_same_place(lat, lon):
    again_lon, again_lat = unmercator(*mercator(lon, lat))
    assert float(again_lat) == pytest.approx(min(max(lat, -85.0511287), 85.0511287), abs=1e-6)
    assert float(again_lon) == pytest.approx(lon, abs=1e-6)


def test_the_square_world_starts_in_the_north_west():
    x, y = mercator([-180, 0, 180], [85.06, 0, -90])
    assert x.dtype == y.dtype == np.uint32
    assert x.tolist() == [0, 2**31, 2**32 - 1]
    assert y.tolist() == [0, 2**31, 2**32 - 1]


@given(UNITS, UNITS)
def test_morton_takes_the_bits_in_turn(x, y):
    expected = sum(((x >> i & 1) << 2 * i) | ((y >> i & 1) << 2 * i + 1) for i in range(32))
    assert int(morton(x, y)) == expected
    assert morton(np.array([x]), np.array([y])).dtype == np.uint64


@given(UNITS, UNITS, st.integers(0, 32))
def test_a_tile_is_one_range_of_the_z_order(x, y, zoom):
    shift = 32 - zoom
    corner = morton((x >> shift) << shift, (y >> shift) << shift)
    assert int(corner) <= int(morton(x, y)) < int(corner) + 4**shift


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "3,0,1,2", "0,3,1,2", "a,b,c,d", "nan,0,1,1", "0,0,181,1"]
)
def test_a_box_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Box.parse(text)


def test_a_box_knows_what_is_in_it():
    wales = Box.parse("-5.5,51.3,-2.6,53.5")
    assert wales.contains(*ABERYSTWYTH)
    assert not wales.contains(51.5074, -0.1278)
    assert wales.overlaps(Box(-3, 53, 0, 54))
    assert not wales.overlaps(Box(-2, 53, 0, 54))
    assert wales.centre == pytest.approx((52.4, -4.05))


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distance_is_the_same_both_ways_and_never_beyond_half_the_globe(
    lat, lon, other_lat, other_lon
):
    there = distance_km(lat, lon, other_lat, other_lon)
    assert there == pytest.approx(distance_km(other_lat, other_lon, lat, lon), abs=1e-6)
    assert 0 <= there <= 20_016


def test_cardiff_to_bangor_is_two_hundred_kilometres():
    assert distance_km(51.4816, -3.1791, 53.2275, -4.1294) == pytest.approx(204, abs=2)
