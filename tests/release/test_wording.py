"""The one line on the data page: how the text stands in each language."""

import pytest

from cydfap.directory.models import Entry
from tests.release import cast

pytestmark = pytest.mark.django_db


def test_a_release_counts_its_texts_once_an_entry_however_many_sites(publish):
    cast.antur_waunfawr()
    cast.chicken_shack()
    cast.cartrefi_cymru()
    Entry.objects.filter(public_id="60p3t4").update(
        summary_en="Five homes.", summary_state_en="original",
        summary_cy="Pum cartref.", summary_state_cy="draft",
    )  # fmt: skip
    wording = publish().about["wording"]
    assert wording["cy"] == {"draft": 1, "missing": 1, "original": 2}
    assert wording["en"] == {"original": 4}


def test_the_data_page_says_it_in_both_languages(publish, client):
    cast.cartrefi_cymru()
    publish()
    english = client.get("/en/data/", HTTP_HOST="localhost").content.decode()
    assert "Welsh: missing 100 %." in " ".join(english.split())
    welsh = client.get("/cy/data/", HTTP_HOST="localhost").content.decode()
    assert "Cymraeg: ar goll 100 %." in " ".join(welsh.split())
