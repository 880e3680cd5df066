"""Where a row is, and what looks wrong about it."""

import pytest

from cydfap.directory.models import Entry, Site
from cydfap.places.models import Area

from .conftest import bring, codes, outcomes, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def pembrokeshire() -> Area:
    Area.objects.create(
        code="W06000022", kind="local-authority", name_en="Newport", name_cy="Casnewydd"
    )
    return Area.objects.create(
        code="W06000009", kind="local-authority", name_en="Pembrokeshire", name_cy="Sir Benfro"
    )


def place_of(name: str) -> Site:
    return Site.objects.get(entry=Entry.objects.get(name_en=name))


def test_a_postcode_places_a_row_and_says_how_exactly(sheet):
    bring(sheet({"name": "Old Oak", "postcode": "sa312jl"}))
    site = place_of("Old Oak")
    assert site.postcode == "SA31 2JL"
    assert site.precision == "postcode"
    assert site.lat == pytest.approx(51.86, abs=0.05)


def test_latitude_and_longitude_outrank_the_postcode(sheet):
    bring(sheet({"name": "Old Oak", "postcode": "SA31 2JL", "lat": "51.8600", "lon": "-4.3200"}))
    site = place_of("Old Oak")
    assert (site.lat, site.lon, site.precision) == (51.86, -4.32, "exact")


def test_a_grid_reference_and_eastings_place_a_row(sheet):
    bring(
        sheet(
            {
                "name": "By reference",
                "grid_reference": "SN 5850 8170",
                "easting": "",
                "northing": "",
            },
            {"name": "By metres", "grid_reference": "", "easting": "258500", "northing": "281700"},
        )
    )
    reference, metres = place_of("By reference"), place_of("By metres")
    assert reference.lat == pytest.approx(metres.lat, abs=0.001)
    assert reference.lat == pytest.approx(52.41, abs=0.02)


def test_a_town_is_the_last_resort_and_is_recorded_as_such(sheet):
    bring(sheet({"name": "Llais", "town": "Aberystwyth"}))
    site = place_of("Llais")
    assert site.precision == "town"
    assert site.lat == pytest.approx(52.41, abs=0.05)


def test_a_malformed_postcode_is_kept_without_a_pin_with_a_suggestion(sheet):
    plan = planned(sheet({"name": "Letter O", "postcode": "M60 OAG"}))
    assert outcomes(plan) == ["add"]
    assert codes(plan) == [(2, "postcode", "postcode-malformed-suggest")]
    assert "M60 0AG" in plan.problems[0].message()
    assert plan.adds[0]["lat"] == [None]


def test_swapped_latitude_and_longitude_are_put_right_and_told(sheet):
    plan = planned(sheet({"name": "Swapped", "lat": "-3.18", "lon": "51.48"}))
    assert codes(plan) == [(2, "lat", "swapped")]
    assert (plan.adds[0]["lat"], plan.adds[0]["lon"]) == ([51.48], [-3.18])


def test_a_missing_minus_sign_is_put_right_where_the_postcode_agrees(sheet):
    plan = planned(
        sheet({"name": "No minus", "lat": "51.48", "lon": "3.18", "postcode": "CF10 1EP"})
    )
    assert codes(plan) == [(2, "lon", "minus-mended")]
    assert plan.adds[0]["lon"] == [-3.18]


def test_a_point_in_the_netherlands_is_only_asked_about(sheet):
    plan = planned(sheet({"name": "Rotterdam", "lat": "51.92", "lon": "4.48"}))
    assert codes(plan) == [(2, "lon", "minus-missing")]
    assert plan.adds[0]["lon"] == [4.48]


def test_newport_with_sa42_is_explained_as_being_in_pembrokeshire(sheet, pembrokeshire):
    plan = planned(sheet({"name": "Canolfan", "town": "Newport", "postcode": "SA42 0TS"}))
    assert codes(plan) == [(2, "postcode", "postcode-in-other-town")]
    assert "Pembrokeshire" in plan.problems[0].message()


def test_a_postcode_outside_the_named_authority_is_explained(sheet, pembrokeshire):
    plan = planned(sheet({"name": "Canolfan", "county": "Newport", "postcode": "SA42 0TS"}))
    assert codes(plan) == [(2, "postcode", "postcode-in-other-area")]


def test_a_postcode_in_the_named_authority_is_not_remarked_on(sheet, pembrokeshire):
    row = {"name": "Canolfan", "town": "Newport", "county": "Sir Benfro", "postcode": "SA42 0TS"}
    assert codes(planned(sheet(row))) == []


def test_a_postcode_in_another_nation_is_explained(sheet):
    plan = planned(sheet({"name": "Northallerton", "nation": "Wales", "postcode": "DL6 2NJ"}))
    assert codes(plan) == [(2, "postcode", "postcode-in-other-nation")]


def test_words_for_latitude_are_told_and_the_postcode_is_used(sheet):
    plan = planned(sheet({"name": "Words", "lat": "north", "lon": "-3", "postcode": "CF10 1EP"}))
    assert (2, "lat", "bad-number") in codes(plan)
    assert plan.adds[0]["precision"] == ["postcode"]


def test_nought_and_nought_are_no_point_and_that_is_told(sheet):
    plan = planned(sheet({"name": "Null", "lat": "0", "lon": "0.0", "postcode": "CF10 1EP"}))
    assert codes(plan) == [(2, "lat", "nought-point")]
    assert plan.adds[0]["precision"] == ["postcode"]


@pytest.mark.parametrize(("lat", "told"), [("nan", ["lat", "lon"]), ("inf", ["lat"])])
def test_what_is_a_number_to_a_program_alone_is_told_as_none(sheet, lat, told):
    lon = "NaN" if lat == "nan" else "-4"
    plan = planned(sheet({"name": "Far out", "lat": lat, "lon": lon}))
    assert codes(plan) == [(2, name, "bad-number") for name in told]
    assert plan.adds[0]["lat"] == [None]


@pytest.mark.parametrize("metres", ["nan", "inf"])
def test_no_word_for_a_number_breaks_the_grid(sheet, metres):
    plan = planned(sheet({"name": "Grid", "easting": metres, "northing": "281700"}))
    assert codes(plan) == [(2, "easting", "bad-grid")]


def test_the_authority_is_that_of_the_postcode(sheet, pembrokeshire):
    bring(sheet({"name": "Canolfan", "postcode": "SA42 0TS"}))
    assert place_of("Canolfan").authority == pembrokeshire


def test_a_place_is_never_made_coarser_by_one_that_contains_it(sheet):
    bring(sheet({"name": "Old Oak", "postcode": "SA31 2JL", "lat": "51.8600", "lon": "-4.3200"}))
    public_id = Entry.objects.get().public_id
    coarse = {"lat": "51.85", "lon": "-4.30", "precision": "town", "postcode": ""}
    plan = planned(sheet({"id": public_id, "name": "Old Oak", **coarse}))
    assert outcomes(plan) == ["same"]


def test_a_town_elsewhere_is_a_move_however_coarse(sheet):
    bring(sheet({"name": "Old Oak", "postcode": "SA31 2JL"}))
    public_id = Entry.objects.get().public_id
    far = {"lat": "53.2", "lon": "-4.1", "precision": "town", "postcode": ""}
    assert outcomes(planned(sheet({"id": public_id, "name": "Old Oak", **far}))) == ["change"]
