"""A person may be in an edition that is kept for ever: what is withdrawn is in no file of it."""

import csv
import gzip
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from wagtail.models import ModelLogEntry

from cydfap.directory.actions import delete
from cydfap.directory.models import Entry, Relation, Source
from cydfap.release import actions, build, downloads, editions, folder, reading
from cydfap.release.editions import EditionProblem
from cydfap.release.filters import Filters

from . import cast

pytestmark = pytest.mark.django_db
# What tells of Cartrefi Cymru in some file or other.
TRACES = (b"cartre1c", b"Cartrefi Cymru", b"cartrefi", b"1989")


@pytest.fixture
def edition(publish) -> Path:
    """Winter has all three; what is on show has Cartrefi Cymru no more."""
    antur, cartrefi, shack = cast.antur_waunfawr(), cast.cartrefi_cymru(), cast.chicken_shack()
    letter = Source.objects.create(name="A letter of Cartrefi Cymru", licence="unverified")
    Entry.objects.filter(pk=cartrefi.pk).update(source=letter)
    Relation.objects.create(subject=cartrefi, kind="partner", object=antur)
    Relation.objects.create(subject=shack, kind="partner", object=antur)
    place = publish().folder
    editions.make("Winter 2026")
    delete(record=cartrefi, by=None)
    publish()
    return place


def withdraw(*ids: str, name: str = "Winter 2026") -> int:
    return actions.withdraw(edition=name, entries=ids, reason="personal-data", by=None)


def whole(file: Path) -> bytes:
    """A file's content, unpacked."""
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as parts:
            return b"".join(map(parts.read, parts.namelist()))
    return file.read_bytes()


def traces(place: Path) -> set[str]:
    files = [file for file in place.rglob("*") if file.is_file()]
    return {f.name for f in files if any(trace in whole(f) for trace in TRACES)}


def test_what_is_withdrawn_is_in_no_file_any_more(edition):
    before = {file.name for file in edition.iterdir()}
    assert {"entries.csv", "entries.arrow", "entries-cy.xlsx"} <= traces(edition)
    assert withdraw("cartre1c") == 1
    assert {file.name for file in edition.iterdir()} == before
    assert traces(edition) == set()
    tile = reading.Release(edition).tile(0, 0, 0, Filters())
    assert not any(trace in gzip.decompress(tile) for trace in TRACES)


def test_the_edition_keeps_its_name_and_address_and_all_the_rest(edition):
    about = json.loads((edition / "about.json").read_bytes())
    withdraw("cartre1c")
    (known,) = folder.editions()
    assert (known["name"], known["release"]) == ("Winter 2026", edition.name)
    release = reading.Release(edition)
    assert (release.hash, release.about["entries"]) == (edition.name, 2)
    assert release.about["published_at"] == about["published_at"]
    assert [one.id for one in release.page(Filters(), "en").results] == ["ant7rwfr", "60p3t4"]
    assert [one.id for one in release.entry("ant7rwfr").relations] == ["60p3t4"]
    assert release.page(Filters(q="waunfawr"), "en").total == 1


def test_it_is_said_how_many_went_when_and_why_and_nothing_of_whom(edition):
    withdraw("cartre1c")
    told = folder.package(edition)
    (note,) = told["withdrawals"]
    assert (note["entries"], note["reason_en"]) == (1, "personal data")
    assert set(note) == {"entries", "date", "reason", "reason_en", "reason_cy"}
    rows = {one["path"]: one for one in told["resources"]}
    assert rows["entries.csv"]["rows"] == 2
    log = ModelLogEntry.objects.get(action="release.withdraw")
    assert log.data == {"edition": "winter-2026", "entries": 1, "reason": "personal-data"}


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "Entries withdrawn since: 1."), ("cy", "Cofnodion a dynnwyd")]
)
def test_the_data_page_says_so(edition, lang, words):
    reader = Client(HTTP_HOST="localhost")
    assert words not in reader.get(f"/{lang}/data/").content.decode()
    withdraw("cartre1c")
    page = reader.get(f"/{lang}/data/").content.decode()
    assert words in page
    assert "Cartrefi" not in page


def test_who_has_the_edition_open_reads_on_without_them(edition):
    reader = Client(HTTP_HOST="localhost")
    address = f"/tiles/{edition.name}/0/0/0.mvt"
    file = f"/data/{edition.name}/entries.csv"
    tile, table = reader.get(address), reader.get(file)
    withdraw("ant7rwfr")
    for path, before in ((address, tile), (file, table)):
        again = reader.get(path, HTTP_IF_NONE_MATCH=before["ETag"])
        assert again.status_code == 200
        assert again["ETag"] != before["ETag"]
        assert again.getvalue() != before.getvalue()


def test_withdrawing_twice_tells_of_both(edition):
    withdraw("cartre1c")
    withdraw("60p3t4")
    assert [note["entries"] for note in folder.withdrawals(edition)] == [1, 1]
    assert reading.Release(edition).version == f"{edition.name}-2"


def test_with_one_id_mistyped_nothing_is_withdrawn(edition):
    with pytest.raises(EditionProblem, match="has no entry of this id: n0b0dy"):
        withdraw("cartre1c", "n0b0dy")
    assert not folder.withdrawals(edition)


def test_older_releases_that_nobody_named_go_too(edition, publish):
    Entry.objects.filter(public_id="60p3t4").update(phone="01286 650721")
    current = publish().hash
    withdraw("cartre1c")
    left = {f.name for f in folder.releases().iterdir() if (f / "about.json").is_file()}
    assert left == {edition.name, current}


def test_what_is_on_show_must_be_published_anew_first(publish):
    cast.antur_waunfawr()
    publish()
    editions.make("Winter 2026")
    with pytest.raises(EditionProblem, match="on show now"):
        withdraw("ant7rwfr")


@pytest.mark.parametrize(("ids", "name"), [(["nobody00"], "Winter 2026"), (["cartre1c"], "Spring")])
def test_what_is_not_there_cannot_be_withdrawn_and_nothing_changes(edition, ids, name):
    before = (edition / "entries.csv").read_bytes()
    with pytest.raises(EditionProblem):
        withdraw(*ids, name=name)
    assert (edition / "entries.csv").read_bytes() == before
    assert folder.withdrawals(edition) == []
    assert not ModelLogEntry.objects.filter(action="release.withdraw").exists()


def test_what_an_edition_has_lost_does_not_come_back_through_its_name(edition, publish):
    """The same content again has the edition's hash, but the edition has not that content."""
    withdraw("cartre1c")
    cartrefi = cast.cartrefi_cymru()
    letter = Source.objects.get(name="A letter of Cartrefi Cymru")
    Entry.objects.filter(pk=cartrefi.pk).update(source=letter)
    antur = Entry.objects.get(public_id="ant7rwfr")
    Relation.objects.create(subject=cartrefi, kind="partner", object=antur)
    release = publish()
    assert release.hash != edition.name
    assert release.about["entries"] == 3
    assert reading.Release(edition).about["entries"] == 2


def outlived(place: Path) -> None:
    about = place / "about.json"
    about.write_text(about.read_text().replace('"schema": ', '"schema": 1'))


def test_of_an_older_format_the_tables_stay_and_the_rest_goes(edition):
    outlived(edition)
    before = folder.package(edition)
    assert withdraw("cartre1c") == 1
    assert {file.name for file in edition.iterdir()} == {
        "about.json", "datapackage.json", "entries.csv", "sites.csv"
    }  # fmt: skip
    assert traces(edition) == set()
    with (edition / "entries.csv").open(newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["60p3t4", "ant7rwfr"]
    told = folder.package(edition)
    for said in ("title", "title_cy", "licenses", "version", "created"):
        assert told[said] == before[said]
    assert [source["title"] for source in told["sources"]] == ["Co-operatives UK open data"]
    assert told["withdrawals"][0]["entries"] == 1
    assert "entries.parquet" in told["files_withdrawn"]
    table = told["resources"][0]
    assert (table["path"], table["rows"]) == ("entries.csv", 2)
    assert table["bytes"] == (edition / "entries.csv").stat().st_size
    reader = Client(HTTP_HOST="localhost")
    assert "entries.parquet" in reader.get("/en/data/").content.decode()
    assert b"Antur Waunfawr" in reader.get(f"/data/{edition.name}/entries.csv").getvalue()
    assert reader.get(f"/data/{edition.name}/entries.parquet").status_code == 404
    assert reader.get(f"/tiles/{edition.name}/0/0/0.mvt").status_code == 410


def test_a_build_killed_between_the_two_renames_loses_no_edition(edition):
    aside = edition.with_name(f"aside-{edition.name}")
    edition.rename(aside)
    build.publish()
    assert reading.Release(edition).about["entries"] == 3
    assert not aside.exists()


def test_the_command_withdraws_and_says_what_a_cache_may_still_have(edition, capsys):
    call_command("withdraw", "cartre1c", edition="Winter 2026", reason="owner")
    said = capsys.readouterr().out
    assert "Entries withdrawn: 1" in said
    assert f"/data/{edition.name}/" in said
    with pytest.raises(CommandError, match="no edition"):
        call_command("withdraw", "cartre1c", edition="Spring", reason="owner")


def test_old_releases_and_late_files_are_as_safe_afterwards_as_before(edition, settings):
    settings.RELEASES_KEPT = 1
    withdraw("cartre1c")
    for number in range(2):
        Entry.objects.filter(public_id="60p3t4").update(phone=f"0128665072{number}")
        current = build.publish().hash
    assert folder.is_whole(edition.name)
    assert not downloads.is_unfinished(edition.name)
    assert folder.current_hash() == current
