"""Reports are read whole; what is no report is said to be none, and nothing else happens."""

import os
import random
import signal
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.lib.pdf_text import Extract, Limits, Outcome, Page, extract, tidy
from tests.lib import pdf_files
from tests.lib.pdf_files import MEGABYTE, deflated

WELSH = "Mae'r gofalwyr yng Nghaerdydd yn berchen ar eu cydweithfa. Tŷ’r Ŵyl, ŷd a dŵr."
ENGLISH = "The carers of Cardiff own their co-operative, and this is the report of what they said."


@pytest.fixture
def folder(tmp_path_factory):
    """One for all tests: the typeface is made once."""
    return tmp_path_factory.getbasetemp()


@pytest.fixture(scope="module")
def long_report(tmp_path_factory):
    paragraphs = [WELSH, ENGLISH] * 4
    pages = ["\n".join([f"Tudalen {number}", *paragraphs]) for number in range(1, 301)]
    return pdf_files.written(tmp_path_factory.getbasetemp(), pages, "long.pdf")


def test_a_page_has_its_number_its_text_and_its_language(folder):
    read = extract(pdf_files.written(folder, [WELSH, ENGLISH, "1, 2, 3"]))
    assert read.outcome is Outcome.READ
    assert read.pages == [Page(1, WELSH, "cy"), Page(2, ENGLISH, "en"), Page(3, "1, 2, 3", None)]


def test_a_report_of_300_pages_is_read_to_its_end(long_report):
    read = extract(long_report)
    assert read.outcome is Outcome.READ
    assert [page.number for page in read.pages] == list(range(1, 301))
    assert all(page.text.startswith(f"Tudalen {page.number}\n") for page in read.pages)
    assert read.pages[-1].text.count("ŷd a dŵr") == 4


def test_a_file_that_wants_a_password_says_so(folder):
    locked = pdf_files.written(
        folder, [WELSH], "locked.pdf", owner_password="Nia", user_password="Siân"
    )
    assert extract(locked) == Extract(Outcome.ENCRYPTED, [])


def test_a_file_that_only_forbids_changes_is_read(folder):
    guarded = pdf_files.written(folder, [WELSH], "guarded.pdf", owner_password="Nia")
    assert extract(guarded).pages == [Page(1, WELSH, "cy")]


def test_a_scan_says_that_it_has_no_text(folder):
    assert extract(pdf_files.scanned(folder)) == Extract(Outcome.NO_TEXT, [])


@pytest.mark.parametrize("size", [0, 1, 5000])
def test_what_is_no_pdf_is_malformed(tmp_path, size):
    path = tmp_path / "noise.pdf"
    path.write_bytes(b"%PDF-1.7\n"[:size] + random.Random(size).randbytes(size))
    assert extract(path) == Extract(Outcome.MALFORMED, [])


@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_off_gives_what_is_left_or_says_that_it_is_broken(long_report, tmp_path, part):
    whole = long_report.read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole[: int(len(whole) * part)])
    read = extract(path)
    assert read.outcome in (Outcome.READ, Outcome.NO_TEXT, Outcome.MALFORMED)
    assert len(read.pages) <= 300


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_harms_nobody(folder, tmp_path, seed):
    dice = random.Random(seed)
    damaged = bytearray(pdf_files.written(folder, [WELSH, ENGLISH]).read_bytes())
    for _ in range(60):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    path = tmp_path / "damaged.pdf"
    path.write_bytes(damaged)
    assert extract(path).outcome in set(Outcome)


def test_a_file_of_half_a_gigabyte_is_not_opened(tmp_path):
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(500_000_000)  # nothing of it is on the disk
    assert extract(path) == Extract(Outcome.TOO_LARGE, [])


def test_so_is_one_with_more_pages_than_anybody_reads(long_report):
    assert extract(long_report, Limits(pages=299)) == Extract(Outcome.TOO_LARGE, [])
    assert extract(long_report, Limits(pages=300)).outcome is Outcome.READ


@pytest.mark.parametrize("piece", [b" ", b"BT /F1 9 Tf (bwm) Tj ET "], ids=["spaces", "text"])
def test_two_gigabytes_in_two_megabytes_take_no_more_memory_than_is_allowed(folder, piece):
    packed = deflated(piece * (MEGABYTE // len(piece)), 2048)
    assert len(packed) < 10 * MEGABYTE
    assert extract(pdf_files.with_content(folder, packed)).outcome is Outcome.TOO_COSTLY


@pytest.fixture
def endless(folder):
    """Seconds of work, and at the end too much memory: two million pieces of text in one place."""
    return pdf_files.with_content(folder, deflated(b"BT /F1 9 Tf (a) Tj ET " * 50_000, 40))


def test_a_file_that_takes_too_long_is_stopped(endless):
    assert extract(endless, Limits(seconds=1)).outcome is Outcome.TOO_COSTLY


def test_what_was_read_before_it_was_stopped_is_kept(long_report):
    read = extract(long_report, Limits(text=100_000))
    assert read.outcome is Outcome.TOO_COSTLY
    assert 0 < len(read.pages) < 300
    assert read.pages[0].text.startswith("Tudalen 1\n")


def test_a_reader_killed_from_outside_takes_nobody_with_it(endless):
    found: list[Extract] = []
    caller = threading.Thread(target=lambda: found.append(extract(endless)))
    caller.start()
    children = Path(f"/proc/{os.getpid()}/task/{caller.native_id}/children")
    while not (pids := children.read_text().split()):
        assert caller.is_alive()
    os.kill(int(pids[0]), signal.SIGKILL)
    caller.join()
    assert found == [Extract(Outcome.TOO_COSTLY, [])]


def test_a_file_that_is_not_there_is_the_callers_mistake(tmp_path):
    with pytest.raises(FileNotFoundError):
        extract(tmp_path / "nowhere.pdf")
    with pytest.raises(OSError, match="directory"):
        extract(tmp_path)


@pytest.mark.parametrize(
    ("raw", "tidied"),
    [
        ("cydweith\ufffe\r\nredol", "cydweithredol"),
        ("cydweith\u00ad\nredol", "cydweithredol"),
        ("cyd-\r\nweithredol", "cyd-\nweithredol"),
        ("w\u0302yl y\u0302d", "ŵyl ŷd"),
        ("oﬃce ﬁrst", "office first"),
        ("\uf0b7 un \r\n\r\n \uf0b7 dau\x00", "un\ndau"),
        ("a\u00a0b \t c", "a b c"),
    ],
)
def test_text_is_as_people_would_type_it(raw, tidied):
    assert tidy(raw) == tidied


@given(st.text())
def test_tidying_what_is_tidy_changes_nothing(text):
    once = tidy(text)
    assert tidy(once) == once
    assert "  " not in once
