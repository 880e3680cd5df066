"""The layers that a file would make: which may be made, and by whom."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override

from cydfap.directory import actions as directory
from cydfap.directory.models import Entry, Layer
from cydfap.intake import actions, store
from cydfap.intake.enums import State
from cydfap.intake.models import Import
from cydfap.intake.planning import SMALL_ROWS
from cydfap.intake.problems import Refused, sentence

from .conftest import bring, codes, command, outcomes, planned
from .test_applying import A, received
from .test_desk import desk, upload  # noqa: F401

pytestmark = pytest.mark.django_db

LARGE = [{"name": f"Society {n}", "layers": "new"} for n in range(SMALL_ROWS + 1)]


@pytest.fixture
def sion(client):
    """Siôn may import, and not add layers."""
    user = get_user_model().objects.create_user("sion", "sion@example.org", "x")
    rights = ["access_admin", "add_entry", "change_entry"]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    return user


@pytest.fixture
def housing():
    return directory.save_layer(layer=Layer(key="housing", name_en="Housing"), by=None)


@pytest.mark.parametrize("word", ["all", "None", "ALL!"])
def test_a_row_with_a_layer_that_addresses_cannot_name_stays_out_and_the_others_go_in(sheet, word):
    path = sheet({**A, "layers": word}, {"name": "Cwmpas", "layers": "one"})
    plan = planned(path)
    assert outcomes(plan) == ["refuse", "add"]
    assert codes(plan) == [(2, "layers", "reserved-layer")]
    assert "No layer can be called" in plan.problems[0].message()
    with override("cy"):
        assert "Ni all haen gael yr enw" in plan.problems[0].message()
    bring(path)
    assert [layer.key for layer in Layer.objects.all()] == ["one"]


def test_a_row_cannot_move_an_entry_into_such_a_layer_either(sheet):
    bring(sheet({"id": "aaaa0001", "name": "Old Oak", "layers": "one"}))
    plan = planned(sheet({"id": "aaaa0001", "name": "Old Oak", "layers": "one;all"}))
    assert outcomes(plan) == ["refuse"]
    assert not plan.layers


def test_a_row_whose_layer_has_too_long_a_name_stays_out_each_time(sheet):
    path = sheet({**A, "layers": f"one;{'x' * 500}"}, {"name": "Cwmpas", "layers": "y" * 120})
    for second in ("add", "same"):
        plan = planned(path)
        assert outcomes(plan) == ["refuse", second]
        assert codes(plan) == [(2, "layers", "too-long")]
        assert "(500)" in plan.problems[0].message()
        assert "(120)" in plan.problems[0].message()
        bring(path)
    assert [layer.name_en for layer in Layer.objects.all()] == ["y" * 120]


def test_a_file_whose_layer_has_too_long_a_name_is_refused_whole(sheet):
    with pytest.raises(CommandError, match=r"xxx….* more letters \(121\)"):
        call_command("import", str(sheet(A)), "--layer", "x" * 121)
    assert not Entry.objects.exists()


def test_a_row_whose_source_has_too_long_a_name_stays_out(sheet):
    plan = planned(sheet({**A, "source": "x" * 201}))
    assert codes(plan) == [(2, "source", "too-long")]


def test_a_file_whose_layer_addresses_cannot_name_is_refused_whole(sheet):
    with pytest.raises(CommandError, match="No layer can be called “all”"):
        call_command("import", str(sheet(A)), "--layer", "all")
    with pytest.raises(CommandError, match="Ni all haen gael yr enw “none”"):
        call_command("import", str(sheet(A)), "--layer", "none", "--lang", "cy")
    assert not Entry.objects.exists()


def test_a_layer_that_is_called_so_and_has_another_key_can_be_named(sheet):
    directory.save_layer(layer=Layer(key="everything", name_en="All"), by=None)
    bring(sheet({**A, "layers": "All"}))
    assert Entry.objects.get().layers.get().key == "everything"


def test_the_desk_explains_beside_the_layer_that_it_cannot_be_called_so(desk):  # noqa: F811
    page = upload(desk, "name\nOld Oak\n", layer="all")
    assert "No layer can be called" in str(page.context["form"].errors["layer"])
    assert not Import.objects.exists()


def test_who_may_not_add_layers_is_told_so_and_nothing_is_kept(sion, client):
    page = upload(client, "name\nOld Oak\n", layer="Brand new")
    errors = str(page.context["form"].errors["layer"])
    assert "You may import, but not add layers." in errors
    assert "Brand new" in errors
    assert not Import.objects.exists()


def test_who_may_not_add_layers_may_import_into_those_that_are_there(sion, client, housing):
    upload(client, "name\nOld Oak\n", layer="Housing")
    client.post(reverse("imports:apply", args=[Import.objects.get().pk]))
    actions.work()
    assert Entry.objects.get().layers.get() == housing


def test_who_may_not_add_layers_cannot_have_a_plan_applied_that_would(sion, client, sheet, mair):
    imported = received(sheet(A), mair, layer="new")
    page = client.post(reverse("imports:apply", args=[imported.pk]), follow=True)
    assert "You may import, but not add layers." in page.content.decode()
    assert Import.objects.get().state == State.PLANNED
    actions.queue(imported=imported, by=mair)
    actions.work()
    assert Layer.objects.get().key == "new"


def test_a_large_file_is_refused_in_the_background_and_who_may_add_layers_can_go_on(
    sion, sheet, mair
):
    imported = received(sheet(*LARGE), sion)
    actions.work()
    imported.refresh_from_db()
    assert imported.state == State.FAILED
    assert "You may import, but not add layers." in sentence(**imported.trouble)
    actions.plan_again(imported=imported, by=mair)
    actions.work()
    assert Import.objects.get().state == State.PLANNED


def test_a_layer_that_went_meanwhile_is_not_made_for_who_may_not(sion, sheet, housing):
    imported = received(sheet(A), sion, layer="housing")
    actions.queue(imported=imported, by=sion)
    directory.delete(record=housing, by=None)
    actions.work()
    imported.refresh_from_db()
    assert (imported.state, imported.trouble["code"]) == (State.FAILED, "may-not-make-layers")
    assert not Layer.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("is_large", [False, True])
def test_a_layer_is_not_made_for_somebody_whose_account_is_gone(sheet, is_large):
    """Neither in the queue nor from a file that is still to be planned, though she might have made
    it; whoever runs the site may.
    """
    olwen = get_user_model().objects.create_superuser("olwen", "olwen@example.org", "x")
    imported = received(sheet(*LARGE if is_large else [{**A, "layers": "new"}]), olwen)
    if not is_large:
        actions.queue(imported=imported, by=olwen)
    olwen.delete()
    actions.work()
    imported.refresh_from_db()
    assert (imported.state, imported.trouble["code"]) == (State.FAILED, "may-not-make-layers")
    assert not Layer.objects.exists()
    actions.plan_again(imported=imported, by=None)
    actions.work()
    actions.queue(imported=imported, by=None)
    actions.work()
    assert Layer.objects.get().key == "new"


def test_what_is_asked_by_who_is_gone_goes_into_layers_that_are_there(sheet, housing):
    olwen = get_user_model().objects.create_superuser("olwen", "olwen@example.org", "x")
    imported = received(sheet(A), olwen, layer="housing")
    actions.queue(imported=imported, by=olwen)
    olwen.delete()
    actions.work()
    assert Entry.objects.get().layers.get() == housing


def test_an_import_in_somebodys_name_is_bound_by_their_rights(sion, sheet):
    path = sheet(A)
    with pytest.raises(Refused, match="not add layers"):
        bring(path, by=sion, layer="new")
    assert not Import.objects.exists()


def test_a_plan_tells_which_layers_it_would_make(sheet, mair, housing):
    imported = received(sheet({**A, "layers": "housing;new"}), mair)
    assert store.new_layers(imported) == ["new"]


def test_the_plan_s_page_says_that_rows_without_a_layer_would_make_one_of_the_file_s_name(desk):  # noqa: F811
    page = upload(desk, "name\nOld Oak\n", name="rhestr Mair.csv").content.decode()
    assert "everybody would see them on the map" in page
    assert "<li>rhestr Mair</li>" in page


def test_a_plan_that_makes_no_layer_says_nothing_of_any(desk, housing):  # noqa: F811
    page = upload(desk, "name\nOld Oak\n", layer="housing").content.decode()
    assert "everybody would see" not in page


def test_the_command_says_which_layers_it_would_make(sheet, housing, capsys):
    path = str(sheet({**A, "layers": "housing"}, {"name": "B", "layers": "Tai;tai"}, {"name": "C"}))
    assert command(path, "--plan")["new_layers"] == ["Tai", "forum"]
    call_command("import", path, "--plan")
    assert "New layers: Tai, forum" in capsys.readouterr().out
