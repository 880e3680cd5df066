"""Files as people really have them: a clear message, and nothing half-done."""

import csv
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from cydfap.directory.models import Entry
from cydfap.intake.models import Import
from cydfap.intake.problems import Refused
from tests.lib.spreadsheets import ods_sheet, write_ods

from .conftest import bring, codes, command, outcomes, planned

pytestmark = pytest.mark.django_db


def written(tmp_path: Path, content: bytes, name: str = "forum.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as caught:
        planned(path)
    assert not Import.objects.exists()
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_that_spreadsheets_write_is_read(tmp_path, encoding):
    path = written(tmp_path, "enw,tref\r\nCaffi Môr,Llandudno\r\n".encode(encoding))
    bring(path, lang="cy")
    assert Entry.objects.get().name_cy == "Caffi Môr"


def test_letters_that_an_encoding_lost_are_told_by_row_and_column(tmp_path):
    path = written(tmp_path, b"name,town\nD?r Cymru,Nelson\nT? Gwyn,Llandudno\n")
    told = codes(planned(path))
    assert {(2, "name", "note-lost-letter"), (3, "name", "note-lost-letter")} <= set(told)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Is it “Caffi’r Tŷ”?"), ("cy", "Ai “Caffi’r Tŷ” ydyw?")]
)
def test_letters_that_were_saved_twice_are_told_with_what_they_were_and_kept(tmp_path, lang, said):
    spoilt = "Caffi’r Tŷ".encode().decode("cp1252")
    path = written(tmp_path, f"name,town\n{spoilt},Nelson\nTŷ Gwyn,Llandudno\n".encode())
    plan = planned(path)
    assert [told for told in codes(plan) if told[2].startswith("note-")] == [
        (2, "name", "note-doubled")
    ]
    (told,) = (problem for problem in plan.problems if problem.code == "note-doubled")
    with override(lang):
        assert said in told.message()
    assert plan.names == [spoilt, "Tŷ Gwyn"]


def test_semicolons_and_line_feeds_inside_quoted_cells_are_read(tmp_path):
    path = written(tmp_path, b'name;address\r\nOld Oak;"1 High Street\nCarmarthen"\r\nCwmpas;x\r\n')
    plan = planned(path)
    assert outcomes(plan) == ["add", "add"]
    assert plan.adds[0]["address"][0] == "1 High Street\nCarmarthen"
    assert plan.numbers == [2, 3], "rows are counted as a spreadsheet counts them"


def test_dates_as_people_write_them(sheet):
    plan = planned(
        sheet({"name": "A", "opened": "11/8/1863"}, {"name": "B", "opened": "31/2/2019"})
    )
    assert plan.adds[0]["opened"] == ["1863-08-11", ""]
    assert codes(plan) == [(3, "opened", "bad-date")]


def test_a_formula_is_text_and_a_number_and_a_phone_are_themselves(sheet):
    plan = planned(
        sheet(
            {
                "name": "=cmd|' /C calc'!A0",
                "phone": "+44 29 2000 0000",
                "lat": "51.48",
                "lon": "-3.18",
            }
        )
    )
    assert codes(plan) == [(2, "name", "note-formula")]
    assert plan.adds[0]["phone"] == ["+44 29 2000 0000"]
    assert plan.adds[0]["lon"] == [-3.18]


def test_nul_bytes_refuse_the_file(tmp_path):
    message = refusal(written(tmp_path, b"name,town\nOld\x00Oak,Llandudno\n"))
    assert "NUL bytes (row 2)" in message


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b"name\x00,town\n", 1),
        (b"name,town\r\nOak,Nefyn\r\nOld\x00Oak,Nefyn\r\n", 3),
        (b'name,town\n"Old\nOak",Nefyn\nElm\x00,Nefyn\n', 3),
        (b"name,town\rOak,Nefyn\rElm\x00,Nefyn\r", 3),
        (b"name,town\n" + b"Oak,Nefyn\n" * 200_000 + b"\x00", 200_002),
    ],
)
def test_a_nul_byte_is_told_by_its_row(tmp_path, content, row):
    assert f"(row {row})" in refusal(written(tmp_path, content))


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_a_cell_longer_than_any_text_is_told_by_its_row(tmp_path, quote):
    content = b"name,town\nOld Oak,Nefyn\n" + quote + b"x" * 200_000 + b",Nefyn\n"
    assert "A cell of row 3 " in refusal(written(tmp_path, content))


DAMAGED = {
    "en": "The file is damaged. Save it again as CSV, XLSX or ODS.",
    "cy": "Mae’r ffeil wedi’i difrodi. Cadwch hi eto fel CSV, XLSX neu ODS.",
}
VAST = {
    "en": "The file is small outside and vast inside. It was not opened. Save it again as CSV.",
    "cy": "Mae’r ffeil yn fach o’r tu allan ond yn enfawr o’r tu mewn. Nis agorwyd. "
    "Cadwch hi eto fel CSV.",
}
WIDE = {
    "en": "The file has more columns (2001) than can be read. Leave some out.",
    "cy": "Mae mwy o golofnau yn y ffeil (2001) nag y gellir eu darllen. Gadewch rai allan.",
}


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_a_file_that_cannot_be_read_is_told_without_a_programmers_words(tmp_path, lang):
    repeated = ods_sheet([["name"], ["Oak"]]).replace("-row>", '-row table:number-%s="%s">', 1)
    with override(lang):
        assert refusal(written(tmp_path, b"PK\x03\x04" + b"x" * 99, "a.xlsx")) == DAMAGED[lang]
        sheet = repeated % ("rows-repeated", "abc")
        assert refusal(write_ods(tmp_path / "a.ods", sheet)) == DAMAGED[lang]
        sheet = repeated % ("rows-repeated", "999999999")
        assert refusal(write_ods(tmp_path / "a.ods", sheet)) == VAST[lang]
        assert refusal(written(tmp_path, b"name," * 2000 + b"town\nOak\n")) == WIDE[lang]


@pytest.mark.parametrize(
    ("lang", "lost", "closed"),
    [
        ("en", "There is no file {}.", "The file {} cannot be read."),
        ("cy", "Nid oes ffeil o’r enw {}.", "Ni ellir darllen y ffeil {}."),
    ],
)
def test_a_path_without_a_file_is_told_in_the_readers_language(tmp_path, lang, lost, closed):
    for path, message in ((tmp_path / "lost.csv", lost), (tmp_path, closed)):
        with pytest.raises(CommandError) as caught:
            call_command("import", str(path), "--lang", lang)
        assert str(caught.value) == message.format(path)


def test_an_empty_file_and_one_without_rows_are_refused(tmp_path):
    assert "empty" in refusal(written(tmp_path, b""))
    assert "no rows" in refusal(written(tmp_path, b"name,town\n"))


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path, settings):
    settings.IMPORT_LIMIT_BYTES = 1_000_000
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(b"name\n")
        file.truncate(1_000_001)
    assert "too large" in refusal(path)


def test_a_workbook_that_is_a_bomb_is_refused_unopened(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        with file.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(600):
                sheet.write(b"\0" * 1_000_000)
    refusal(path)


def test_markup_in_a_name_stays_as_it_was_typed(sheet):
    bring(sheet({"name": "<b>Old</b> Oak <script>alert(1)</script>"}))
    assert Entry.objects.get().name_en == "<b>Old</b> Oak <script>alert(1)</script>"


def test_a_name_too_long_is_refused_with_the_limit(sheet):
    plan = planned(sheet({"name": "Old Oak"}, {"name": "x" * 251}))
    assert outcomes(plan) == ["add", "refuse"]
    assert "250" in plan.problems[0].message()


def test_bad_addresses_are_left_out_and_told(sheet):
    plan = planned(sheet({"name": "A", "website": "see Facebook", "email": "n/a", "phone": "ask"}))
    assert [code for _, _, code in codes(plan)] == ["bad-website", "bad-email", "bad-phone"]
    assert plan.adds[0]["website"] == [""]


def test_a_web_address_without_its_beginning_gets_it(sheet):
    plan = planned(sheet({"name": "A", "website": "www.old-oak.example/tai"}))
    assert plan.adds[0]["website"] == ["https://www.old-oak.example/tai"]


def test_an_unknown_privacy_refuses_its_row_for_it_may_be_a_home(sheet):
    plan = planned(sheet({"name": "A", "privacy": "only friends"}))
    assert outcomes(plan) == ["refuse"]


def test_the_reader_is_told_in_welsh(sheet):
    plan = planned(sheet({"name": "A", "opened": "soon"}, {"name": "", "opened": ""}))
    english = [problem.message() for problem in plan.problems]
    with override("cy"):
        welsh = [problem.message() for problem in plan.problems]
    assert len(welsh) == len(english)
    assert all(a != b for a, b in zip(english, welsh, strict=True))


def test_a_refused_file_is_told_as_json_and_nothing_else(tmp_path, capsys):
    path = written(tmp_path, b"town\nNefyn\n")
    with pytest.raises(SystemExit) as left:
        command(str(path))
    assert left.value.code == 1


def test_rows_are_the_sum_of_the_five(tmp_path):
    path = tmp_path / "many.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([["cuk_id", "name"], ["R1", "A"], ["R1", "B"], ["R2", ""], ["R3", "C"]])
    told = command(str(path), "--plan")
    assert told["rows"] == 4
    assert told["rows"] == sum(
        told[each] for each in ("add", "change", "same", "duplicate", "refuse")
    )
    assert set(told["problems"][0]) == {"row", "column", "message"}
    assert not Entry.objects.exists()
