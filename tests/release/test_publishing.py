"""A new release takes the old one's place whole, or not at all."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cydfap.directory.actions import raise_generation
from cydfap.directory.models import Entry, EntryLayer, Layer
from cydfap.directory.models.layer import MOST_LAYERS
from cydfap.release import build, downloads, editions, folder, reading, worker
from cydfap.release.reading import Filters
from tests.own_data import lend

from . import cast

ROOT = Path(__file__).resolve().parents[2]


def test_what_is_published_is_what_is_read(publish):
    cast.antur_waunfawr()
    release = publish()
    assert release.about["entries"] == 1
    assert release.about["sites"] == 2
    assert release.page(Filters(), "en").results[0].name_en == "Antur Waunfawr"
    assert reading.current() is release


def test_relations_are_read_from_both_ends(publish):
    from cydfap.directory.models import Relation

    antur, cartrefi = cast.antur_waunfawr(), cast.cartrefi_cymru()
    Relation.objects.create(subject=cartrefi, kind="partner", object=antur)
    release = publish()
    ends = [release.entry(key).relations for key in ("cartre1c", "ant7rwfr")]
    assert [(r.id, r.outward) for some in ends for r in some] == [
        ("ant7rwfr", True),
        ("cartre1c", False),
    ]


@pytest.mark.django_db
def test_the_same_content_is_the_same_release_and_is_not_built_again(data):
    cast.antur_waunfawr()
    first = build.publish()
    raise_generation()
    again = build.publish()
    assert (first.is_new, again.is_new) == (True, False)
    assert first.hash == again.hash
    Entry.objects.update(phone="01286 650721")
    assert build.publish().hash != first.hash


@pytest.mark.django_db
def test_a_word_of_the_key_is_content_too(data):
    cast.antur_waunfawr()
    first = build.publish()
    Layer.objects.update(colour="#123456")
    assert build.publish().hash != first.hash


@pytest.mark.django_db
def test_another_lexicon_is_another_release_by_the_next_publication(publish, data):
    """The same lines in another file of the same name and age are the same lexicon."""
    cast.antur_waunfawr()
    Entry.objects.update(summary_cy="Cwmni gwibliaid", summary_state_cy="original")
    first = publish()
    assert first.page(Filters(q="gwybl cwmni", lang="cy"), "cy").total == 0
    dropped_in = data / "lecsicon" / "lecsicon.tsv"
    dropped_in.parent.mkdir()
    dropped_in.write_text("gwibliaid\tgwybl\tN\ngwybl\tgwybl\tN\n")
    second = publish()
    assert second.hash != first.hash
    assert second.page(Filters(q="gwybl cwmni", lang="cy"), "cy").total == 1
    os.utime(dropped_in, (0, 0))
    assert publish().hash == second.hash
    dropped_in.unlink()
    assert publish().hash == first.hash


@pytest.mark.django_db
def test_old_releases_go_but_not_the_current_one_nor_editions(data, settings):
    settings.RELEASES_KEPT = 2
    cast.antur_waunfawr()
    hashes = []
    for number in range(5):
        Entry.objects.update(phone=f"0128665072{number}")
        hashes.append(build.publish().hash)
        if number == 0:
            editions.make("First edition")
    Entry.objects.update(phone="01286650720")
    again = build.publish()
    assert (again.hash, again.removed) == (hashes[0], (hashes[3],))
    left = {f.name for f in folder.releases().iterdir() if (f / "about.json").is_file()}
    assert left == {hashes[0], hashes[4]}


@pytest.mark.django_db
def test_what_a_killed_process_left_is_no_edition(data):
    cast.antur_waunfawr()
    build.publish()
    editions.make("Winter 2026")
    (folder.releases() / "editions" / ".new-spring.json").write_bytes(b'{"key": "spr')
    assert [edition["key"] for edition in folder.editions()] == ["winter-2026"]


@pytest.mark.django_db
def test_old_releases_go_even_if_their_late_files_were_never_made(data, settings):
    settings.RELEASES_KEPT = 1
    cast.antur_waunfawr()
    for number in range(3):
        Entry.objects.update(phone=f"0128665072{number}")
        name = build.publish().hash
    assert [f.parent.name for f in folder.releases().glob("*/about.json")] == [name]


@pytest.mark.django_db
def test_who_reads_a_release_can_go_on_when_it_is_removed(publish):
    cast.antur_waunfawr()
    cast.chicken_shack()
    release = publish()
    shutil.rmtree(release.folder)
    found = release.page(Filters(q="antur"), "en")
    assert found.results[0].sites[1].town_en == "Caernarfon"
    assert release.tile(7, 62, 41, Filters(layers=("members",)))
    assert release.downloads == {}


def begin_anew(monkeypatch):
    """As a process that has read nothing yet."""
    monkeypatch.setattr(reading, "_current", None)
    monkeypatch.setattr(reading, "_broken", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "harm", ["columns/x.npy", "about.json", "entries.arrow", "search/words.npy"]
)
@pytest.mark.parametrize("how", ["cut", "gone"])
def test_a_broken_release_is_told_from_none_and_made_anew(publish, monkeypatch, caplog, harm, how):
    cast.antur_waunfawr()
    release = publish()
    if how == "cut":
        with (release.folder / harm).open("rb+") as file:
            file.truncate(7)
    else:
        (release.folder / harm).unlink()
    begin_anew(monkeypatch)
    assert reading.current() is None
    assert reading.current() is None
    assert [r.message for r in caplog.records if "cannot be read" in r.message] != []
    assert len(caplog.records) == 1
    assert reading.is_broken()
    assert worker.is_behind()
    assert build.publish().is_new
    assert reading.current().about["entries"] == 1
    assert not reading.is_broken()


@pytest.mark.django_db
def test_while_a_new_release_cannot_be_read_the_one_before_is(publish):
    cast.antur_waunfawr()
    before = publish()
    Entry.objects.update(phone="01286 650721")
    after = build.publish()
    (folder.releases() / after.hash / "columns" / "x.npy").write_bytes(b"")
    assert reading.current() is before
    assert reading.is_broken()


@pytest.mark.django_db
def test_a_release_that_does_not_answer_is_never_pointed_to(publish, monkeypatch):
    cast.antur_waunfawr()
    before = publish()
    Entry.objects.update(phone="01286 650721")
    monkeypatch.setattr(build, "write_index", lambda place, *_: place.mkdir())
    with pytest.raises(reading.Broken, match="search"):
        build.publish()
    assert folder.current_hash() == before.hash
    assert [f.name for f in folder.releases().glob("*/about.json")] == ["about.json"]
    assert reading.current() is before
    with pytest.raises(CommandError, match="stays"):
        call_command("publish")


@pytest.mark.django_db
def test_who_publishes_where_nothing_can_be_written_is_told_what_to_do(data):
    cast.antur_waunfawr()
    # A file stands where the folder of releases should be.
    (data / "releases").touch()
    with pytest.raises(CommandError, match=r"release before stays.*Check that it is there"):
        call_command("publish")
    (data / "releases").unlink()
    call_command("publish", "--no-late")
    # And a folder where a late download should be.
    in_the_way = folder.releases() / str(folder.current_hash()) / "map.pmtiles"
    (in_the_way / "something").mkdir(parents=True)
    with pytest.raises(CommandError, match="It is published, but not all of its downloads"):
        call_command("publish")


@pytest.mark.django_db
def test_a_release_in_the_format_of_another_version_is_made_anew_by_the_worker(
    publish, monkeypatch, caplog
):
    cast.antur_waunfawr()
    about = publish().folder / "about.json"
    about.write_bytes(about.read_bytes().replace(b'"schema": ', b'"schema": 9'))
    begin_anew(monkeypatch)
    assert reading.current() is None
    assert "another version" in caplog.text
    assert worker.one_round([]) is True
    assert reading.current().about["entries"] == 1


@pytest.mark.django_db
def test_more_layers_than_a_tile_can_tell_do_not_keep_the_rest_from_being_published(
    publish, caplog
):
    entry = cast.antur_waunfawr()
    some = [Layer(key=f"layer-{n}", name_en=f"Layer {n}", order=9 + n) for n in range(MOST_LAYERS)]
    for layer in Layer.objects.bulk_create(some):
        EntryLayer.objects.create(entry=entry, layer=layer)
    release = publish()
    assert len(release.layers) == MOST_LAYERS
    assert release.page(Filters(layers=("members",)), "en").total == 1
    last = release.layers[-1].key
    assert release.page(Filters(layers=(last,)), "en").total == 1
    assert f"A release can have {MOST_LAYERS} layers" in caplog.text


@pytest.mark.django_db
def test_before_the_first_release_there_is_none(data):
    assert reading.current() is None


@pytest.mark.django_db
def test_a_broken_release_is_built_anew(publish):
    cast.antur_waunfawr()
    release = publish()
    (release.folder / "about.json").write_text("{")
    assert build.publish().is_new
    assert reading.current().about["entries"] == 1


@pytest.mark.django_db
def test_publish_says_what_it_did(data, capsys):
    cast.antur_waunfawr()
    call_command("publish")
    first = capsys.readouterr().out
    assert "Published: " in first
    assert "Entries: 1" in first
    assert "Added: entries-cy.xlsx" in first
    call_command("publish")
    assert "Nothing public has changed since: " in capsys.readouterr().out


@pytest.mark.django_db
def test_an_edition_has_every_download_and_its_name_for_ever(data):
    with pytest.raises(editions.EditionProblem, match="publish"):
        editions.make("Nothing yet")
    cast.antur_waunfawr()
    name = build.publish().hash
    call_command("edition", "Autumn 2026", "--date", "2026-11-24")
    call_command("edition", "Autumn 2026")
    assert folder.editions() == [
        {"key": "autumn-2026", "name": "Autumn 2026", "date": "2026-11-24", "release": name}
    ]
    assert not downloads.is_unfinished(name)
    Entry.objects.update(phone="01286 650721")
    build.publish()
    with pytest.raises(editions.EditionProblem, match="2026-11-24"):
        editions.make("Autumn 2026")


@pytest.mark.django_db
def test_two_never_build_at_once(data):
    cast.antur_waunfawr()
    with folder.only_builder(wait=True), pytest.raises(folder.Busy):
        build.publish(wait=False)
    assert folder.current_hash() is None


@pytest.mark.django_db
def test_the_worker_publishes_what_has_changed_and_then_the_late_files(data):
    cast.antur_waunfawr()
    assert worker.one_round([]) is True
    name = folder.current_hash()
    assert downloads.is_unfinished(name)
    assert worker.one_round([]) is True
    assert not downloads.is_unfinished(name)
    assert worker.one_round([]) is False
    raise_generation()
    assert worker.one_round([]) is True
    assert worker.one_round([]) is False


@pytest.mark.django_db
def test_late_files_give_way_to_a_new_release(data):
    cast.antur_waunfawr()
    worker.one_round([])
    name = folder.current_hash()
    with pytest.raises(downloads.Interrupted):
        downloads.finish(name, unless=lambda: True)
    assert downloads.is_unfinished(name)
    assert list((folder.releases() / name).glob(".new-*")) == []


@pytest.fixture
def one_connection(monkeypatch) -> None:
    """A test's transaction lives in its connection, which the worker would close on PostgreSQL."""
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)


@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection")
def test_the_worker_survives_a_full_disk_and_tries_again(data, caplog):
    """A file where the folder of releases should be: nothing can be written."""
    cast.antur_waunfawr()
    (data / "releases").write_text("in the way")
    stop = threading.Event()
    rounds = []

    def chore() -> bool:
        rounds.append(len(rounds))
        if len(rounds) == 2:
            (data / "releases").unlink()
        if folder.releases().is_dir() and folder.current_hash():
            stop.set()
        return False

    worker.work(stop, [chore])
    assert len(rounds) >= 2
    assert "Next try" in caplog.text
    assert reading.current().about["entries"] == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection")
def test_the_worker_survives_a_chore_that_fails(data, caplog):
    stop = threading.Event()

    def chore() -> bool:
        stop.set()
        raise RuntimeError("An import of bad habits")

    worker.work(stop, [chore])
    assert "An import of bad habits" in caplog.text


FILL = """
from tests.release import cast
from cydfap.directory.models import Entry, Source
cast.antur_waunfawr()
source = Source.objects.get()
Entry.objects.bulk_create(
    Entry(name_en=f"Entry {n}", name_state_en="original", source=source) for n in range(3000)
)
"""
# Publishes, and kills itself (as kill -9 does) half-way.
KILLED = """
import os, signal
from django.core.management import call_command
from cydfap.release import build
build.write_index = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
call_command("publish", "--no-late")
"""
CHANGE = "from cydfap.directory.models import Entry; Entry.objects.update(phone='01286 650721')"


def test_a_killed_build_leaves_the_old_release_and_the_next_clears_up(tmp_path, migrated):
    lend(tmp_path)
    environment = os.environ | {"CYDFAP_DATA": str(tmp_path), "CYDFAP_DATABASE": ""}

    def manage(*words: str) -> int:
        command = [sys.executable, "manage.py", *words]
        return subprocess.call(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)

    shutil.copy(migrated, tmp_path / "cydfap.sqlite3")
    for words in (["shell", "-c", FILL], ["publish"], ["shell", "-c", CHANGE]):
        assert manage(*words) == 0
    releases = tmp_path / "releases"
    before = (releases / "current").read_text()
    assert manage("shell", "-c", KILLED) == -signal.SIGKILL
    assert list(releases.glob("building-*/columns")) != []
    assert (releases / "current").read_text() == before
    assert (releases / before / "about.json").is_file()
    assert manage("publish", "--no-late") == 0
    assert list(releases.glob("building-*")) == []
    assert (releases / "current").read_text() != before
