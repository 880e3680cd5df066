"""What would hold a page for long is done by the worker: planning and taking back large imports."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cydfap.directory.models import Entry
from cydfap.intake import actions, store
from cydfap.intake.enums import State
from cydfap.intake.models import Import
from cydfap.intake.planning import SMALL_ROWS, is_small
from cydfap.intake.policies import NotAllowed
from tests.lib.spreadsheets import write_xlsx

from .conftest import another_at_work, bring
from .test_applying import A, received
from .test_desk import desk, speak_welsh, upload  # noqa: F401

pytestmark = pytest.mark.django_db

LARGE = "\n".join(["name", *(f"Society {n}" for n in range(SMALL_ROWS + 1))])
NAMELESS = LARGE.replace("name", "town", 1)


def page_of(desk, imported: Import, **query: str) -> str:  # noqa: F811
    answer = desk.get(reverse("imports:plan", args=[imported.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def large(sheet):
    """A large import that was applied."""
    return bring(sheet(*({"name": f"Society {n}"} for n in range(SMALL_ROWS + 1))))


def test_a_few_rows_as_wide_as_a_sheet_can_be_are_left_to_the_worker(tmp_path):
    """A slip of the mouse in the last column: the reader makes all cells before it."""
    rows = [["name"], ["Old Oak"]]
    assert is_small(write_xlsx(tmp_path / "a.xlsx", rows), Import())
    far = [*rows, *[[]] * 40, [*[None] * 16_383, "x"]]
    assert not is_small(write_xlsx(tmp_path / "b.xlsx", far), Import())


def test_a_large_file_is_planned_by_the_worker_while_its_page_waits(desk):  # noqa: F811
    page = upload(desk, LARGE).content.decode()
    imported = Import.objects.get()
    assert imported.state == State.READING
    assert "Waiting for its turn." in page
    assert "You may leave this page." in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "There is nothing to import" not in page
    progress = desk.get(reverse("imports:progress", args=[imported.pk])).json()
    assert (progress["state"], progress["done"]) == ("reading", False)
    assert actions.work() is True
    page = page_of(desk, imported)
    assert "Import these rows" in page
    assert "http-equiv" not in page
    assert Import.objects.get().counts["add"] == SMALL_ROWS + 1
    assert not Entry.objects.exists()


def test_a_small_file_is_planned_at_once(desk):  # noqa: F811
    upload(desk, LARGE.rpartition("\n")[0])
    assert Import.objects.get().state == State.PLANNED


def test_the_page_says_in_welsh_what_the_worker_is_at(desk, mair, settings):  # noqa: F811
    speak_welsh(mair)
    upload(desk, LARGE)
    imported = Import.objects.get()
    store.say_progress(imported, "reading", 40)
    assert "Yn aros ei dro." in page_of(desk, imported), "whoever said 40 % is no longer there"
    with another_at_work():
        page = page_of(desk, imported)
    assert "Mae’r ffeil yn cael ei darllen" in page
    assert 'value="40"' in page


def test_the_worker_says_how_far_it_is_with_a_plan(sheet, mair):
    received(sheet(*({"name": f"Society {n}"} for n in range(SMALL_ROWS + 1))), mair)
    told: list[tuple[str, int]] = []
    actions.take_next(lambda phase, percent: told.append((phase, percent)))
    assert told[0] == ("reading", 0)
    assert ("reading", 99) in told or ("reading", 100) in told
    assert told[-1] == ("", 100)


def test_a_large_file_that_cannot_be_taken_is_explained_on_its_page(desk):  # noqa: F811
    upload(desk, NAMELESS)
    imported = Import.objects.get()
    actions.work()
    page = page_of(desk, imported)
    assert "No column of this file is the name" in page
    assert "Import these rows" not in page
    desk.post(reverse("imports:discard", args=[imported.pk]))
    assert not Import.objects.exists()
    assert actions.work() is False


def test_a_large_file_without_a_name_column_asks_what_its_columns_are(desk):  # noqa: F811
    upload(desk, NAMELESS)
    actions.work()
    imported = Import.objects.get()
    page = page_of(desk, imported)
    assert '<details class="intake-more" open>' in page
    assert 'name="column-0"' in page
    address = reverse("imports:columns", args=[imported.pk])
    page = desk.post(address, {"column-0": "town"}, follow=True).content.decode()
    assert "No column of this file is the name" in page, "and it asks again"
    desk.post(address, {"column-0": "name_en"})
    actions.work()
    assert Import.objects.get().counts["add"] == SMALL_ROWS + 1


def test_what_is_being_planned_cannot_be_applied_or_thrown_away(desk, mair):  # noqa: F811
    upload(desk, LARGE)
    imported = Import.objects.get()
    for step in (actions.queue, actions.discard, actions.plan_again):
        with pytest.raises(NotAllowed):
            step(imported=imported, by=mair)
    assert Import.objects.get().state == State.READING


def test_columns_and_decisions_of_a_large_file_are_planned_by_the_worker_too(desk):  # noqa: F811
    upload(desk, LARGE)
    actions.work()
    imported = Import.objects.get()
    desk.post(reverse("imports:columns", args=[imported.pk]), {"column-0": "name_cy"})
    assert Import.objects.get().state == State.READING
    actions.work()
    desk.post(reverse("imports:decide", args=[imported.pk]), {"decide-3": "another"})
    assert Import.objects.get().state == State.READING
    actions.work()
    imported.refresh_from_db()
    assert (imported.state, imported.decisions) == (State.PLANNED, {"3": "another"})
    assert imported.mapping == {"name": "name_cy"}


def test_the_page_of_a_plan_never_opens_the_file(desk):  # noqa: F811
    upload(desk, "name,Masnachu\nOld Oak,Derwen\n")
    imported = Import.objects.get()
    store.let_file_go(imported)
    page = page_of(desk, imported)
    assert "Masnachu" in page
    assert "Old Oak" in page


@pytest.mark.parametrize("died", [0, 1])
def test_a_plan_whose_worker_was_killed_is_made_again(desk, died):  # noqa: F811
    upload(desk, LARGE)
    Import.objects.update(attempts=died)
    assert actions.work() is True
    assert Import.objects.get().state == State.PLANNED


def test_a_plan_that_ends_its_worker_again_and_again_is_given_up_and_can_be_tried(
    desk,  # noqa: F811
):
    upload(desk, LARGE)
    imported = Import.objects.get()
    Import.objects.update(attempts=actions.MOST_ATTEMPTS)
    assert actions.work() is False
    assert "never came to its end" in page_of(desk, imported)
    desk.post(reverse("imports:again", args=[imported.pk]))
    assert actions.work() is True
    assert Import.objects.get().state == State.PLANNED


def test_a_large_import_is_taken_back_by_the_worker(desk, mair, large):  # noqa: F811
    page = desk.post(reverse("imports:undo", args=[large.pk]), follow=True).content.decode()
    assert Import.objects.get().state == State.UNDOING
    assert "Waiting for its turn." in page
    assert "Take this import back" not in page
    assert Entry.objects.count() == SMALL_ROWS + 1
    assert actions.work() is True
    assert "Taken back" in page_of(desk, large)
    assert not Entry.objects.exists()
    assert ModelLogEntry.objects.get(action="intake.undo").user == mair


def test_while_an_import_is_at_work_another_is_taken_back_by_the_worker(sheet, mair):
    imported = bring(sheet(A))
    with another_at_work():
        assert actions.undo(imported=imported, by=mair).state == State.UNDOING
    assert actions.work() is True
    assert not Entry.objects.exists()


def test_an_import_whose_undoing_ends_the_worker_stays_applied_and_can_be_tried(
    desk,  # noqa: F811
    large,
):
    desk.post(reverse("imports:undo", args=[large.pk]))
    Import.objects.update(attempts=actions.MOST_ATTEMPTS)
    assert actions.work() is False
    page = page_of(desk, large)
    assert "could not be taken back" in page
    assert "Take this import back" in page
    assert Entry.objects.count() == SMALL_ROWS + 1
    desk.post(reverse("imports:undo", args=[large.pk]))
    assert actions.work() is True
    assert Import.objects.get().trouble == {}
    assert not Entry.objects.exists()
