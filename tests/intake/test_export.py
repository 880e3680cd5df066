"""The editor's export imports back as it is."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cydfap.directory.enums import Kind, LegalForm, Privacy, Sector, Status
from cydfap.directory.models import Entry
from cydfap.intake.export import write_export
from cydfap.intake.headings import EXPORT
from cydfap.release import folder
from cydfap.release.build import publish

from .conftest import bring, outcomes, planned

pytestmark = pytest.mark.django_db

words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn"), blacklist_characters="\ufdd0"),
    max_size=30,
).map(str.strip)
rows = st.fixed_dictionaries(
    {
        "name_en": words.filter(bool),
        "name_cy": words,
        "summary_en": words,
        "description_cy": words,
        "kind": st.sampled_from(["", *Kind.values]),
        "status": st.sampled_from(["", *Status.values]),
        "legal_form": st.sampled_from(["", *LegalForm.values]),
        "privacy": st.sampled_from(["", *Privacy.values]),
        "sectors": st.lists(st.sampled_from(Sector.values), unique=True, max_size=3).map(";".join),
        "opened": st.sampled_from(["", "2014-10", "2016~", "../2018-04", "11/8/1863"]),
        "postcode": st.sampled_from(["", "SA31 2JL", "CF101EP", "LL57 4AA", "E12", "ZZ1 1ZZ"]),
        "lat": st.sampled_from(["", "51.86"]),
        "lon": st.sampled_from(["", "-4.32"]),
        "town": st.sampled_from(["", "Nefyn", "Newport"]),
        "phone": st.sampled_from(["", "+44 29 2000 0000", "01267 111222"]),
        "address": words,
    }
)


def exported(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_export(file)
    return path


def test_the_columns_are_those_that_the_reference_promises():
    text = io.StringIO()
    write_export(text)
    assert text.getvalue().strip().split(",") == list(EXPORT)
    assert EXPORT[0] == "id"
    assert len(EXPORT) == 31


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(rows, min_size=1, max_size=6))
def test_every_row_of_an_export_is_the_same(tmp_path, given_rows):
    Entry.objects.all().delete()
    path = tmp_path / "given.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(given_rows[0]))
        writer.writeheader()
        writer.writerows(given_rows)
    bring(path)
    if Entry.objects.exists():
        assert set(outcomes(planned(exported(tmp_path)))) == {"same"}


def test_an_export_imports_into_an_empty_directory_with_its_ids(tmp_path, sheet):
    bring(sheet({"name": "Old Oak", "postcode": "SA31 2JL", "sector": "housing"}))
    path = exported(tmp_path)
    ids = list(Entry.objects.values_list("public_id", flat=True))
    Entry.objects.all().delete()
    bring(path)
    assert list(Entry.objects.values_list("public_id", flat=True)) == ids


def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_comes_back(tmp_path, sheet):
    bring(sheet({"name": "=1+1", "phone": "+44 29 2000 0000"}))
    path = exported(tmp_path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["name_en"], row["phone"]) == ("'=1+1", "+44 29 2000 0000")
    assert outcomes(planned(path)) == ["same"]


def test_what_a_release_publishes_imports_back_as_the_same(sheet):
    """A public download holds back addresses and exact points; that takes nothing away."""
    exact = {"lat": "51.860012", "lon": "-4.320034", "address": "1 Heol Las"}
    bring(
        sheet(
            {"name": "Home", "postcode": "SA31 2JL", "sector": "housing", **exact},
            {"name": "Office", "postcode": "SA31 2JL", "sector": "energy", **exact},
            {"name": "Hidden", "postcode": "CF10 1EP", "privacy": "hidden"},
            {"name": "Area", "postcode": "CF10 1EP", "privacy": "area"},
        )
    )
    published = publish(wait=True)
    path = folder.releases() / published.hash / "entries.csv"
    assert "Heol Las" not in path.read_text(encoding="utf-8-sig")
    assert set(outcomes(planned(path))) == {"same"}


@pytest.mark.parametrize("name", ["out.xlsx", "out.ods", "out"])
def test_csv_is_not_written_under_another_name(tmp_path, name):
    with pytest.raises(CommandError, match=r"Give the file a name that ends in \.csv"):
        call_command("export", str(tmp_path / name))
    assert not list(tmp_path.iterdir())
    call_command("export", str(tmp_path / "out.CSV"))
    assert (tmp_path / "out.CSV").read_text("utf-8-sig").startswith("id,")


def test_a_folder_that_is_not_there_is_told(tmp_path):
    path = tmp_path / "nowhere" / "out.csv"
    with pytest.raises(CommandError) as caught:
        call_command("export", str(path))
    assert str(caught.value).startswith(f"The file {path} cannot be written. Check that its folder")


def test_a_point_that_a_release_made_coarser_is_no_news(sheet):
    """However far the published place is from the one that is known."""
    far = {"lat": "51.90", "lon": "-4.40"}
    bring(
        sheet(
            {"name": "A town's middle", "precision": "town", "postcode": "", **far},
            {"name": "Far from its postcode", "precision": "exact", "postcode": "CF10 1EP", **far},
            {"name": "At home", "precision": "", "postcode": "SA31 2JL", "privacy": "town", **far},
        )
    )
    published = publish(wait=True)
    path = folder.releases() / published.hash / "entries.csv"
    assert "51.9," not in path.read_text(encoding="utf-8-sig")
    assert outcomes(planned(path)) == ["same", "same", "same"]
    entry = Entry.objects.get(name_en="A town's middle")
    moved = {"id": entry.public_id, "name_en": entry.name_en, "precision": "town"}
    path = sheet({**moved, "lat": "53.2", "lon": "-4.1"})
    assert outcomes(planned(path)) == ["change"]
