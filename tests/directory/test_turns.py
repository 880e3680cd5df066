"""One long writer at a time, over threads and processes; and one order of locks."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cydfap.directory import actions, turns
from cydfap.directory.models import Entry, Layer, Source
from cydfap.intake import actions as intake
from cydfap.intake import demo
from tests.conftest import ROOT
from tests.intake.conftest import another_at_work, bring, mair, sheet  # noqa: F401


def test_another_thread_has_no_turn_while_one_has(settings, tmp_path):
    settings.DATA = tmp_path
    found: list[bool] = []

    def ask() -> None:
        with turns.one_writer(wait=False) as mine:
            found.append(mine)

    assert not turns.is_at_work()
    with turns.one_writer():
        assert turns.is_at_work()
        other = threading.Thread(target=ask)
        other.start()
        other.join()
    ask()
    assert found == [False, True]
    assert not turns.is_at_work()


def test_who_has_the_turn_may_ask_again_and_keeps_it_to_the_end(settings, tmp_path):
    settings.DATA = tmp_path
    with turns.one_writer():
        with turns.one_writer(wait=False) as mine:
            assert mine
        assert turns.is_at_work()
    assert not turns.is_at_work()


def test_a_fault_gives_the_turn_back(settings, tmp_path):
    settings.DATA = tmp_path
    with pytest.raises(KeyError), turns.one_writer():
        raise KeyError
    with another_at_work():
        assert turns.is_at_work()


def test_who_waits_for_a_turn_says_so(settings, tmp_path, caplog):
    settings.DATA = tmp_path
    said = threading.Event()
    waits = threading.Thread(target=lambda: turns.one_writer().__enter__())

    with another_at_work():
        caplog.handler.addFilter(lambda record: said.set() or True)
        waits.start()
        assert said.wait(60)
    waits.join()
    assert "Waiting until it is done" in caplog.text


@pytest.fixture
def steps(db, sheet, mair):  # noqa: F811
    """Every transaction that changes the directory, by a name."""
    source = Source.objects.create(name="forum")
    layer = actions.save_layer(layer=Layer(key="one", name_en="One"), by=None)
    imported = bring(sheet({"name": "Old Oak"}))
    return {
        "layer": lambda: actions.save_layer(layer=layer, by=mair),
        "entry": lambda: actions.save_entry(
            entry=Entry(name_en="New", source=source), layers=[layer], sectors=[], by=mair
        ),
        "delete": lambda: actions.delete(record=Entry.objects.get(), by=mair),
        "areas": lambda: demo.load_areas([]),
        "links": lambda: demo.load_links([], []),
        "undo": lambda: intake.undo(imported=imported, by=mair),
    }


@pytest.mark.parametrize("step", ["layer", "entry", "delete", "areas", "links"])
def test_every_writer_takes_the_generation_before_any_row(steps, step):
    with CaptureQueriesContext(connection) as queries:
        steps[step]()
    statements = [
        query["sql"]
        for query in queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))
    ]
    begun = next(at for at, sql in enumerate(statements) if "directory_generation" in sql)
    assert not [sql for sql in statements[:begun] if not sql.startswith("SELECT")]


def test_taking_back_takes_the_generation_before_it_removes_anything(steps):
    with CaptureQueriesContext(connection) as queries:
        steps["undo"]()
    statements = [query["sql"] for query in queries]
    first = next(at for at, sql in enumerate(statements) if "directory_generation" in sql)
    assert not [sql for sql in statements[:first] if sql.startswith("DELETE")]
    assert [sql for sql in statements[first:] if sql.startswith("DELETE")]


class Asked(Exception):
    """Somebody asked for the turn."""


@pytest.mark.parametrize("long", ["areas", "demo", "import"])
def test_no_long_writer_writes_before_it_has_the_turn(db, sheet, monkeypatch, long):  # noqa: F811
    def ask(*args, **kwargs):
        raise Asked

    path = sheet({"name": "Old Oak"})
    monkeypatch.setattr(turns, "flock", ask)
    writers = {
        "areas": lambda: actions.save_boundaries(boundaries=[], by=None),
        "demo": lambda: demo.load(ROOT / "demo"),
        "import": lambda: bring(path),
    }
    with CaptureQueriesContext(connection) as queries, pytest.raises(Asked):
        writers[long]()
    wrote = ("INSERT", "UPDATE", "DELETE", "COPY")
    assert not [query["sql"] for query in queries if query["sql"].startswith(wrote)]
