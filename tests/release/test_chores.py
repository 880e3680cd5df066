"""The worker's chores: one that fails stops neither the others nor publishing."""

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
