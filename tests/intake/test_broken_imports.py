"""An import that breaks is told, and stops neither other imports nor publishing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cydfap.directory.models import Entry, Layer
from cydfap.directory.models.layer import MOST_LAYERS
from cydfap.intake import actions, store
from cydfap.intake.enums import State
from cydfap.intake.making import COLOURS
from cydfap.intake.models import Import
from cydfap.intake.planning import make_plan
from cydfap.intake.problems import Refused, sentence

from .conftest import bring
from .test_applying import A, B, received

pytestmark = pytest.mark.django_db


def queued(path, mair) -> Import:
    return actions.queue(imported=received(path, mair), by=mair)


def broken(phase: str, percent: int) -> None:
    if phase == "writing":
        raise KeyError(phase)


def test_a_fault_of_ours_fails_the_import_and_leaves_the_directory_as_it_was(sheet, mair, caplog):
    imported = queued(sheet(A), mair)
    actions.take_next(broken)
    imported.refresh_from_db()
    assert (imported.state, imported.trouble["code"]) == (State.FAILED, "broken")
    assert (imported.added, imported.applied_at) == ([], None)
    assert not Entry.objects.exists()
    assert "KeyError" in caplog.text
    with override("cy"):
        assert "Ni mewnforiwyd dim." in sentence(**imported.trouble)


def test_after_a_broken_import_the_next_is_applied(sheet, mair):
    queued(sheet(A), mair)
    queued(sheet(B, name="other.csv"), mair)
    actions.take_next(broken)
    assert actions.work() is True
    assert Entry.objects.get().name_en == "Cwmpas"


def test_an_import_that_ends_its_worker_again_and_again_is_given_up(sheet, mair):
    imported = queued(sheet(A), mair)
    Import.objects.update(state=State.APPLYING, attempts=actions.MOST_ATTEMPTS)
    assert actions.work() is False
    imported.refresh_from_db()
    assert (imported.state, imported.trouble["code"]) == (State.FAILED, "worker-died")
    with override("cy"):
        assert "Ni mewnforiwyd dim." in sentence(**imported.trouble)
    actions.plan_again(imported=imported, by=mair)
    actions.queue(imported=imported, by=mair)
    actions.work()
    assert Entry.objects.count() == 1


def test_a_worker_with_nothing_to_do_writes_nothing():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert actions.work() is False
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]


def test_the_file_is_let_go_once_it_was_imported_and_kept_while_it_was_not(sheet, mair):
    imported = queued(sheet(A), mair)
    actions.take_next(broken)
    assert store.file_of(imported) is not None
    actions.plan_again(imported=imported, by=mair)
    actions.queue(imported=imported, by=mair)
    actions.work()
    imported.refresh_from_db()
    assert store.file_of(imported) is None
    assert store.rows(imported, "", 0, 5)[0] == 1
    actions.undo(imported=imported, by=mair)
    assert not Entry.objects.exists()


def many_layers(how_many: int) -> list[dict[str, str]]:
    return [{"name": f"Entry {n}", "layers": f"layer {n}"} for n in range(how_many)]


def test_a_file_with_more_layers_than_a_map_can_tell_apart_is_refused(sheet, mair):
    path = sheet(*many_layers(MOST_LAYERS + 1))
    with pytest.raises(Refused, match=f"at most {MOST_LAYERS} layers"):
        make_plan(path=path, imported=Import(name=path.name))
    with pytest.raises(Refused):
        received(path, mair)
    assert not Layer.objects.exists()


def test_as_many_layers_as_there_may_be_are_made_and_then_no_more(sheet):
    bring(sheet(*many_layers(MOST_LAYERS)))
    assert Layer.objects.count() == MOST_LAYERS
    bring(sheet({"name": "Entry 60", "layers": "layer 1"}, name="fits.csv"))
    with pytest.raises(Refused):
        bring(sheet({"name": "Entry 61", "layers": "one more"}, name="more.csv"))
    assert Layer.objects.count() == MOST_LAYERS


def test_each_new_layer_has_a_colour_of_its_own(sheet):
    bring(sheet(*many_layers(len(COLOURS))))
    assert len(set(Layer.objects.values_list("colour", "colour_dark"))) == len(COLOURS)


def brightness(colour: str) -> float:
    """Relative luminance, as WCAG has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("light", "dark"), COLOURS)
def test_colours_of_new_layers_stand_out_from_paper_and_night(light, dark):
    paper, night = brightness("#FBF8F1"), brightness("#171B20")
    assert (paper + 0.05) / (brightness(light) + 0.05) >= 3
    assert (brightness(dark) + 0.05) / (night + 0.05) >= 3
