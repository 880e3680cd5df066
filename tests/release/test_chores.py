"""The worker's chores: one that fails stops neither the others nor publishing."""

import threading

import pytest
from django.db import OperationalError

from cydfap.directory import actions
from cydfap.directory.models import Layer
from cydfap.release import reading, worker


def fails() -> bool:
    raise KeyError("a fault")


def test_a_chore_that_fails_does_not_keep_what_changed_from_being_published(db, data, caplog):
    actions.save_layer(layer=Layer(key="one", name_en="One"), by=None)
    done: list[bool] = []
    other = worker.Guarded(lambda: done.append(True) or True)
    assert worker.one_round([worker.Guarded(fails), other]) is True
    assert reading.current() is not None
    assert done == [True]
    assert "KeyError" in caplog.text


def test_a_chore_that_failed_rests_before_it_is_tried_again():
    tries: list[int] = []

    def counted() -> bool:
        tries.append(1)
        return fails()

    chore = worker.Guarded(counted)
    assert (chore(), chore()) == (False, False)
    assert len(tries) == 1


def test_a_chore_for_now_and_then_rests_after_it_was_done():
    done: list[bool] = []
    chore = worker.Guarded(lambda: bool(done.append(True)), every=3600.0)
    assert (chore(), chore()) == (False, False)
    assert done == [True]


def test_a_worker_for_imports_alone_does_chores_and_publishes_nothing(db, data):
    actions.save_layer(layer=Layer(key="one", name_en="One"), by=None)
    done: list[bool] = []
    chore = worker.Guarded(lambda: done.append(True) or True)
    assert worker.one_round([chore], publishes=False) is True
    assert done == [True]
    assert reading.current() is None
    assert worker.one_round([]) is True
    assert reading.current() is not None


def test_a_chore_aside_delays_no_other_and_is_done_until_nothing_is_left():
    may_go_on, done = threading.Event(), []

    def slow() -> bool:
        may_go_on.wait(10)
        done.append(True)
        return len(done) < 3

    aside = worker.Aside(slow)
    assert aside() is False
    first = aside.thread
    assert aside() is False
    assert aside.thread is first
    assert done == []
    may_go_on.set()
    first.join(10)
    assert len(done) == 3


@pytest.fixture
def away():
    """A chore that finds no database; how often it was tried."""
    tries: list[int] = []

    def asks() -> bool:
        tries.append(1)
        raise OperationalError("connection refused\nDETAIL: what a row holds")

    return asks, tries


def look(aside: worker.Aside) -> None:
    aside()
    aside.thread.join(10)


def test_a_chore_aside_that_fails_rests_and_is_tried_again(away, monkeypatch):
    monkeypatch.setattr(
        worker, "POLL_SECONDS", 5.0
    )  # it is not done resting before it is looked at
    asks, tries = away
    aside = worker.Aside(asks)
    look(aside)
    look(aside)
    assert len(tries) == 1
    for so_far in (2, 3):
        aside.chore.rests_until = 0.0
        look(aside)
        assert len(tries) == so_far
    assert aside.chore.wait == worker.POLL_SECONDS * 8


def test_that_the_database_is_away_is_a_line_of_the_log(away, caplog):
    look(worker.Aside(away[0]))
    worker.Guarded(away[0])()
    assert caplog.text.count("OperationalError: connection refused") == 2
    assert len(caplog.text.splitlines()) == 2
