import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cydfap.lib.tables import NoteCode, Refusal, Row, TableProblem, read_table
from tests.lib.spreadsheets import csv_bytes, write_csv

HEADINGS = ["Enw", "Name", "Cod post"]
TAI = ["Tŷ’r Ŵyl", "House of the fête, “Llŷn”", "LL53 5AA"]
CAFFI = ["Caffi'r Bont", "Bridge café; tea | cake", "CF10 5NB"]
TABLE = [HEADINGS, TAI, CAFFI]

UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
DELIMITERS = [",", ";", "\t", "|"]
LINE_ENDS = ["\r\n", "\n", "\r"]

# Any letter that both a spreadsheet cell and UTF-8 can hold, but those with a meaning of their own
# here: NUL is refused, \ufdd0 is no letter, and an apostrophe may guard a formula.
LETTERS = st.characters(exclude_characters="\0\ufdd0'", exclude_categories=["Cs"])
CELLS = st.text(LETTERS, max_size=12)
WORDS = st.text("abcdefghijklmnopqrstuvwxyzŵŷâ", min_size=1, max_size=8)


@st.composite
def tables(draw, cells=CELLS, words=WORDS):
    width = draw(st.integers(1, 5))
    headings = draw(st.lists(words, min_size=width, max_size=width, unique=True))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6))
    return [headings, *rows]


def filled(table):
    """Rows as they should be read: numbered from the headings on, without the blank ones."""
    return [
        Row(number, row)
        for number, row in enumerate(table[1:], start=2)
        if any(map(str.strip, row))
    ]


def assume_told(table, delimiter):
    """One column has no delimiter to tell it by; then it is taken for a comma."""
    assume(len(table[0]) > 1 or delimiter == ",")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("tables") / "table.csv"


@given(tables(), st.sampled_from(UNICODE), st.sampled_from(DELIMITERS), st.sampled_from(LINE_ENDS))
def test_any_table_is_read_back_as_it_was_written(path, table, encoding, delimiter, line_end):
    # UTF-16 without its mark is told by its Latin letters.
    assume(encoding not in ("utf-16-le", "utf-16-be") or csv_bytes(table).isascii())
    assume_told(table, delimiter)
    write_csv(path, table, encoding, delimiter, line_end)
    read = read_table(path)
    assert read.headings == table[0]
    assert list(read.rows) == filled(table)
    assert read.delimiter == delimiter


# Single bytes have to be guessed, by letters such as people here write.
WESTERN = st.text("abcdefghijklmnopqrstuvwxyz ,;.ôâêîûéè’£\n", min_size=1, max_size=20)
WESTERN_WORDS = st.text("abcdefghijklmnopqrstuvwxyzâ", min_size=1, max_size=8)


@given(
    tables(WESTERN, WESTERN_WORDS),
    st.sampled_from(["cp1252", "mac_roman"]),
    st.sampled_from(DELIMITERS),
)
def test_windows_and_macintosh_tables_are_read_back_too(path, table, encoding, delimiter):
    assume_told(table, delimiter)
    write_csv(path, table, encoding, delimiter)
    read = read_table(path)
    assert [read.headings, *(row.cells for row in read.rows)] == [
        table[0],
        *(row.cells for row in filled(table)),
    ]


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_every_encoding_and_delimiter_that_spreadsheets_write(path, encoding, delimiter):
    table = read_table(write_csv(path, TABLE, encoding, delimiter))
    assert (table.headings, table.delimiter) == (HEADINGS, delimiter)
    assert list(table.rows) == [Row(2, TAI), Row(3, CAFFI)]
    assert table.encoding == encoding
    assert table.notes == []


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize(
    "text",
    [
        "Café’r Môr",
        "Cydweithfa Tŷ Pâr".replace("ŷ", "î"),
        "Women’s Centre – £5",
        "Siôn’s",
        "“Noëlle” École",
        "Gŵyl yr Ŵy".replace("ŵ", "û").replace("Ŵ", "Ô"),
    ],
)
def test_windows_and_macintosh_letters_are_told_apart(path, encoding, text):
    table = read_table(write_csv(path, [["Enw", "Nodyn"], [text, "x"]], encoding))
    assert next(table.rows).cells == [text, "x"]
    assert table.encoding == encoding


def test_a_chosen_encoding_and_delimiter_overrule_the_guess(path):
    write_csv(path, [["Enw;x", "y"], ["È;1", "2"]], "mac_roman", ",")
    table = read_table(path, encoding="mac_roman", delimiter=";")
    assert (table.headings, next(table.rows).cells) == (["Enw", "x,y"], ["È", "1,2"])


def test_line_feeds_in_quoted_cells_do_not_break_rows(path):
    path.write_bytes(b'a,b\r\n"1 High Street\nLlandeilo",x\r\n"2\r\n3",y\r\n')
    assert list(read_table(path).rows) == [
        Row(2, ["1 High Street\nLlandeilo", "x"]),
        Row(3, ["2\r\n3", "y"]),
    ]


def test_blank_rows_count_but_are_not_rows(path):
    path.write_bytes(b"a,b\r\n\r\n1,2\r\n,\r\n , \r\n3,4\r\n")
    assert list(read_table(path).rows) == [Row(3, ["1", "2"]), Row(6, ["3", "4"])]


def test_short_rows_are_filled_up_and_long_ones_noted(path):
    path.write_bytes(b"a,b\r\n1\r\n1,2,,\r\n1,2,,4\r\n")
    table = read_table(path)
    assert [row.cells for row in table.rows] == [["1", ""], ["1", "2"], ["1", "2", "", "4"]]
    assert table.notes == [(NoteCode.EXTRA_CELLS, 4, "", "4")]


def test_excels_own_hint_of_the_delimiter_is_followed(path):
    path.write_bytes(b"sep=|\r\na;b|c,d\r\n1|2\r\n")
    table = read_table(path)
    assert (table.headings, table.delimiter) == (["a;b", "c,d"], "|")
    assert list(table.rows) == [Row(2, ["1", "2"])]


def test_a_title_above_the_headings_is_passed_over(path):
    path.write_bytes(b"Our members 2024,,\r\n,,\r\nName,Town,\r\nTai Clyd,Bala,\r\n")
    table = read_table(path)
    assert table.headings == ["Name", "Town"]
    assert list(table.rows) == [Row(4, ["Tai Clyd", "Bala"])]
    assert table.notes == [(NoteCode.TITLE_ROW, 1, "", "Our members 2024")]


def test_headings_alone_are_a_table_without_rows(path):
    path.write_bytes(b"Name,Town\r\n")
    assert list(read_table(path).rows) == []


def test_two_headings_alike_are_noted(path):
    path.write_bytes(b"Name,Name,,\r\n1,2,,\r\n")
    assert read_table(path).notes == [(NoteCode.DUPLICATE_HEADING, 1, "Name", "Name")]


def test_letters_that_windows_lost_are_noted_with_row_and_column(path):
    rows = [["T? Coch", "Gwyl"], ["Caf\ufffd", "Pam?"], ["G?yl", "https://a.cymru/?id=3"]]
    table = read_table(write_csv(path, [["Enw", "Arall"], *rows]))
    assert [row.cells for row in table.rows] == rows
    assert table.notes == [
        (NoteCode.LOST_LETTER, 2, "Enw", "T? Coch"),
        (NoteCode.LOST_LETTER, 3, "Enw", "Caf\ufffd"),
        (NoteCode.LOST_LETTER, 4, "Enw", "G?yl"),
    ]


def test_windows_letters_within_a_utf_8_file_are_read_and_noted(path):
    good = "Enw,Tref\r\nTŷ Bach,Y Bala\r\nCaffi’r Bont,Llŷn\r\n".encode()
    path.write_bytes(good + "Caffi Môr,Rhôs\r\n".encode("cp1252"))
    table = read_table(path)
    assert [row.cells for row in table.rows] == [
        ["Tŷ Bach", "Y Bala"],
        ["Caffi’r Bont", "Llŷn"],
        ["Caffi Môr", "Rhôs"],
    ]
    assert table.notes == [
        (NoteCode.MIXED_ENCODING, 4, "Enw", "Caffi Môr"),
        (NoteCode.MIXED_ENCODING, 4, "Tref", "Rhôs"),
    ]


def test_letters_that_were_saved_twice_are_noted_with_what_they_were(path):
    rows = [
        ["LlanfairpwllÃ¢n", "Å´yn"],
        ["CaffÃ© – T? Coch", "Caffé Ŵyn"],
        ["CÔR’R PENTRE", "â\x80\x99r"],
        ["CaffÃ© Ŵyn", "Ã"],
    ]
    table = read_table(write_csv(path, [["Enw", "Arall"], *rows]))
    assert [row.cells for row in table.rows] == rows
    assert table.notes == [
        (NoteCode.DOUBLED, 2, "Enw", "Llanfairpwllân"),
        (NoteCode.DOUBLED, 2, "Arall", "Ŵyn"),
        (NoteCode.LOST_LETTER, 3, "Enw", "CaffÃ© – T? Coch"),
        (NoteCode.DOUBLED, 4, "Arall", "’r"),
    ]


def test_headings_are_read_with_the_same_care(path):
    good = "Enw’r tŷ,Tŷ bach,".encode()
    path.write_bytes(good + "Rhôs\r\n1,2,3\r\n".encode("cp1252"))
    table = read_table(path)
    assert table.headings == ["Enw’r tŷ", "Tŷ bach", "Rhôs"]
    assert table.notes == [(NoteCode.MIXED_ENCODING, 1, "", "Rhôs")]


def test_of_many_notes_of_a_kind_a_thousand_are_kept(path):
    path.write_bytes(b"a,b\r\n" + b"T? Coch,1\r\n" * 1200)
    table = read_table(path)
    assert (len(list(table.rows)), len(table.notes)) == (1200, 1000)


@pytest.mark.parametrize(
    ("content", "code", "detail"),
    [
        (b"", Refusal.EMPTY, ""),
        (b" \r\n\r\n", Refusal.EMPTY, ""),
        (b"\xef\xbb\xbf", Refusal.EMPTY, ""),
        (b",,\r\n,,\r\n", Refusal.EMPTY, ""),
        (b"a,b\r\n1,\x002\r\n", Refusal.NUL_BYTES, ""),
        ("a,b\r\n1,\x002\r\n".encode("utf-16"), Refusal.NUL_BYTES, ""),
        (b"%PDF-1.7 ...", Refusal.NOT_A_TABLE, "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", Refusal.NOT_A_TABLE, "PNG"),
        (b"\n<!DOCTYPE html><table>", Refusal.NOT_A_TABLE, "XML or HTML"),
        (b'{"a": 1}', Refusal.NOT_A_TABLE, "JSON"),
        (b",".join([b"a"] * 2001), Refusal.TOO_WIDE, "2001"),
        (b"\xff\xfea\x00,\x00b", Refusal.DAMAGED, "utf-16"),
    ],
)
def test_what_is_no_table_is_refused(path, content, code, detail):
    path.write_bytes(content)
    with pytest.raises(TableProblem) as problem:
        read_table(path)
    assert (problem.value.code, problem.value.detail) == (code, detail)


def test_a_file_beyond_the_limit_is_refused_unread(path):
    path.write_bytes(b"a,b\r\n1,2\r\n")
    assert list(read_table(path, limit=10).rows)
    with pytest.raises(TableProblem) as problem:
        read_table(path, limit=9)
    assert (problem.value.code, problem.value.detail) == (Refusal.TOO_LARGE, "10")


def test_a_quote_that_nobody_closes_is_refused_with_its_row(path):
    path.write_bytes(b'a,b\r\n1,2\r\n"3,4\r\n5,6\r\n')
    with pytest.raises(TableProblem) as problem:
        list(read_table(path).rows)
    assert (problem.value.code, problem.value.row) == (Refusal.UNCLOSED_QUOTE, 3)


def test_an_inch_mark_is_no_quote(path):
    path.write_bytes(b'a,b\r\n5" pipe,1\r\nx,y\r\n')
    assert list(read_table(path).rows) == [Row(2, ['5" pipe', "1"]), Row(3, ["x", "y"])]


def test_a_cell_without_end_is_refused(path):
    path.write_bytes(b'a,b\r\n"' + b"x" * 200_000 + b'",1\r\n')
    with pytest.raises(TableProblem) as problem:
        list(read_table(path).rows)
    assert (problem.value.code, problem.value.row) == (Refusal.CELL_TOO_LONG, 2)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_they_are_read_or_refused(path, content):
    path.write_bytes(content)
    try:
        table = read_table(path)
        rows = list(table.rows)
    except TableProblem:
        return
    assert all(len(row.cells) >= len(table.headings) for row in rows)


@pytest.mark.parametrize(
    ("file", "rows", "columns"),
    [
        ("coops-uk-2017-06-organisations.csv", 8371, 26),
        ("coops-uk-2017-06-outlets.csv", 6291, 9),
        ("workers-coop-standard-Q2-2023-postcodes.csv", 7387, 30),
    ],
)
def test_real_registers_are_read_to_the_last_row(shared, file, rows, columns):
    table = read_table(shared / "data/coops" / file)
    read = list(table.rows)
    assert (len(read), read[-1].number, len(table.headings)) == (rows, rows + 1, columns)
    assert {len(row.cells) for row in read} == {columns}
    # None of these has letters that were saved twice; a name of the next test's file has.
    assert {note.code for note in table.notes} <= {NoteCode.LOST_LETTER}


def test_a_real_list_of_health_boards_has_one_name_that_was_saved_twice(shared):
    table = read_table(shared / "data/boundaries/wales-lhb-names-2019-04.csv")
    assert len(list(table.rows)) == 7
    assert table.notes == [
        (NoteCode.DOUBLED, 6, "LHB19NMW", "Bwrdd Iechyd Prifysgol Caerdydd a’r Fro")
    ]


def test_the_real_register_shows_where_its_letters_were_lost(shared):
    table = read_table(shared / "data/coops/coops-uk-2017-06-organisations.csv")
    for _ in table.rows:
        pass
    lost = {note.detail for note in table.notes}
    assert {"Film Caf\ufffd Co-op", "EH10\ufffd7DX"} <= lost
    assert len(table.notes) == 11
