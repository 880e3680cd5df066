"""Whatever goes wrong, a reader is told in their language what happened and what to do."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.utils.translation import override

from cydfap.atlas.views import errors
from cydfap.cms.limits import LIMITS, Buckets, RateLimit

ASKED = {"en": "/en/map/", "cy": "/cy/map/"}


def said(answer) -> str:
    """The page's words; it must be one of ours."""
    text = " ".join(answer.content.decode().split())
    assert "cydfap.css" in text
    return text


@pytest.mark.parametrize(
    ("lang", "what", "to_do"),
    [
        ("en", "This page is not here", "Open the map"),
        ("cy", "Nid yw’r dudalen hon yma", "Agor y map"),
    ],
)
def test_a_page_that_is_not_there(lang, what, to_do):
    answer = Client(HTTP_HOST="localhost").get(f"/{lang}/nothing/")
    assert answer.status_code == 404
    assert f'lang="{lang}"' in said(answer)
    assert what in said(answer)
    assert to_do in said(answer)


@pytest.mark.parametrize(
    ("lang", "what", "to_do"),
    [
        ("en", "You may not see this page", "Sign in with an account that may."),
        ("cy", "Ni chewch weld y dudalen hon", "Mewngofnodwch â chyfrif sydd â’r hawl."),
    ],
)
def test_a_page_that_is_not_for_this_reader(lang, what, to_do):
    with override(lang):
        answer = errors.forbidden(RequestFactory().get(ASKED[lang]), PermissionDenied())
    assert answer.status_code == 403
    assert what in said(answer)
    assert to_do in said(answer)


@pytest.mark.parametrize(
    ("lang", "what", "to_do"),
    [
        ("en", "Something broke on our side", "Try again in a minute."),
        ("cy", "Torrodd rhywbeth ar ein hochr ni", "Rhowch gynnig arall arni ymhen munud."),
    ],
)
def test_a_fault_of_ours(lang, what, to_do):
    with override(lang):
        answer = errors.broken(RequestFactory().get(ASKED[lang]))
    assert answer.status_code == 500
    assert what in said(answer)
    assert to_do in said(answer)


@pytest.mark.parametrize(
    ("lang", "what", "to_do"),
    [
        ("en", "The form could not be taken", "load the page again"),
        ("cy", "Ni ellid derbyn y ffurflen", "llwythwch y dudalen eto"),
    ],
)
def test_a_form_that_was_open_too_long(lang, what, to_do):
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    answer = strict.post("/admin/login/", {"username": "mair"}, headers={"Accept-Language": lang})
    assert answer.status_code == 403
    assert what in said(answer)
    assert to_do in said(answer)


@pytest.mark.parametrize("path", ASKED.values())
def test_a_request_that_cannot_be_understood_is_answered_in_both_languages(path):
    answer = Client(HTTP_HOST="not a host").get(path)
    assert answer.status_code == 400
    assert '<div class="wide plain" lang="cy"><h1>Ni ellid deall hyn</h1>' in said(answer)
    assert '<div class="wide plain" lang="en"><h2>This could not be understood</h2>' in said(answer)
    assert "chwiliwch am wall ynddo" in said(answer)


@pytest.mark.parametrize(
    ("lang", "what", "to_do"),
    [
        ("en", "Too much at once", "Seconds to wait: 1"),
        ("cy", "Gormod ar unwaith", "Eiliadau i aros: 1"),
    ],
)
def test_too_much_at_once_is_a_page_for_people_and_a_line_for_programs(lang, what, to_do):
    gate = RateLimit(errors.broken)
    # Time stands still: on a busy machine the bucket would fill up again meanwhile.
    gate.buckets = Buckets(lambda: 0.0)
    person = RequestFactory().get(ASKED[lang], headers={"Accept": "text/html,*/*"})
    program = RequestFactory().get("/api/search")
    with override(lang):
        for _ in range(600):
            gate.buckets.take(LIMITS[-1], "127.0.0.1")
        page, line = gate(person), gate(program)
    assert page.status_code == line.status_code == 429
    assert page["Retry-After"] == line["Retry-After"] == "1"
    assert what in said(page)
    assert to_do in said(page)
    assert line["Content-Type"].startswith("text/plain")
