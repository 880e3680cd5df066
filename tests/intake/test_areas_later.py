"""Areas that come after the entries reach them, and are published."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from cydfap.directory.models import Generation, Site
from cydfap.intake import demo
from cydfap.places.models import Area

from .conftest import bring

pytestmark = pytest.mark.django_db

BOX = [[[-3.4, 51.4], [-3.0, 51.4], [-3.0, 51.6], [-3.4, 51.6], [-3.4, 51.4]]]
CARDIFF = "W06000015"


@pytest.fixture
def boundaries(tmp_path: Path) -> str:
    feature = {
        "type": "Feature",
        "properties": {"LAD13CD": CARDIFF, "LAD13NM": "Cardiff", "LAD13NMW": "Caerdydd"},
        "geometry": {"type": "Polygon", "coordinates": BOX},
    }
    path = tmp_path / "wales.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return str(path)


def generation() -> int:
    return Generation.objects.get().number


def authorities() -> list[str | None]:
    return list(Site.objects.order_by("pk").values_list("authority__code", flat=True))


ROWS = (
    {"name": "By postcode", "postcode": "CF10 1EP", "lat": "", "lon": ""},
    {"name": "By point", "postcode": "", "lat": "51.4816", "lon": "-3.1791"},
    {"name": "Elsewhere", "postcode": "SA31 2JL", "lat": "", "lon": ""},
)


def test_sites_get_their_authority_when_its_area_comes_and_the_worker_is_told(sheet, boundaries):
    bring(sheet(*ROWS))
    before = generation()
    assert authorities() == [None, None, None]
    call_command("areas", boundaries, verbosity=0)
    assert authorities() == [CARDIFF, CARDIFF, None]
    assert generation() > before


def test_the_same_boundaries_again_change_nothing(sheet, boundaries):
    bring(sheet(*ROWS))
    call_command("areas", boundaries, verbosity=0)
    before = generation()
    call_command("areas", boundaries, verbosity=0)
    assert generation() == before


def test_an_import_of_the_same_file_gives_authorities_that_are_known_by_now(sheet):
    path = sheet(*ROWS)
    bring(path)
    Area.objects.create(code=CARDIFF, kind="local-authority", name_en="Cardiff")
    again = bring(path)
    assert again.counts["change"] == 2
    assert authorities() == [CARDIFF, CARDIFF, None]
    assert bring(path).counts["change"] == 0


def test_further_sites_of_the_demo_lie_in_an_area_too(sheet, tmp_path):
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "areas.csv").write_text(f"code,kind,name_en\n{CARDIFF},local-authority,Cardiff\n")
    (folder / "layers.csv").write_text("key\n")
    (folder / "relations.csv").write_text("from_id,kind,to_id,note_en,note_cy\n")
    (folder / "entries.csv").write_text("id,name,postcode\n2x0pkbbx,Old Oak,CF10 1EP\n")
    (folder / "sites.csv").write_text(
        "entry_id,address,town,postcode,lat,lon,precision\n"
        "2x0pkbbx,,Cardiff,,51.4816,-3.1791,exact\n"
    )
    assert demo.load(folder)["sites"] == 1
    assert authorities() == [CARDIFF, CARDIFF]
