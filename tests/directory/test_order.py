"""The desk's lists and selects are in the alphabetical order of the editor's language."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import override
from wagtail.users.models import UserProfile

from cydfap.directory.forms import in_order
from cydfap.directory.models import Entry, Layer, Source
from cydfap.intake import actions
from cydfap.intake.models import Import
from cydfap.places.models import Area
from tests.intake.conftest import bring, sheet  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db

# In the Welsh alphabet ng stands after g, but Bangor's n and g are two letters, and ll after l.
WELSH = ["Bala", "Bangor", "Cydweithfa", "Chwarel", "Llan", "Llangefni", "Mochdre"]
ENGLISH = ["Bala", "Bangor", "Chwarel", "Cydweithfa", "Llan", "Llangefni", "Mochdre"]
ORDER = {"en": ENGLISH, "cy": WELSH}


@pytest.fixture
def mair():
    return get_user_model().objects.create_superuser("mair", "mair@example.org", "x")


@pytest.fixture(params=["en", "cy"])
def lang(request, mair) -> str:
    profile = UserProfile.get_for_user(mair)
    profile.preferred_language = request.param
    profile.save()
    return request.param


@pytest.fixture
def desk(client, mair, lang):
    client.force_login(mair)
    return client


def brought(sheet, *names: str) -> Import:  # noqa: F811
    return bring(sheet(*({"name_cy": name, "source": f"{name} 2024"} for name in names)))


def names_of(page: str) -> list[str]:
    """The names of a page's list, once each, as they come."""
    found = re.findall(r"(?<![\w-])(" + "|".join(WELSH) + r")(?![\w-])", page)
    return list(dict.fromkeys(found))


def listing(page: str) -> str:
    rows = page[page.index('id="listing-results"') :]
    return rows[rows.index("<tbody") : rows.index("</tbody")]


def test_a_list_of_entries_can_be_put_in_alphabetical_order(desk, lang, sheet):  # noqa: F811
    brought(sheet, *reversed(ENGLISH))
    page = desk.get(reverse("entry:index"), {"ordering": f"name_order_{lang}"}).content.decode()
    assert names_of(listing(page)) == ORDER[lang]


def test_so_can_their_sources(desk, lang, sheet):  # noqa: F811
    brought(sheet, *reversed(ENGLISH))
    page = desk.get(reverse("entry:index"), {"ordering": "source"}).content.decode()
    assert names_of(listing(page)) == ORDER[lang]


def test_the_heading_of_the_names_leads_there(desk, lang, sheet):  # noqa: F811
    brought(sheet, "Bala")
    page = desk.get(reverse("entry:index")).content.decode()
    assert f"ordering=name_order_{lang}" in page


def test_sources_to_choose_and_to_filter_by(desk, lang, sheet):  # noqa: F811
    brought(sheet, *reversed(ENGLISH))
    page = desk.get(reverse("entry:add")).content.decode()
    select = page[page.index('name="source"') :]
    assert names_of(select[: select.index("</select>")]) == ORDER[lang]
    with override(lang):
        assert [source.name.split()[0] for source in Source.objects.all()] == ORDER[lang]


def test_areas_are_called_and_ordered_in_the_language(lang):
    for number, (english, welsh) in enumerate(
        [("Swansea", "Abertawe"), ("Flintshire", "Sir y Fflint"), ("Cardiff", "Caerdydd")]
    ):
        Area.objects.create(
            code=f"X0600000{number}", kind="local-authority", name_en=english, name_cy=welsh
        )
    with override(lang):
        found = [str(area) for area in Area.objects.filter(code__startswith="X06")]
    assert (
        found
        == {
            "en": ["Cardiff", "Flintshire", "Swansea"],
            "cy": ["Abertawe", "Caerdydd", "Sir y Fflint"],
        }[lang]
    )


def test_a_changed_name_moves_also_when_an_import_changes_it_or_is_taken_back(sheet, mair):  # noqa: F811
    made = bring(sheet({"id": "", "name_cy": "Llan", "coopuk": "R000001", "source": "A"}))
    entry = Entry.objects.get()
    before = entry.name_order_cy, entry.name_order_en
    assert all(before)
    changed = bring(
        sheet({"id": entry.public_id, "name_cy": "Bangor", "coopuk": "R000001", "source": "A"})
    )
    entry.refresh_from_db()
    assert entry.name_cy == "Bangor"
    assert (entry.name_order_cy, entry.name_order_en) < before
    assert made.pk != changed.pk
    actions.undo(imported=changed, by=mair)
    entry.refresh_from_db()
    assert entry.name_cy == "Llan"
    assert (entry.name_order_cy, entry.name_order_en) == before


def test_a_name_that_is_only_in_the_other_language_has_its_place_too():
    source = Source.objects.create(name="Co-operatives UK open data")
    entry = Entry.objects.create(source=source, name_en="Old Oak", name_state_en="original")
    assert entry.name_order_cy
    assert entry.name_order_en


def test_choices_of_a_vocabulary(lang):
    choices = [("", "---------"), ("b", "Chwaraeon"), ("a", "Cyllid"), ("c", "Ynni")]
    with override(lang):
        found = [label for _, label in in_order(choices)]
    assert (
        found
        == {
            "en": ["---------", "Chwaraeon", "Cyllid", "Ynni"],
            "cy": ["---------", "Cyllid", "Chwaraeon", "Ynni"],
        }[lang]
    )


def test_layers_are_called_in_the_language_and_keep_the_key_s_order(lang):
    Layer.objects.create(key="x-second", name_en="Apples", name_cy="Afalau", order=902)
    Layer.objects.create(key="x-first", name_en="Pears", name_cy="Gellyg", order=901)
    with override(lang):
        found = [str(layer) for layer in Layer.objects.filter(order__gte=900)]
    assert found == {"en": ["Pears", "Apples"], "cy": ["Gellyg", "Afalau"]}[lang]
