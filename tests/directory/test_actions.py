"""Writing through actions: states tell the truth, the log is written, the worker hears of it."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from wagtail.models import ModelLogEntry

from cydfap.directory import actions
from cydfap.directory.models import Entry, Generation, Layer, Site, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def mair():
    """Mair is the forum's secretary."""
    return get_user_model().objects.create_superuser("mair", "mair@example.org", "x")


@pytest.fixture
def housing(mair) -> Layer:
    layer = Layer(
        key="housing", name_en="Housing co-operatives", name_cy="Cydweithfeydd tai", shape="house"
    )
    return actions.save_layer(layer=layer, by=mair)


@pytest.fixture
def old_oak(mair, housing) -> Entry:
    entry = Entry(
        name_en="Old Oak",
        summary_en="27 homes.",
        summary_cy="27 o gartrefi.",
        summary_state_cy="draft",
        source=Source.objects.create(name="councils.coop"),
    )
    return actions.save_entry(entry=entry, layers=[housing], sectors=["housing"], by=mair)


def generation() -> int:
    return Generation.objects.get().number


def test_a_new_text_is_original_and_an_empty_one_missing(old_oak):
    old_oak.refresh_from_db()
    assert (old_oak.name_state_en, old_oak.name_state_cy) == ("original", "missing")


def test_a_translation_goes_stale_when_only_its_original_moves(old_oak, housing, mair):
    old_oak.summary_en = "27 homes, run by those who live there."
    actions.save_entry(entry=old_oak, layers=[housing], sectors=[], by=mair)
    assert (old_oak.summary_state_en, old_oak.summary_state_cy) == ("original", "stale")


def test_a_translation_changed_with_its_original_is_not_stale(old_oak, housing, mair):
    old_oak.summary_en, old_oak.summary_cy = "28 homes.", "28 o gartrefi."
    actions.save_entry(entry=old_oak, layers=[housing], sectors=[], by=mair)
    assert old_oak.summary_state_cy == "draft"


def test_every_write_is_logged_once_and_raises_the_generation(old_oak, housing, mair):
    before = generation()
    actions.save_entry(entry=old_oak, layers=[housing], sectors=["housing"], by=mair)
    assert generation() == before + 1
    log = ModelLogEntry.objects.for_instance(old_oak)
    assert [(row.action, row.user) for row in log.order_by("timestamp")] == [
        ("wagtail.create", mair),
        ("wagtail.edit", mair),
    ]


def test_a_wrong_field_leaves_everything_as_it_was(old_oak, housing, mair):
    before = generation()
    old_oak.website = "not an address"
    with pytest.raises(ValidationError):
        actions.save_entry(entry=old_oak, layers=[], sectors=[], by=mair)
    assert generation() == before
    assert list(old_oak.layers.all()) == [housing]


def test_a_layer_with_entries_is_not_deleted(old_oak, housing, mair):
    with pytest.raises(ProtectedError):
        actions.delete(record=housing, by=mair)
    actions.delete(record=old_oak, by=mair)
    actions.delete(record=housing, by=mair)
    assert not Layer.objects.exists()


def test_a_site_with_a_postcode_alone_is_put_on_the_map(old_oak, housing, mair):
    old_oak.sites = [Site(postcode="CF10 5NB")]
    actions.save_entry(entry=old_oak, layers=[housing], sectors=[], by=mair)
    site = Site.objects.get(entry=old_oak)
    assert (round(site.lat, 2), round(site.lon, 2), site.precision) == (51.47, -3.18, "postcode")


def test_a_point_without_a_precision_is_exact(old_oak, housing, mair):
    old_oak.sites = [Site(lat=51.86, lon=-4.31)]
    old_oak.sites.all()[0].full_clean(exclude=["entry"])
    actions.save_entry(entry=old_oak, layers=[housing], sectors=[], by=mair)
    assert Site.objects.get(entry=old_oak).precision == "exact"
