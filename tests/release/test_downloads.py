"""The files that people and programs take away."""

import csv
import hashlib
import io
import json
import mmap
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pytest
from pmtiles.reader import MmapSource, Reader
from pyarrow import parquet

from cydfap.directory.models import Entry, Site, Source
from cydfap.intake.headings import EXPORT, read_headings
from cydfap.intake.models import Import
from cydfap.intake.planning import make_plan
from cydfap.lib.tables import read_table
from cydfap.release import columns
from cydfap.release.downloads import EARLY, LATE, package, pieces, schema, tables
from cydfap.release.downloads.pieces import xml_inside

from . import cast

DOCUMENTED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "release.md"
RISKY = '=cmd|"/C calc"!A0'


@pytest.fixture
def release(publish):
    cast.antur_waunfawr()
    cast.chicken_shack()
    made = cast.cartrefi_cymru()
    Entry.objects.filter(pk=made.pk).update(
        summary_en=f"{RISKY}", summary_state_en="original",
        description_en='Two\nlines, "quoted" & <b>bold</b>', description_state_en="original",
        phone="+44 29 2064 2250", checked_on="2026-11-24", opened="1989",
    )  # fmt: skip
    return publish()


def rows(release, name: str) -> list[dict[str, str]]:
    with (release.folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_entries_have_the_columns_of_an_import_file(release):
    assert tuple(rows(release, "entries.csv")[0]) == EXPORT == tuple(tables.ENTRY_HEADINGS)


def test_every_entry_is_a_row_and_every_site_too(release):
    entries = {row["id"]: row for row in rows(release, "entries.csv")}
    assert list(entries) == ["60p3t4", "ant7rwfr", "cartre1c"]
    assert entries["ant7rwfr"]["sectors"] == "health-and-care;environment"
    assert entries["ant7rwfr"]["name_state"] == "en:original;cy:original"
    assert entries["ant7rwfr"]["source_url"] == ""
    assert entries["cartre1c"]["checked_on"] == "2026-11-24"
    sites = [(row["id"], row["site"], row["town_en"]) for row in rows(release, "sites.csv")]
    assert sites == [
        ("60p3t4", "1", "Tywyn"),
        ("ant7rwfr", "1", "Waunfawr"),
        ("ant7rwfr", "2", "Caernarfon"),
    ]


def test_a_licence_may_have_a_bar_in_it_and_a_day_of_checking_may_be_missing(publish):
    made = cast.cartrefi_cymru()
    Entry.objects.filter(pk=made.pk).update(licence="CC-BY-4.0 | OGL", checked_on=None)
    row = rows(publish(), "entries.csv")[0]
    assert (row["licence"], row["checked_on"]) == ("CC-BY-4.0 | OGL", "")


@pytest.mark.parametrize("between", ["\n", ",\n"])
def test_lines_are_whole_however_few_texts_are_copied_at_once(monkeypatch, between):
    names = pa.chunked_array([["Antur", "", "Cartrefi", "Y Cwtch"]], pa.large_string())
    line = pieces.joined([pieces.json_text("en", names), pieces.always("1", 4)])
    files = {}
    for at_once in (1, 2, 5, 1000):
        monkeypatch.setattr(pieces, "COPIED_AT_ONCE", at_once)
        pieces.write_lines(file := io.BytesIO(), line, between)
        files[at_once] = file.getvalue().decode()
    end = "\n" if between == "\n" else ""
    lines = ['"en":"Antur",1', "1", '"en":"Cartrefi",1', '"en":"Y Cwtch",1']
    assert set(files.values()) == {between.join(lines) + end}


def test_a_file_is_summed_up_whole_however_little_is_mapped_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr(package, "SUMMED_AT_ONCE", mmap.ALLOCATIONGRANULARITY)
    for size in (0, 1, mmap.ALLOCATIONGRANULARITY, 3 * mmap.ALLOCATIONGRANULARITY + 5):
        file = tmp_path / f"{size}.csv"
        file.write_bytes(content := bytes(at % 251 for at in range(size)))
        digest = hashlib.sha256(content).hexdigest()
        assert package.measured(file) == {"bytes": size, "hash": f"sha256:{digest}"}


def test_texts_come_back_from_a_csv_file_as_they_were(release):
    row = rows(release, "entries.csv")[2]
    assert row["description_en"] == 'Two\nlines, "quoted" & <b>bold</b>'
    assert row["phone"] == "+44 29 2064 2250"


def test_no_spreadsheet_runs_a_text_as_a_formula(release):
    assert rows(release, "entries.csv")[2]["summary_en"] == f"'{RISKY}"
    for lang in ("en", "cy"):
        with zipfile.ZipFile(release.folder / f"entries-{lang}.xlsx") as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "=cmd|" in sheet


def test_workbooks_speak_the_language_of_their_readers(release):
    from python_calamine import CalamineWorkbook

    found = {}
    for lang in ("en", "cy"):
        content = (release.folder / f"entries-{lang}.xlsx").read_bytes()
        found[lang] = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    english, welsh = (found[lang].to_python() for lang in ("en", "cy"))
    assert english[0][1] == "Name in English"
    assert welsh[0][1] != english[0][1]
    assert [row[0] for row in english[1:]] == ["ant7rwfr", "cartre1c", "60p3t4"]
    assert [row[0] for row in welsh[1:]] == ["ant7rwfr", "cartre1c", "60p3t4"]
    assert english[1][10] == "Health and care; Environment"
    assert welsh[1][7] == "Aelodau"
    assert english[1][19] == 53.10512


def test_geojson_has_a_feature_a_site(release):
    told = json.loads((release.folder / "entries.geojson").read_bytes())
    assert [f["properties"]["id"] for f in told["features"]] == ["60p3t4", "ant7rwfr", "ant7rwfr"]
    depot = told["features"][2]
    assert depot["geometry"] == {"type": "Point", "coordinates": [-4.26822, 53.13911]}
    assert depot["properties"]["sectors"] == ["health-and-care", "environment"]
    assert "summary_en" not in depot["properties"]
    assert depot["properties"]["source_url"] == "https://www.uk.coop/open-data"


def test_linked_data_names_things_in_both_languages(release):
    graph = json.loads((release.folder / "entries.jsonld").read_bytes())["@graph"]
    told = {thing["@id"]: thing for thing in graph}
    chicken = next(thing for address, thing in told.items() if "/60p3t4/" in address)
    assert chicken["@type"] == "Organization"
    assert {"@value": "Cydweithfa Dai Chicken Shack", "@language": "cy"} in chicken["name"]
    assert chicken["address"] == {"@type": "PostalAddress", "addressLocality": "Tywyn"}
    cartrefi = next(thing for address, thing in told.items() if "/cartre1c/" in address)
    assert "location" not in cartrefi
    assert cartrefi["foundingDate"] == "1989"


def test_kml_is_well_formed_and_has_a_folder_a_layer_in_both_languages(release):
    tree = ElementTree.parse(release.folder / "entries.kml")
    space = "{http://www.opengis.net/kml/2.2}"
    folders = tree.getroot().iter(f"{space}Folder")
    assert [f.findtext(f"{space}name") for f in folders] == [
        "Housing co-operatives / Cydweithfeydd tai",
        "Members / Aelodau",
    ]
    placemarks = list(tree.getroot().iter(f"{space}Placemark"))
    assert len(placemarks) == 3
    # Once where it is the same in both, or known in one.
    assert {mark.findtext(f"{space}name") for mark in placemarks} == {
        "Antur Waunfawr",
        "Chicken Shack Housing Co-operative / Cydweithfa Dai Chicken Shack",
    }


def test_geoparquet_says_what_its_points_are(release):
    table = parquet.read_table(release.folder / "entries.parquet")
    geo = json.loads(table.schema.metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    assert geo["columns"]["geometry"]["bbox"][0] == -4.26822
    assert table["geometry"].to_pylist().count(None) == 1
    point = next(filter(None, table["geometry"].to_pylist()))
    assert (point[0], len(point)) == (1, 21)
    assert table["sectors"].to_pylist()[1] == ["health-and-care", "environment"]
    assert str(table["checked_on"].to_pylist()[-1]) == "2026-11-24"


def test_the_package_describes_every_file_rightly(release):
    package = json.loads((release.folder / "datapackage.json").read_bytes())
    told = {resource["path"]: resource for resource in package["resources"]}
    assert set(told) == {"entries.arrow", *(d.name for d in (*EARLY, *LATE))}
    for name, resource in told.items():
        content = (release.folder / name).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["title"] != resource["title_cy"]
    assert told["entries.csv"]["rows"] == 3
    assert [f["name"] for f in told["entries.csv"]["schema"]["fields"]] == tables.ENTRY_HEADINGS
    assert package["licenses"][0]["name"] == "ODC-By-1.0"
    assert package["sources"] == [
        {
            "title": "Co-operatives UK open data",
            "path": "https://www.uk.coop/open-data",
            "licence": "ODC-By",
        }
    ]
    assert package["version"] == release.hash


def test_an_empty_directory_has_downloads_too(publish):
    release = publish()
    assert json.loads((release.folder / "entries.geojson").read_bytes())["features"] == []
    assert json.loads((release.folder / "entries.jsonld").read_bytes())["@graph"] == []
    assert rows(release, "entries.csv") == []
    assert not (release.folder / "map.pmtiles").exists()
    assert release.downloads["impossible"] == ["map.pmtiles"]


def test_every_file_and_column_is_documented(release):
    documented = DOCUMENTED.read_text(encoding="utf-8")
    names = {*columns.COLUMNS, *schema.COLUMN, *schema.FILES}
    names |= {f.name for f in release.folder.rglob("*") if f.is_file()}
    names = {re.sub(r"_state_(en|cy)$", "_state", name) for name in names}
    missing = [n for n in sorted(names) if not re.search(rf"`{re.escape(n)}", documented)]
    assert missing == []


def test_signs_that_xml_cannot_hold_are_left_out():
    assert xml_inside("a\x00\x0b<&>\ufffe") == "a&lt;&amp;&gt;"


def test_a_download_imports_back_as_the_same(release, tmp_path):
    """Even where it says less than is known: a coarser place, the source's address."""
    from django.core.management import call_command

    file = tmp_path / "entries.csv"
    file.write_bytes((release.folder / "entries.csv").read_bytes())
    before = list(Site.objects.values_list("lat", "lon", "address", "postcode"))
    said = io.StringIO()
    call_command("import", str(file), "--plan", "--json", stdout=said)
    plan = json.loads(said.getvalue())
    assert (plan["rows"], plan["same"]) == (3, 3)
    assert list(Site.objects.values_list("lat", "lon", "address", "postcode")) == before


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_a_workbook_for_people_imports_back_in_its_own_words(release, lang):
    path = release.folder / f"entries-{lang}.xlsx"
    columns = read_headings(read_table(path).headings)
    assert (columns.unused, columns.problems) == ([], [])
    assert set(columns.fields) == set(EXPORT)
    plan = make_plan(path=path, imported=Import(name=path.name))[0].plan
    words = [problem for problem in plan.problems if problem.code == "unknown-word"]
    assert words == []
    told = [name for change in plan.changes for name in change.new]
    assert [name for name in told if "state" in name or name in ("precision", "privacy")] == []


@pytest.mark.django_db
def test_what_a_source_is_called_is_text_on_a_map_and_not_markup(publish):
    cast.antur_waunfawr()
    Source.objects.update(name="<img src=x onerror=alert(1)> & co")
    with (publish().folder / "map.pmtiles").open("rb") as file:
        told = Reader(MmapSource(file)).metadata()
    assert told["attribution"] == "&lt;img src=x onerror=alert(1)&gt; &amp; co"


def test_each_language_s_links_lead_to_its_own_host(publish, settings):
    settings.LANGUAGE_HOSTS = {"en": "care.wales.example", "cy": "gofal.cymru.example"}
    settings.WAGTAILADMIN_BASE_URL = "https://care.wales.example"
    cast.antur_waunfawr()
    place = publish().folder
    english = "https://care.wales.example/en/directory/ant7rwfr/"
    welsh = "https://gofal.cymru.example/cy/cyfeiriadur/ant7rwfr/"
    (thing,) = json.loads((place / "entries.jsonld").read_bytes())["@graph"]
    assert thing["@id"] == english
    assert thing["mainEntityOfPage"] == [english, welsh]
    told = json.loads((place / "entries.geojson").read_bytes())["features"][0]["properties"]
    assert (told["page_en"], told["page_cy"]) == (english, welsh)
    placemark = (place / "entries.kml").read_text()
    assert english in placemark
    assert welsh in placemark
    about = json.loads((place / "datapackage.json").read_bytes())
    assert about["homepage"] == "https://care.wales.example/en/data/"
    assert about["homepage_cy"] == "https://gofal.cymru.example/cy/data/"


def test_another_address_of_the_site_is_another_release(publish, settings):
    cast.antur_waunfawr()
    before = publish()
    settings.LANGUAGE_HOSTS = {"en": "care.wales.example", "cy": "gofal.cymru.example"}
    assert publish().hash != before.hash
