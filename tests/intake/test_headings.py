"""Headings are people's own words, in either language."""

import pytest

from cydfap.directory.models import Entry
from cydfap.intake.headings import match
from cydfap.intake.problems import Refused

from .conftest import bring


def test_headings_are_understood_in_both_languages_whatever_their_case_and_accents():
    english = match(["NAME", "Post code", "Web site", "Telephone", "Last checked"])
    welsh = match(["Enw", "Côd Post", "Gwefan", "Ffôn", "Gwiriwyd"])
    wanted = {"name": 0, "postcode": 1, "website": 2, "phone": 3, "checked_on": 4}
    assert english.fields == wanted
    assert welsh.fields == wanted


def test_a_column_nobody_knows_is_left_out_and_named():
    columns = match(["name", "Cat's name"])
    assert columns.unused == ["Cat's name"]


def test_what_a_person_said_outranks_the_guess():
    columns = match(["name", "Trading as"], {"name": "", "Trading as": "name"})
    assert columns.fields == {"name": 1}


def test_a_file_without_a_name_is_refused_with_what_was_found():
    with pytest.raises(Refused, match="postcode"):
        match(["postcode", "lat"])


def test_a_file_without_any_known_heading_is_refused():
    with pytest.raises(Refused, match="Old Oak"):
        match(["Old Oak", "Carmarthen"])


@pytest.mark.parametrize(
    ("welsh", "english", "text"),
    [
        ("Enw", "Name", "name"),
        ("Teitl", "Organisation", "name"),
        ("Crynodeb", "summary_en", "summary"),
        ("Disgrifiad", "Description", "description"),
        ("Enw Cymraeg", "Name", "name"),
    ],
)
def test_a_welsh_and_an_english_heading_of_one_text_are_its_two_languages(welsh, english, text):
    columns = match(["id", welsh, english])
    assert columns.fields == {"id": 0, f"{text}_cy": 1, f"{text}_en": 2}
    assert (columns.problems, columns.unused) == ([], [])


def test_a_heading_alone_does_not_say_in_which_language_its_text_is():
    assert match(["Enw", "Crynodeb"]).fields == {"name": 0, "summary": 1}
    assert match(["Name", "Description", "Crynodeb"]).fields == {
        "name": 0, "description": 1, "summary": 2,
    }  # fmt: skip
    assert match(["name", "name_en", "name_cy"]).fields == {"name": 0, "name_en": 1, "name_cy": 2}


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["en", "cy"])
def test_both_names_of_a_bilingual_sheet_go_in_whatever_the_language_of_the_file(sheet, lang):
    bring(sheet({"Enw": "Yr Hen Dderwen", "Name": "Old Oak"}), lang=lang)
    assert Entry.objects.values_list("name_cy", "name_en").get() == ("Yr Hen Dderwen", "Old Oak")


def test_two_columns_of_one_meaning_are_told_and_the_first_is_read():
    columns = match(["name", "Organisation"])
    assert columns.fields == {"name": 0}
    assert [problem.code for problem in columns.problems] == ["twice-heading"]


def test_the_register_of_2023_is_known_by_its_headings():
    headings = [
        "Identifier", "Name", "Organisational Structure", "Latitude", "Longitude",
        "Geo Container Latitude", "Geo Container Longitude", "Postcode",
    ]  # fmt: skip
    columns = match(headings)
    assert columns.profile
    assert columns.profile.source == "coops-uk"
    assert columns.fields["coopuk"] == 0
    assert columns.fields["lat"] == 5, "the register's own Latitude is always empty"
