"""Nobody fills the disk with a form."""

import pytest
from django.test import Client

from cydfap.cms.sizes import WORDS

FORM = "multipart/form-data; boundary=x"
PUBLIC = {"en": "/en/digest/", "cy": "/cy/crynodeb/"}
TOLD = {"en": "This is too large", "cy": "Mae hyn yn rhy fawr"}


def send(path: str, size: int, client: Client | None = None):
    return (client or Client(HTTP_HOST="localhost")).post(path, b"-" * size, content_type=FORM)


@pytest.mark.parametrize("lang", ["en", "cy"])
@pytest.mark.parametrize("size", [WORDS + 1, 2 * WORDS + 1])
def test_a_reader_s_form_has_no_room_for_a_file(lang, size):
    answer = send(PUBLIC[lang], size)
    assert answer.status_code == 413
    page = answer.content.decode()
    assert TOLD[lang] in page
    other = {"en": "cy", "cy": "en"}[lang]
    assert f'href="{PUBLIC[other]}" lang="{other}"' in page


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_the_desk_takes_a_file_up_to_the_limit_and_says_it_in_its_language(lang, settings, db):
    settings.IMPORT_LIMIT_BYTES = 2_000_000
    client = Client(HTTP_HOST="localhost", headers={"Accept-Language": lang})
    assert send("/admin/imports/new/", 3_000_001, client).status_code == 413
    page = send("/admin/imports/new/", 7_000_000, client).content.decode()
    assert TOLD[lang] in page
    assert "(MB): 2." in page
    # Who is nobody is sent to the sign-in page.
    assert send("/admin/imports/new/", 3_000_000, client).status_code == 302
