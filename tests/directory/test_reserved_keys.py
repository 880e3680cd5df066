"""A layer's key is a word of addresses: those that addresses use themselves are nobody's."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from cydfap.directory import actions
from cydfap.directory.models import Layer
from cydfap.directory.models.layer import RESERVED_KEYS
from cydfap.release.filters import EVERY_LAYER, NOBODY
from tests.intake.conftest import mair  # noqa: F401
from tests.intake.test_desk import desk, speak_welsh  # noqa: F401

pytestmark = pytest.mark.django_db

WELSH = {"none": "golygu dim haen o gwbl", "all": "golygu pob haen"}


def test_the_words_of_addresses_are_reserved():
    assert set(RESERVED_KEYS) == {NOBODY, EVERY_LAYER}


@pytest.mark.parametrize("key", ["all", "none", "All", "NONE"])
def test_no_layer_is_saved_under_a_word_of_addresses_in_either_language(key):
    layer = Layer(key=key, name_en="Everything")
    with pytest.raises(ValidationError, match="This key stands for"):
        actions.save_layer(layer=layer, by=None)
    with override("cy"), pytest.raises(ValidationError, match=WELSH[key.lower()]):
        actions.save_layer(layer=layer, by=None)
    with pytest.raises(IntegrityError, match="layer_key_is_no_word"), transaction.atomic():
        layer.save()
    assert not Layer.objects.exists()


def test_a_key_that_begins_like_such_a_word_is_as_good_as_any():
    for key in ("all-wales", "none-yet"):
        actions.save_layer(layer=Layer(key=key, name_en=key), by=None)
    assert Layer.objects.count() == 2


def test_the_desk_says_in_welsh_that_the_key_is_taken_by_addresses(desk, mair):  # noqa: F811
    speak_welsh(mair)
    said = {
        "key": "all", "name_en": "Everything", "colour": "#14594A", "colour_dark": "#7ED3B2",
        "shape": "disc", "size": "15", "order": "0",
    }  # fmt: skip
    page = desk.post(reverse("layer:add"), said).content.decode()
    assert "Mae’r allwedd hon yn golygu pob haen." in page
    assert not Layer.objects.exists()
