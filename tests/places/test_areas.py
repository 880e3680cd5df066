"""Boundary files become areas with names in both languages, and polygons for the base map."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cydfap.places.actions import polygons_folder
from cydfap.places.boundaries import BoundaryProblem, read_boundaries
from cydfap.places.models import Area
from tests.outages import nothing_written

pytestmark = pytest.mark.django_db

SQUARE = [[[-4.0, 52.0], [-3.0, 52.0], [-3.0, 53.0], [-4.0, 53.0], [-4.0, 52.0]]]


def geojson(path: Path, **properties: str) -> Path:
    shape = {"type": "Polygon", "coordinates": SQUARE}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def topojson(path: Path) -> Path:
    """The same square as two shared lines, the second backwards, in whole numbers."""
    shape = {
        "type": "Polygon",
        "arcs": [[0, -2]],
        "properties": {"AREACD": "E06000001", "AREANM": "Sgwâr"},
    }
    arcs = [[[0, 0], [100, 0], [0, 100]], [[0, 0], [0, 100], [100, 0]]]
    transform = {"scale": [0.01, 0.01], "translate": [-4.0, 52.0]}
    document = {
        "type": "Topology",
        "arcs": arcs,
        "transform": transform,
        "objects": {"geog": {"type": "GeometryCollection", "geometries": [shape]}},
    }
    path.write_text(json.dumps(document))
    return path


def test_an_area_has_its_names_box_and_middle(tmp_path):
    path = geojson(
        tmp_path / "a.geojson", LAD13CD="W06000001", LAD13NM="Isle of Anglesey", LAD13NMW="Ynys Mon"
    )
    call_command("areas", str(path), verbosity=0)
    area = Area.objects.get()
    assert (area.kind, area.name_en, area.name_cy) == (
        "local-authority",
        "Isle of Anglesey",
        "Ynys Môn",
    )
    assert (area.west, area.south, area.east, area.north) == (-4.0, 52.0, -3.0, 53.0)
    assert (area.lat, area.lon) == (52.5, -3.5)


def test_topojson_gives_the_same_polygon_as_geojson(tmp_path):
    plain = read_boundaries(geojson(tmp_path / "a.json", AREACD="E06000001", AREANM="Sgwâr"))[0]
    shared_lines = read_boundaries(topojson(tmp_path / "b.json"))[0]
    assert shared_lines.name_en == "Sgwâr"
    assert shared_lines.polygons == plain.polygons


def test_a_file_without_welsh_names_takes_none_away(tmp_path):
    Area.objects.create(
        code="W06000001", kind="local-authority", name_en="Anglesey", name_cy="Ynys Môn"
    )
    path = geojson(tmp_path / "a.json", AREACD="W06000001", AREANM="Isle of Anglesey")
    call_command("areas", str(path), verbosity=0)
    area = Area.objects.get()
    assert (area.name_en, area.name_cy) == ("Isle of Anglesey", "Ynys Môn")


def test_polygons_are_kept_by_kind_and_a_newer_file_replaces_its_own_codes(tmp_path):
    first = geojson(tmp_path / "a.json", CTYUA19CD="E10000017", CTYUA19NM="Lancashire")
    second = geojson(tmp_path / "b.json", CTYUA21CD="E10000017", CTYUA21NM="Lancashire County")
    call_command("areas", str(first), verbosity=0)
    call_command("areas", str(second), verbosity=0)
    kept = json.loads((polygons_folder() / "county.geojson").read_text())["features"]
    assert [feature["properties"]["name_en"] for feature in kept] == ["Lancashire County"]


@pytest.mark.parametrize(
    "content", ["not json", "{}", '{"type":"FeatureCollection","features":[]}']
)
def test_another_kind_of_file_is_refused(tmp_path, content):
    path = tmp_path / "a.json"
    path.write_text(content)
    with pytest.raises(BoundaryProblem):
        read_boundaries(path)
    with pytest.raises(CommandError, match=r"a\.json"):
        call_command("areas", str(path))


def test_a_file_that_is_not_there_or_cannot_be_read_is_said_with_what_to_do(tmp_path):
    with pytest.raises(CommandError, match=r"There is no file .*b\.json\. Check its name"):
        call_command("areas", str(tmp_path / "b.json"))
    with pytest.raises(CommandError, match=r"The file .* cannot be read\. Check that it is a file"):
        call_command("areas", str(tmp_path))


def test_polygons_that_cannot_be_kept_are_said_with_what_to_do(settings, tmp_path):
    path = geojson(tmp_path / "a.json", AREACD="E06000001", AREANM="Sgwâr")
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    # A file stands where their folder should be.
    in_the_way = settings.DATA / "areas"
    in_the_way.touch()
    with pytest.raises(CommandError, match=r"Check that it is there.*Then bring them in again"):
        call_command("areas", str(path))
    in_the_way.unlink()
    call_command("areas", str(path), verbosity=0)
    assert (settings.DATA / "areas" / "local-authority.geojson").is_file()


def test_areas_that_the_database_cannot_take_are_said_with_what_to_do(tmp_path):
    path = geojson(tmp_path / "a.json", AREACD="E06000001", AREANM="Sgwâr")
    with (
        nothing_written(),
        pytest.raises(CommandError, match=r"The database cannot be used\. Check that it is there"),
    ):
        call_command("areas", str(path))
    assert not Area.objects.exists()


def test_the_real_boundary_files_are_read(shared):
    folder = shared / "data" / "boundaries"
    counts = {
        "wales-lad-22-martinjc.geojson": 22,
        "wales-lad-22-martinjc.topojson": 22,
        "gb-lad-martinjc.topojson": 380,
        "uk-la-2021-ons.topojson": 374,
        "gb-ua-county-2019-ons.topojson": 205,
        "uk-region-ons.topojson": 12,
    }
    assert {name: len(read_boundaries(folder / name)) for name in counts} == counts
