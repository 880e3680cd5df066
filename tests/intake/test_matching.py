"""What a row is about: something new, something there, or perhaps something there."""

import pytest

from cydfap.directory.models import Entry, Layer, Source

from .conftest import bring, codes, outcomes, planned

pytestmark = pytest.mark.django_db

OLD_OAK = {"name": "Old Oak Housing Co-operative", "postcode": "SA31 2JL", "phone": "01267 111222"}


def test_the_same_file_twice_changes_nothing(sheet):
    path = sheet(OLD_OAK, {"name": "Cwmpas", "postcode": "CF83 2AX"})
    assert bring(path).counts["add"] == 2
    before = list(Entry.objects.values())
    assert bring(path).counts["same"] == 2
    assert list(Entry.objects.values()) == before


def test_the_id_of_the_register_finds_an_entry_that_was_renamed_and_moved(sheet):
    bring(sheet({"cuk_id": "R000096", "name": "Wales Co-operative Centre", "postcode": "CF83 2AX"}))
    plan = planned(sheet({"cuk_id": "R000096", "name": "Cwmpas", "postcode": "CF10 1EP"}))
    assert outcomes(plan) == ["change"]
    assert plan.changes[0].new["name_en"] == "Cwmpas"
    assert plan.changes[0].old["postcode"] == "CF83 2AX"


def test_without_an_id_source_name_and_place_find_an_entry(sheet):
    bring(sheet(OLD_OAK), source="forum")
    again = {**OLD_OAK, "name": "OLD OAK housing co-operative ltd.", "phone": "01267 333444"}
    plan = planned(sheet(again), source="forum")
    assert outcomes(plan) == ["change"]
    assert plan.changes[0].new["phone"] == "01267 333444"


def test_the_same_name_near_by_from_another_source_is_a_possible_duplicate(sheet):
    bring(sheet(OLD_OAK), source="forum")
    plan = planned(sheet({**OLD_OAK, "phone": ""}), source="register")
    assert outcomes(plan) == ["duplicate"]
    assert plan.duplicates[0].of == Entry.objects.get().public_id
    assert "the same name, near by" in plan.problems[0].message()


def test_a_typing_error_at_the_same_postcode_is_a_possible_duplicate(sheet):
    bring(sheet(OLD_OAK))
    plan = planned(sheet({**OLD_OAK, "name": "Old Oak Huosing Cooperative"}))
    assert outcomes(plan) == ["duplicate"]


def test_things_that_differ_by_a_number_are_two(sheet):
    plan = planned(
        sheet(
            {"name": "Gellideg Housing 1", "postcode": "CF48 1LH"},
            {"name": "Gellideg Housing 2", "postcode": "CF48 1LH"},
        )
    )
    assert outcomes(plan) == ["add", "add"]


def test_the_same_telephone_and_a_name_alike_is_a_possible_duplicate(sheet):
    bring(sheet(OLD_OAK))
    moved = {
        "name": "Old Oak Co-operative Housing",
        "postcode": "LL57 4AA",
        "phone": "+44 1267 111222",
    }
    assert outcomes(planned(sheet(moved))) == ["duplicate"]


def test_two_that_a_register_numbers_differently_are_two(sheet):
    plan = planned(
        sheet(
            {"cuk_id": "R1", "name": "Clwb Rygbi", "postcode": "SA31 2JL"},
            {"cuk_id": "R2", "name": "Clwb Rygbi", "postcode": "SA31 2JL"},
        )
    )
    assert outcomes(plan) == ["add", "add"]


def test_the_second_of_two_rows_with_one_id_is_refused(sheet):
    plan = planned(
        sheet(
            {"cuk_id": "R1", "name": "Clwb Rygbi"},
            {"cuk_id": "R1", "name": "Clwb Rygbi Cyf"},
        )
    )
    assert outcomes(plan) == ["add", "refuse"]
    assert codes(plan) == [(3, "cuk_id", "second-identifier")]
    assert "row 2" in plan.problems[0].message()


def test_a_company_number_under_two_ids_is_for_a_person_to_decide(sheet):
    first = {"cuk_id": "R1", "name": "A", "company_number": "1234567"}
    second = {"cuk_id": "R2", "name": "B", "company_number": "01234567"}
    assert outcomes(planned(sheet(first, second))) == ["add", "duplicate"]


def test_a_duplicate_decided_to_be_another_thing_goes_in(sheet):
    bring(sheet(OLD_OAK), source="forum")
    path = sheet(OLD_OAK)
    assert outcomes(planned(path, source="register", decisions={"2": "another"})) == ["add"]


def test_a_duplicate_decided_to_be_the_same_thing_changes_it(sheet):
    bring(sheet(OLD_OAK), source="forum")
    public_id = Entry.objects.get().public_id
    path = sheet({**OLD_OAK, "name": "Old Oak"})
    plan = planned(path, source="register", decisions={"2": public_id})
    assert outcomes(plan) == ["change"]
    assert plan.changes[0].public_id == public_id


def test_a_row_without_a_name_is_refused_by_row_and_column(sheet):
    plan = planned(sheet(OLD_OAK, {"name": "", "postcode": "CF10 1EP", "phone": ""}))
    assert outcomes(plan) == ["add", "refuse"]
    assert codes(plan) == [(3, "name", "no-name")]


def test_an_emptied_cell_clears_only_in_a_row_that_carries_our_id(sheet):
    bring(sheet(OLD_OAK))
    assert outcomes(planned(sheet({**OLD_OAK, "phone": ""}))) == ["same"]
    public_id = Entry.objects.get().public_id
    plan = planned(sheet({"id": public_id, **OLD_OAK, "phone": ""}))
    assert plan.changes[0].new == {"phone": ""}


def test_a_translation_whose_original_moved_is_stale(sheet):
    texts = {"name_en": "Old Oak", "name_cy": "Derwen", "name_state": "en:original;cy:reviewed"}
    bring(sheet(texts))
    public_id = Entry.objects.get().public_id
    plan = planned(sheet({"id": public_id, **texts, "name_en": "Older Oak"}))
    assert plan.changes[0].new == {"name_en": "Older Oak", "name_state_cy": "stale"}


def test_texts_on_the_files_side_are_originals_and_on_the_other_drafts(sheet):
    bring(sheet({"name_en": "Old Oak", "name_cy": "Derwen"}), lang="cy")
    entry = Entry.objects.get()
    assert (entry.name_state_en, entry.name_state_cy) == ("draft", "original")


def test_what_a_row_lacks_is_the_files(sheet):
    path = sheet(OLD_OAK, name="tai-2026.csv")
    bring(path)
    entry = Entry.objects.get()
    assert entry.source.name == "tai-2026"
    assert entry.licence == "unverified"
    assert [layer.key for layer in entry.layers.all()] == ["tai-2026"]


def test_a_layer_is_known_by_its_name_in_either_language(sheet):
    layer = Layer.objects.create(key="housing", name_en="Homes", name_cy="Tai")
    bring(sheet({"name": "A", "layer": "tai"}, {"name": "B", "layer": "Homes"}))
    assert Layer.objects.get() == layer


def test_housing_is_shown_to_the_town_and_the_rest_to_the_postcode(sheet):
    bring(sheet({"name": "A", "sector": "Housing"}, {"name": "B", "sector": "Energy"}))
    told = dict(Entry.objects.values_list("name_en", "privacy"))
    assert told == {"A": "town", "B": "postcode"}


def test_what_a_complete_file_lacks_is_listed_and_not_closed(sheet):
    both = {"name": "A", "postcode": "CF10 1EP"}, {"name": "B", "postcode": "LL57 4AA"}
    bring(sheet(*both), source="register")
    Entry.objects.filter(name_en="B").update(status="planned")
    Source.objects.create(name="other")
    plan = planned(sheet(both[0]), source="register", complete=True)
    assert [name for _, name in plan.absent] == ["B"]
    bring(sheet(both[0]), source="register", complete=True)
    assert Entry.objects.get(name_en="B").status == "planned"


def test_of_two_rows_about_one_entry_the_second_is_refused(sheet):
    bring(sheet(OLD_OAK))
    public_id = Entry.objects.get().public_id
    first = {"id": public_id, "name": "Old Oak", "postcode": ""}
    second = {"id": public_id.upper(), "name": "Older Oak", "postcode": ""}
    plan = planned(sheet(first, second))
    assert outcomes(plan) == ["change", "refuse"]
    assert codes(plan) == [(3, "id", "second-id")]


def test_of_two_new_rows_with_one_id_the_second_is_refused(sheet):
    plan = planned(sheet({"id": "2t278x", "name": "A"}, {"id": "2t278x", "name": "B"}))
    assert outcomes(plan) == ["add", "refuse"]


@pytest.mark.parametrize(("east", "found"), [("-0.06", "add"), ("-0.12", "duplicate")])
def test_names_alike_are_compared_within_five_kilometres(sheet, east, found):
    """Cells a twentieth of a degree wide: -0.06 is in the next one."""
    here = {"name": "Hackney Bakers Housing", "lat": "51.51", "lon": "-0.13"}
    there = {"name": "Hackney Bakers Housings", "lat": "51.52", "lon": east}
    assert outcomes(planned(sheet(here, there))) == ["add", found]
