"""The demo is data that people will read as fact: what it promises about itself is checked here."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from cydfap.directory.enums import (
    Kind,
    LegalForm,
    Precision,
    Privacy,
    RelationKind,
    Sector,
    Shape,
    Status,
    TextState,
)
from cydfap.places.enums import AreaKind

DEMO = Path(__file__).resolve().parents[2] / "demo"
Row = dict[str, str]

# The import file's columns (docs: the editor's export has the same).
COLUMNS = [
    *("id", "name_en", "name_cy", "summary_en", "summary_cy", "description_en", "description_cy"),
    *("layers", "kind", "legal_form", "sectors", "status", "opened", "closed"),
    *("website", "email", "phone", "address", "postcode", "lat", "lon", "precision", "privacy"),
    *("identifiers", "source", "source_url", "licence", "checked_on"),
    *("name_state", "summary_state", "description_state"),
]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


@pytest.fixture(scope="module")
def entries() -> list[Row]:
    return read(DEMO / "entries.csv")


@pytest.fixture(scope="module")
def layers() -> list[Row]:
    return read(DEMO / "layers.csv")


@pytest.fixture(scope="module")
def review() -> list[Row]:
    return read(DEMO / "housing-review.csv")


@pytest.fixture(scope="module")
def areas() -> list[Row]:
    return read(DEMO / "areas.csv")


def test_entries_have_the_columns_of_an_import_file(entries: list[Row]) -> None:
    assert list(entries[0]) == COLUMNS
    assert all(None not in row and None not in row.values() for row in entries)


def test_every_entry_says_where_it_comes_from(entries: list[Row]) -> None:
    for row in entries:
        assert row["source"], row["name_en"]
        assert row["source_url"].startswith(("http://", "https://")), row["name_en"]
        assert row["licence"], row["name_en"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["checked_on"]), row["name_en"]


def test_no_id_is_given_twice_or_can_be_taken_for_a_number(entries: list[Row]) -> None:
    ids = Counter(row["id"] for row in entries)
    assert [key for key, times in ids.items() if times > 1] == []
    for key in ids:
        assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{6}", key)
        assert not re.fullmatch(r"\d+(e\d+)?", key), "a spreadsheet would make a number of it"


def test_no_identifier_names_two_entries(entries: list[Row]) -> None:
    given = Counter(one for row in entries for one in listed(row["identifiers"]))
    assert [one for one, times in given.items() if times > 1] == []
    assert all(re.fullmatch(r"(COOPUK|GB-MPR|GB-COH):\w+", one) for one in given)


def test_words_of_fixed_lists_are_in_them(entries: list[Row]) -> None:
    for row in entries:
        assert row["kind"] in Kind.values, row["name_en"]
        assert row["status"] in Status.values, row["name_en"]
        assert row["privacy"] in Privacy.values, row["name_en"]
        assert row["precision"] in ["", *Precision.values], row["name_en"]
        assert row["legal_form"] in ["", *LegalForm.values], row["name_en"]
        assert listed(row["sectors"]), row["name_en"]
        assert set(listed(row["sectors"])) <= set(Sector.values), row["name_en"]


def test_every_layer_of_an_entry_is_in_the_key(entries: list[Row], layers: list[Row]) -> None:
    keys = {row["key"] for row in layers}
    for row in entries:
        assert listed(row["layers"]), row["name_en"]
        assert set(listed(row["layers"])) <= keys, row["name_en"]


def test_the_key_has_the_six_layers_of_the_forum_told_apart_without_colour(
    layers: list[Row],
) -> None:
    expected = ["housing", "care", "member", "enterprise", "project", "resource"]
    assert [row["key"] for row in layers] == expected
    assert [row["shape"] for row in layers] == [
        Shape.HOUSE,
        Shape.FLOWER,
        Shape.DISC,
        Shape.DIAMOND,
        Shape.PAGE,
        Shape.STAR,
    ]
    assert [int(row["order"]) for row in layers] == sorted({int(row["order"]) for row in layers})
    for row in layers:
        assert row["name_en"]
        assert row["name_cy"]
        assert bool(row["note_en"]) == bool(row["note_cy"])
        assert re.fullmatch(r"#[0-9A-F]{6}", row["colour"])
        assert re.fullmatch(r"#[0-9A-F]{6}", row["colour_dark"])


@pytest.mark.parametrize("field", ["name", "summary", "description"])
def test_a_text_is_missing_exactly_when_its_state_says_so(entries: list[Row], field: str) -> None:
    for row in entries:
        states = dict(pair.split(":") for pair in listed(row[f"{field}_state"]))
        assert set(states) == {"en", "cy"}, row["name_en"]
        assert set(states.values()) <= set(TextState.values), row["name_en"]
        for lang, state in states.items():
            there = bool(row[f"{field}_{lang}"])
            assert there == (state != TextState.MISSING), (row["name_en"], field, lang)


def test_a_name_is_called_the_same_exactly_when_it_is(entries: list[Row]) -> None:
    for row in entries:
        is_same = row["name_en"] == row["name_cy"]
        assert (TextState.SAME in row["name_state"]) == is_same, row["name_en"]


def test_every_entry_has_a_summary_in_both_languages(entries: list[Row]) -> None:
    for row in entries:
        assert row["summary_en"], row["name_en"]
        assert row["summary_cy"], row["name_en"]
        assert row["summary_en"] != row["summary_cy"], row["name_en"]


def test_a_place_is_whole_with_its_precision_or_absent(
    entries: list[Row], areas: list[Row]
) -> None:
    wales = next(row for row in areas if row["code"] == "W92000004")
    for row in [*entries, *read(DEMO / "sites.csv")]:
        cells = [row["lat"], row["lon"], row["precision"]]
        assert all(cells) or not any(cells), row
        if row["lat"]:
            assert float(wales["south"]) <= float(row["lat"]) <= float(wales["north"]), row
            assert float(wales["west"]) <= float(row["lon"]) <= float(wales["east"]), row


def test_housing_is_shown_to_the_town_and_its_streets_are_not_in_the_file(
    entries: list[Row],
) -> None:
    for row in entries:
        if "housing" in listed(row["layers"]):
            assert row["privacy"] == Privacy.TOWN, row["name_en"]
            assert not (row["postcode"] and row["address"]), row["name_en"]


def test_no_person_can_be_written_to_or_rung(entries: list[Row]) -> None:
    assert [row["name_en"] for row in entries if row["email"] or row["phone"]] == []


def test_every_housing_entry_is_included_by_the_review(
    entries: list[Row], review: list[Row]
) -> None:
    included = {row["entry_id"] for row in review if row["decision"] == "include"}
    housing = {row["id"] for row in entries if "housing" in listed(row["layers"])}
    assert housing == included


def test_the_review_and_the_entry_agree_on_the_status(
    entries: list[Row], review: list[Row]
) -> None:
    status = {row["id"]: row["status"] for row in entries}
    registered = [r for r in review if r["decision"] == "include" and r["cooperatives_uk_id"]]
    for row in registered:
        assert status[row["entry_id"]] == row["status"], row["name"]


def test_every_row_of_the_review_is_decided_with_a_reason(review: list[Row]) -> None:
    for row in review:
        assert row["decision"] in {"include", "exclude"}, row["name"]
        assert len(row["reason"]) > 20, row["name"]
        assert row["status"] in Status.values, row["name"]
        assert row["confidence"] in {"high", "medium", "low"}, row["name"]
        assert row["source_url"].startswith("http"), row["name"]
    ids = [row["cooperatives_uk_id"] for row in review if row["cooperatives_uk_id"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("edition", ["2017", "2023"])
def test_every_welsh_housing_row_of_the_register_is_reviewed(
    shared: Path, review: list[Row], edition: str
) -> None:
    register = read(shared / "data" / "derived" / f"wales-coops-{edition}-geocoded.csv")
    housing = {row["cuk_id"] for row in register if row["sector"] == "Housing"}
    assert len(housing) >= 40
    reviewed = {row["cooperatives_uk_id"] for row in review if edition in listed(row["editions"])}
    assert housing - reviewed == set()


def test_postcodes_stand_where_the_directory_of_postcodes_puts_them(
    shared: Path, entries: list[Row]
) -> None:
    register = read(shared / "data" / "derived" / "wales-coops-2017-geocoded.csv")
    register += read(shared / "data" / "derived" / "wales-coops-2023-geocoded.csv")
    known = {row["postcode"]: (row["lat"], row["lon"]) for row in register}
    placed = [row for row in entries if row["postcode"]]
    assert placed
    for row in placed:
        assert known[row["postcode"]] == (row["lat"], row["lon"]), row["name_en"]


def test_relations_join_two_entries_and_name_their_source(entries: list[Row]) -> None:
    ids = {row["id"] for row in entries}
    relations = read(DEMO / "relations.csv")
    told = Counter((row["from_id"], row["kind"], row["to_id"]) for row in relations)
    assert [link for link, times in told.items() if times > 1] == []
    for row in relations:
        assert {row["from_id"], row["to_id"]} <= ids, row
        assert row["from_id"] != row["to_id"], row
        assert row["kind"] in RelationKind.values, row
        assert bool(row["note_en"]) == bool(row["note_cy"]), row
        assert row["source_url"].startswith("http"), row


def test_further_sites_belong_to_an_entry(entries: list[Row]) -> None:
    ids = {row["id"] for row in entries}
    assert {row["entry_id"] for row in read(DEMO / "sites.csv")} <= ids


def test_wales_has_its_22_authorities_each_in_a_health_board(areas: list[Row]) -> None:
    kinds = Counter(row["kind"] for row in areas)
    assert kinds == {
        AreaKind.NATION: 4,
        AreaKind.HEALTH_BOARD: 7,
        AreaKind.LOCAL_AUTHORITY: 22,
    }
    kind = {row["code"]: row["kind"] for row in areas}
    for row in areas:
        within = [kind[code] for code in listed(row["within"])]
        if row["kind"] == AreaKind.LOCAL_AUTHORITY:
            assert within == [AreaKind.HEALTH_BOARD, AreaKind.NATION], row["name_en"]
        assert row["name_en"]
        assert row["name_cy"]
    assert {row["name_cy"] for row in areas} >= {"Ynys Môn", "Cymru", "Merthyr Tudful"}


def test_the_middle_of_an_area_is_in_its_box_and_its_box_in_wales(areas: list[Row]) -> None:
    boxes = {
        row["code"]: [float(row[side]) for side in ("west", "south", "east", "north")]
        for row in areas
    }
    for row in areas:
        west, south, east, north = boxes[row["code"]]
        assert west < float(row["lon"]) < east, row["name_en"]
        assert south < float(row["lat"]) < north, row["name_en"]
        for code in listed(row["within"]):
            outer = boxes[code]
            assert outer[0] <= west <= east <= outer[2], row["name_en"]
            assert outer[1] <= south <= north <= outer[3], row["name_en"]
