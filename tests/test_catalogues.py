"""No Welsh string is missing, half-written or broken, and no other's Welsh is kept for nothing."""

import shutil

import polib
import pytest
from django.utils.translation import gettext, ngettext, override

from tests.conftest import skip_loudly
from tests.welsh_words import catalogues

PAGES = {"msgid": "%(n)s page", "msgid_plural": "%(n)s pages"}


def entry(**words) -> polib.POEntry:
    return polib.POEntry(**words)


@pytest.mark.parametrize(
    "broken",
    [
        entry(msgid="Hello %(name)s", msgstr="Helo"),
        entry(msgid="Hello %(name)s", msgstr="Helo %(enw)s"),
        entry(msgid="{n} here", msgstr="{m} yma"),
        entry(msgid="Page %s", msgstr="Tudalen"),
        entry(msgid="<b>Locked</b>", msgstr="<b>Dan glo"),
        entry(**PAGES, msgstr_plural={0: "%(n)s o dudalennau", 1: "un dudalen"}),
    ],
    ids=lambda entry: entry.msgid,
)
def test_a_placeholder_that_was_lost_or_made_up_is_found(broken):
    assert list(catalogues().faults(broken))


@pytest.mark.parametrize(
    "whole",
    [
        entry(msgid="%(a)s of %(b)s", msgstr="%(b)s: %(a)s"),
        entry(msgid="<b>Locked</b>", msgstr="<b>Dan glo</b>"),
        entry(
            msgid="One page",
            msgid_plural="%(n)s pages",
            msgstr_plural={0: "%(n)s o dudalennau", 1: "Un dudalen"},
        ),
    ],
    ids=lambda entry: entry.msgid,
)
def test_placeholders_may_change_places_and_one_page_may_be_said_without_its_number(whole):
    assert not list(catalogues().faults(whole))


@pytest.mark.parametrize(
    "lacking",
    [
        entry(msgid="Save"),
        entry(msgid="Save", msgstr="Cadw", flags=["fuzzy"]),
        entry(**PAGES, msgstr_plural={0: "%(n)s o dudalennau", 1: ""}),
    ],
)
def test_what_is_empty_or_fuzzy_is_no_welsh(lacking):
    assert not catalogues().has_welsh(lacking)


def test_every_string_of_the_installed_packages_has_welsh():
    for catalogue in catalogues().OTHERS:
        asked = catalogues().asked_by_packages(catalogue.domain)
        told = catalogues().told_by_packages(catalogue.domain)
        ours = {catalogues().key(each): each for each in catalogue.read()}
        assert set(asked) <= told | set(ours)
        assert not set(ours) - set(asked)
        assert all(catalogues().has_welsh(each) for each in ours.values())


def test_our_welsh_wins_over_that_of_the_packages():
    # Django's own catalogue says neither of these so.
    with override("cy"):
        assert gettext("This field is required.") == "Rhaid llenwi’r maes hwn."
        said = [ngettext("%(num)d year", "%(num)d years", n) % {"num": n} for n in (1, 2, 3, 4, 6)]
    assert said == ["1 flwyddyn", "2 flynedd", "3 blynedd", "4 o flynyddoedd", "6 blynedd"]


def test_the_check_fails_on_a_broken_file(tmp_path):
    if shutil.which("msgfmt") is None:
        skip_loudly("needs gettext: apt-get install gettext")
    other = catalogues().Catalogue(str(tmp_path), "django", "")
    other.path.parent.mkdir(parents=True)
    other.path.write_text('msgid ""\nmsgstr "Language: cy\\n"\n\nmsgid "Save"\nmsgstr "Cadw\n')
    assert list(catalogues().format_faults(other))
