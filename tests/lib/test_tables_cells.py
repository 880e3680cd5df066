import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.tables import NoteCode, guarded, read_table, unguarded
from tests.lib.spreadsheets import write_csv

HARMFUL = [
    "=cmd|' /C calc'!A0",
    "=1+1",
    '=HYPERLINK("http://a.example","x")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
]
HARMLESS = ["-3.5", "+44 29 2000 0000", "+44 (0)1970 123456", "-3", "-1e-5", "+1 555 ext. 3", "a=b"]


@pytest.mark.parametrize("formula", HARMFUL)
def test_a_formula_stays_text_and_is_noted(tmp_path, formula):
    table = read_table(write_csv(tmp_path / "t.csv", [["a", "b"], ["x", formula]]))
    assert next(table.rows).cells == ["x", formula]
    assert table.notes == [(NoteCode.FORMULA, 2, "b", formula)]


@pytest.mark.parametrize("text", [*HARMLESS, "- a point", "@cydfap", "+"])
def test_numbers_and_telephone_numbers_are_no_formulas(tmp_path, text):
    table = read_table(write_csv(tmp_path / "t.csv", [["a", "b"], ["x", text]]))
    assert next(table.rows).cells == ["x", text]
    assert table.notes == []


@pytest.mark.parametrize("text", [*HARMFUL, "@cydfap", "- a point", "\tx", "\r=1"])
def test_what_a_spreadsheet_might_run_gets_an_apostrophe(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", [*HARMLESS, "", "Tŷ", "'", "'quoted'"])
def test_what_it_would_not_run_stays_as_it_is(text):
    assert guarded(text) == text


@given(st.text("'=+-@\t\r 1.(ax|", max_size=8))
def test_guarding_can_be_undone(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "@", "\t", "\r"))


@given(st.lists(st.text("'=+-@ 1.(ax|", min_size=1, max_size=8).filter(str.strip), min_size=1))
def test_guarded_cells_are_read_back_without_their_guards(tmp_path_factory, texts):
    path = tmp_path_factory.getbasetemp() / "guarded.csv"
    write_csv(path, [["a", "b"], *([guarded(text), "x"] for text in texts)])
    assert [row.cells[0] for row in read_table(path).rows] == texts
