"""Small workbooks that would be vast once they are opened, and what looks like one and is none."""

import pytest

from cydfap.lib.tables import Refusal, TableProblem, cells_within, read_table
from tests.lib.spreadsheets import change_member, ods_cell, ods_sheet, write_ods, write_xlsx

TABLE = [["Enw", "Name"], ["Tŷ’r Ŵyl", "x\ny"], ["", ""], ["Caffi", ""]]


def refusal(path, detail=""):
    with pytest.raises(TableProblem) as problem:
        list(read_table(path).rows)
    assert detail in problem.value.detail
    return problem.value.code


@pytest.mark.parametrize(
    "far",
    [
        '<row r="2"><c r="ZZZZZZZ2"><v>1</v></c></row>',
        '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        '<row r="2"><c s="1"r="ZZZZ2"><v>1</v></c></row>',
        '<row r="2"><c r\n=\n"zzzzzzz2"><v>1</v></c></row>',
        '<row r="2"><c r="A1048577"><v>1</v></c></row>',
        '<row r="2"><c r="A2000000000"><v>1</v></c></row>',
        '<row r="2"><c r="A00000000002000000000"><v>1</v></c></row>',
        f'<row r="2"><c r="{"A" * 100_000}2"><v>1</v></c></row>',
        f'<row r="2"><c {" " * 1_500_000}r{" " * 1_500_000}="ZZZZ2"><v>1</v></c></row>',
        '<row r="2000000000"><c><v>1</v></c></row>',
        '<row r="A2000000000"><c><v>1</v></c></row>',
    ],
)
def test_a_cell_that_no_sheet_can_have_is_refused(tmp_path, far):
    path = write_xlsx(tmp_path / "t.xlsx", TABLE)
    end = b"</sheetData>"
    member = "xl/worksheets/sheet1.xml"
    change_member(path, member, lambda old: old.replace(end, far.encode() + end))
    assert refusal(path, "a cell beyond XFD1048576") == Refusal.BOMB


def test_an_extent_that_no_sheet_can_have_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "t.xlsx", TABLE)
    vast = b'<dimension ref="A1:ZZZZZZ2000000000"'
    member = "xl/worksheets/sheet1.xml"
    change_member(path, member, lambda old: old.replace(b'<dimension ref="A1:B4"', vast))
    assert refusal(path, "a cell beyond XFD1048576") == Refusal.BOMB


def unplaced(tmp_path, rows):
    """A sheet whose cells and rows do not say where they are."""
    path, member = write_xlsx(tmp_path / "t.xlsx", []), "xl/worksheets/sheet1.xml"
    sheet = f"<sheetData>{rows}</sheetData>".encode()
    return change_member(path, member, lambda old: old.replace(b"<sheetData/>", sheet))


def test_cells_that_do_not_say_where_they_are_follow_one_another(tmp_path):
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row>" * 400
    path = unplaced(tmp_path, rows + '<row r="410"><c r="D410"><v>3</v></c><c><v>4</v></c></row>')
    assert len(list(read_table(path).rows)) == 400
    assert cells_within(path) == 5 * 410


@pytest.mark.parametrize(
    "row",
    [
        "<row><c><v>1</v></c></row>" * 2000,
        '<row r="2000"><c><v>1</v></c></row>',
        '<row><c r="A2000"><v>1</v></c></row>',
    ],
)
# The last is no place: it stands in another attribute.
@pytest.mark.parametrize("cell", ["<c><v>1</v></c>", "<x:c/>", """<c s=" r='A1'"/>"""])
def test_cells_that_do_not_say_where_they_are_can_be_a_bomb(tmp_path, row, cell):
    path = unplaced(tmp_path, f"<row>{cell * 16384}</row>{row}".replace("<x:c/>", "<c/>"))
    assert refusal(path, "16384 columns by") == Refusal.BOMB


def test_a_workbook_of_two_kinds_is_not_opened(tmp_path):
    path = write_xlsx(tmp_path / "t.xlsx", TABLE)
    change_member(path, "Content.xml", lambda _: b"<a/>")
    assert refusal(path) == Refusal.NOT_A_TABLE


def ods_of_one_cell(tmp_path, cell, rows=1):
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    sheet = ods_sheet(TABLE[:1]).replace("</table:table>", f"{row}</table:table>")
    return write_ods(tmp_path / "t.ods", sheet)


def test_spaces_that_are_only_counted_can_be_a_bomb(tmp_path):
    cell = ods_cell("zz").replace("zz", 'a<text:s text:c="%s"/><text:s/>b')
    path = ods_of_one_cell(tmp_path, cell % 2)
    assert [row.cells for row in read_table(path).rows] == [["a   b", ""]]
    path = ods_of_one_cell(tmp_path, cell % 999_999_999)
    assert refusal(path, "letters that are not in the file") == Refusal.BOMB
    path = ods_of_one_cell(tmp_path, (cell % 2).replace("<text:s/>", '<text:s text:c="9"/>' * 9))
    assert list(read_table(path).rows)


def test_a_long_text_repeated_can_be_a_bomb(tmp_path):
    path = ods_of_one_cell(tmp_path, ods_cell("x" * 10_000), rows=10_000)
    assert refusal(path, "letters that are not in the file") == Refusal.BOMB


def test_a_table_within_a_cell_cannot_hide_what_its_row_repeats(tmp_path):
    inner = f"<table:table-row>{ods_cell('y')}</table:table-row>"
    cell = ods_cell("x").replace("<text:p>", f"{inner}<text:p>")
    assert refusal(ods_of_one_cell(tmp_path, cell, rows=1_000_000_000)) == Refusal.BOMB


@pytest.mark.parametrize("number", ["-5", "abc"])
def test_rows_repeated_as_no_spreadsheet_writes_are_damage(tmp_path, number):
    path = ods_of_one_cell(tmp_path, ods_cell("x"), rows=number)
    assert refusal(path) == Refusal.DAMAGED


LONG = 1_000_000


def with_a_long_text(tmp_path, value, cells):
    """A text of a million letters, and a sheet that asks for it so often."""
    path = write_xlsx(tmp_path / "t.xlsx", [["Enw"], ["Caffi"]])
    texts = f"<si><t>Enw</t></si><si><t>{'a' * (LONG - 40)}</t></si><si/><si><t>b</t></si>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s">{value}</c></row>' for n in range(1, cells + 1))
    parts = {
        "xl/sharedStrings.xml": f'<sst count="4">{texts}</sst>',
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
    }
    for member, part in parts.items():
        change_member(path, member, lambda _old, part=part: part.encode())
    return path


@pytest.mark.parametrize(
    "value",
    [
        "<v>1</v>",
        "<v> 01 </v>",
        "<v\n>+1</v>",
        "<x:v>1</x:v>",
        "<v>&#49;</v>",
        "<v><![CDATA[1]]></v>",
        "<v><!-- -->1</v>",
    ],
)
def test_a_long_text_that_many_cells_name_can_be_a_bomb(tmp_path, value):
    assert refusal(with_a_long_text(tmp_path, value, 520), "shared texts") == Refusal.BOMB


def test_many_cells_may_name_short_texts_beside_a_long_one(tmp_path):
    path = with_a_long_text(tmp_path, "<v>3</v>", 520)
    assert {row.cells[0] for row in read_table(path).rows} == {"b"}
