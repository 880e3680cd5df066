import datetime
import random
import struct
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.tables import NoteCode, Refusal, Row, TableProblem, cells_within, read_table
from tests.lib.spreadsheets import change_member, ods_sheet, write_ods, write_xlsx

TABLE = [["Enw", "Name"], ["Tŷ’r Ŵyl", "x\ny"], ["", ""], ["Caffi", ""]]
READ = [Row(2, ["Tŷ’r Ŵyl", "x\ny"]), Row(4, ["Caffi", ""])]

# What XML can hold; xlsxwriter takes strings for what they look like.
CELLS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=8).filter(
    lambda text: (
        not text.startswith(("=", "'", "+", "-", "@", "{", "http", "ftp", "mail", "int", "ext"))
    )
)


def refusal(path, detail=""):
    with pytest.raises(TableProblem) as problem:
        list(read_table(path).rows)
    assert detail in problem.value.detail
    return problem.value.code


def test_an_xlsx_sheet_is_a_table(tmp_path):
    table = read_table(write_xlsx(tmp_path / "t.xlsx", TABLE))
    assert (table.headings, list(table.rows), table.notes) == (TABLE[0], READ, [])


def test_an_ods_sheet_is_a_table(tmp_path):
    sheet = ods_sheet([row if row[0] != "Tŷ’r Ŵyl" else [row[0], "x y"] for row in TABLE])
    table = read_table(write_ods(tmp_path / "t.ods", sheet))
    assert table.headings == TABLE[0]
    assert list(table.rows) == [Row(2, ["Tŷ’r Ŵyl", "x y"]), Row(4, ["Caffi", ""])]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_any_text_in_an_xlsx_sheet_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "any.xlsx"
    table = read_table(write_xlsx(path, [["a", "b", "c"], *rows]))
    assert list(table.rows) == [
        Row(number, row) for number, row in enumerate(rows, start=2) if any(row)
    ]


def test_values_are_read_as_a_person_would_type_them(tmp_path):
    values = [
        5.0,
        -3.25,
        0.1 + 0.2,
        447911123456,
        True,
        datetime.date(2014, 10, 5),
        datetime.datetime(2014, 10, 5, 9, 30),
        "007",
        "",
    ]
    path = write_xlsx(tmp_path / "t.xlsx", [[*"abcdefghi"], values])
    assert next(read_table(path).rows).cells == [
        "5",
        "-3.25",
        "0.3",
        "447911123456",
        "TRUE",
        "2014-10-05",
        "2014-10-05T09:30:00",
        "007",
        "",
    ]


def test_values_of_an_ods_sheet_too(tmp_path):
    values = [
        ('date" office:date-value="2014-10-05', "2014-10-05"),
        ('date" office:date-value="2014-10-05T00:00:00', "2014-10-05"),
        ('date" office:date-value="2014-10-05T09:30:00', "2014-10-05T09:30:00"),
        ('float" office:value="3.50', "3.5"),
        ('boolean" office:boolean-value="true', "TRUE"),
        ('time" office:time-value="PT10H30M00S', "10:30:00"),
    ]
    cells = "".join(f'<table:table-cell office:value-type="{kind}"/>' for kind, _ in values)
    sheet = ods_sheet([["a", "b", "c", "d", "e", "f"]]).replace(
        "</table:table>", f"<table:table-row>{cells}</table:table-row></table:table>"
    )
    table = read_table(write_ods(tmp_path / "t.ods", sheet))
    assert next(table.rows).cells == [typed for _, typed in values]


def test_hours_and_times_of_day_are_read_as_the_sheet_shows_them(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        clock, hours = ({"num_format": shown} for shown in ("hh:mm", "[h]:mm:ss"))
        sheet.write_datetime(1, 0, datetime.time(9, 30), workbook.add_format(clock))
        sheet.write_number(1, 1, 1.5, workbook.add_format(hours))
    assert next(read_table(tmp_path / "t.xlsx").rows).cells == ["09:30:00", "36:00:00"]


def test_rows_are_numbered_as_the_sheet_shows_them(tmp_path):
    path = write_xlsx(
        tmp_path / "t.xlsx", [[], ["", "Our members"], ["", "a", "b"], [], ["", 1, 2]]
    )
    table = read_table(path)
    assert (table.headings, list(table.rows)) == (["a", "b"], [Row(5, ["1", "2"])])
    assert table.notes == [(NoteCode.TITLE_ROW, 2, "", "Our members")]


def test_a_formula_comes_as_its_last_result_and_text_like_one_as_text(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_string(1, 1, "=cmd|' /C calc'!A0")
    table = read_table(tmp_path / "t.xlsx")
    assert next(table.rows).cells == ["2", "=cmd|' /C calc'!A0"]
    assert [note.code for note in table.notes] == [NoteCode.FORMULA]


def test_the_first_sheet_with_rows_is_read_and_others_are_named(tmp_path):
    path = write_xlsx(tmp_path / "t.xlsx", [], TABLE, [["x"]], [])
    table = read_table(path)
    assert list(table.rows) == READ
    assert table.notes == [(NoteCode.OTHER_SHEETS, 0, "", "Sheet3")]


def test_hidden_sheets_are_passed_over(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as workbook:
        hidden, shown = workbook.add_worksheet(), workbook.add_worksheet()
        hidden.write_row(0, 0, ["secret", "list"])
        shown.write_row(0, 0, ["a", "b"])
        hidden.hide()
        shown.activate()
    table = read_table(tmp_path / "t.xlsx")
    assert (table.headings, table.notes) == (["a", "b"], [])


def test_a_workbook_without_rows_is_empty(tmp_path):
    assert refusal(write_xlsx(tmp_path / "t.xlsx", [])) == Refusal.EMPTY
    assert refusal(write_ods(tmp_path / "t.ods", ods_sheet([]))) == Refusal.EMPTY


def zeros(path, name, megabytes):
    return change_member(path, name, lambda content: content + bytes(megabytes * 1_000_000))


def test_a_file_that_unpacks_to_far_too_much_is_refused(tmp_path):
    path = zeros(write_xlsx(tmp_path / "t.xlsx", TABLE), "xl/media/a.png", 501)
    assert path.stat().st_size < 1_000_000
    assert refusal(path, "bytes unpacked") == Refusal.BOMB


def test_a_file_that_is_packed_too_well_is_refused(tmp_path):
    path = zeros(write_xlsx(tmp_path / "t.xlsx", TABLE), "a", 30)
    assert refusal(path, "times as large") == Refusal.BOMB


def test_a_directory_that_lies_about_a_size_is_found_out(tmp_path):
    path = zeros(write_xlsx(tmp_path / "t.xlsx", TABLE), "a", 30)
    size = struct.pack("<I", 30_000_000)
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<I", 300_000)))
    assert refusal(path) == Refusal.DAMAGED


def test_a_file_of_thousands_of_members_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "t.xlsx", TABLE)
    with zipfile.ZipFile(path, "a") as package:
        for number in range(5000):
            package.writestr(f"a{number}", b"")
    assert refusal(path, "members") == Refusal.BOMB


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/elsewhere.bin"])
def test_a_cell_at_the_end_of_the_world_is_refused(tmp_path, member):
    far = b'<row r="1048576"><c\n r = "XFD1048576" t="n"><v>1</v></c></row>'
    path = change_member(write_xlsx(tmp_path / "t.xlsx", TABLE), member, lambda old: old + far)
    assert refusal(path, "16384 columns by 1048576 rows") == Refusal.BOMB


def far_sheets(tmp_path, number):
    """Sheets of two columns and, each far off, one cell more: (10, 16384)."""
    path = write_xlsx(tmp_path / "t.xlsx", *[TABLE] * number)
    far = b'<row r="10"><c r="XFD10" t="n"><v>1</v></c></row></sheetData>'
    for sheet in range(1, number + 1):
        member = f"xl/worksheets/sheet{sheet}.xml"
        change_member(path, member, lambda old: old.replace(b"</sheetData>", far))
    return path


def test_the_cells_of_a_workbook_are_those_up_to_its_last_ones(tmp_path):
    assert cells_within(write_xlsx(tmp_path / "a.xlsx", TABLE)) == 2 * 4
    assert cells_within(far_sheets(tmp_path, 3)) == 3 * 10 * 16384
    two = ods_sheet(TABLE) + ods_sheet(TABLE[:1], "b")
    assert cells_within(write_ods(tmp_path / "t.ods", two)) == 2 * 4 + 2
    (tmp_path / "t.csv").write_text("Enw,Name")
    assert cells_within(tmp_path / "t.csv") == 0


def test_many_vast_sheets_are_one_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr("cydfap.lib.tables.workbook_check.MAX_CELLS", 400_000)
    assert list(read_table(far_sheets(tmp_path, 2)).rows)
    assert refusal(far_sheets(tmp_path, 3), "491520 cells") == Refusal.BOMB


def test_a_cell_repeated_over_the_whole_ods_sheet_is_refused(tmp_path):
    row = (
        '<table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )
    sheet = f'<table:table table:name="a">{row}</table:table>'
    path = write_ods(tmp_path / "t.ods", sheet)
    assert refusal(path, "16384 columns by 1048576 rows") == Refusal.BOMB


def test_the_empty_rest_of_an_ods_sheet_is_no_bomb(tmp_path):
    rest = (
        '<table:table-row table:number-rows-repeated="1048572">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    sheet = ods_sheet(TABLE[:1] + TABLE[3:]).replace("</table:table>", rest)
    table = read_table(write_ods(tmp_path / "t.ods", sheet))
    assert list(table.rows) == [Row(2, ["Caffi", ""])]


def test_entities_within_entities_are_refused(tmp_path):
    path = write_ods(tmp_path / "t.ods", ods_sheet(TABLE))
    doctype = b'?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>'
    change_member(path, "content.xml", lambda old: old.replace(b"?>", doctype, 1))
    assert refusal(path) == Refusal.BOMB


def test_a_file_with_a_password_is_refused(tmp_path):
    marked = write_ods(tmp_path / "t.ods", ods_sheet(TABLE), manifest="<manifest:encryption-data/>")
    assert refusal(marked) == Refusal.ENCRYPTED
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    protected = tmp_path / "t.xlsx"
    protected.write_bytes(container + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    assert refusal(protected) == Refusal.ENCRYPTED
    protected.write_bytes(container)
    assert refusal(protected) == Refusal.OLD_EXCEL


def test_other_zip_files_are_no_tables(tmp_path):
    path = tmp_path / "t.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert refusal(path) == Refusal.NOT_A_TABLE
    letter = write_ods(tmp_path / "t.odt", "", kind="application/vnd.oasis.opendocument.text")
    assert refusal(letter) == Refusal.NOT_A_TABLE


@pytest.mark.parametrize("make", ["xlsx", "ods"])
def test_damaged_workbooks_are_refused_or_read_but_never_break(tmp_path, make):
    path = tmp_path / f"t.{make}"
    if make == "xlsx":
        write_xlsx(path, TABLE)
    else:
        write_ods(path, ods_sheet(TABLE))
    whole = path.read_bytes()
    chance = random.Random(1)
    codes = set()
    for _ in range(150):
        broken = bytearray(whole[: chance.choice([len(whole), chance.randrange(5, len(whole))])])
        broken[chance.randrange(4, len(broken))] ^= 1 << chance.randrange(8)
        path.write_bytes(broken)
        try:
            list(read_table(path).rows)
        except TableProblem as problem:
            codes.add(problem.code)
    assert Refusal.DAMAGED in codes


@pytest.mark.parametrize("make", ["xlsx", "ods"])
def test_broken_xml_within_a_sound_zip_never_breaks(tmp_path, make):
    path, member = tmp_path / f"t.{make}", "content.xml"
    if make == "xlsx":
        write_xlsx(path, TABLE)
        member = "xl/worksheets/sheet1.xml"
    else:
        write_ods(path, ods_sheet(TABLE))
    whole = path.read_bytes()
    chance = random.Random(2)
    for _ in range(100):
        path.write_bytes(whole)
        at, bit = chance.random(), 1 << chance.randrange(7)
        change_member(path, member, lambda old, at=at, bit=bit: flipped(old, at, bit))
        try:
            list(read_table(path).rows)
        except TableProblem:
            continue


def flipped(content, at, bit):
    place = int(at * len(content))
    return content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]
