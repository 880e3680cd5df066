"""How a text file was written down: found by reading all of it once, not by its first lines."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .cells import STRAY
from .table import Refusal, TableProblem

CHUNK = 1 << 20
SAMPLE = 1 << 16
ENOUGH = 20_000  # letters beyond ASCII that settle which of two alphabets it is


@dataclass(frozen=True)
class Writing:
    """encoding and errors as `open` takes them; whether the file has an odd number of quotes."""

    encoding: str
    errors: str
    odd_quotes: bool


def find_writing(path: Path, encoding: str | None = None) -> Writing:
    """The writing of a text file, or TableProblem NUL_BYTES. LookupError: no such encoding.

    UTF-8 and UTF-16 are certain. Where single bytes were written, Windows or Macintosh is a
    guess by which reads more like Welsh or English. A UTF-8 file with stray Windows letters is
    read as both, each such letter marked with STRAY.
    """
    chosen = encoding or _by_mark(path)
    errors = "replace" if encoding else "strict"
    if chosen is None:
        chosen, errors = _by_content(path)
    quotes = 0
    for text in _decoded(path, chosen, errors):
        if "\0" in text:
            row = _row_of_nul(_decoded(path, chosen, errors))
            raise TableProblem(Refusal.NUL_BYTES, row=row)
        quotes += text.count('"')
    return Writing(chosen, errors, quotes % 2 == 1)


def _row_of_nul(texts: Iterator[str]) -> int:
    """The row of the first NUL, as a spreadsheet counts: a line's end within quotes ends none."""
    feeds = returns = 0
    within = False
    for text in texts:
        before, nul, _ = text.partition("\0")
        for place, part in enumerate(before.split('"')):
            within ^= place > 0
            if not within:
                feeds, returns = feeds + part.count("\n"), returns + part.count("\r")
        if nul:
            break
    return 1 + max(feeds, returns)  # an old Macintosh wrote returns alone


def _by_mark(path: Path) -> str | None:
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    if sample.startswith(codecs.BOM_UTF8):
        # Only a mark that the rest bears out: some programs put it before anything.
        return "utf-8-sig" if _is_valid(path, "utf-8") else None
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _if_valid(path, "utf-16")
    # UTF-16 without its mark: every other byte of Latin letters is NUL, always the same other.
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if odd > len(sample) / 5 and not even:
        return _if_valid(path, "utf-16-le")
    if even > len(sample) / 5 and not odd:
        return _if_valid(path, "utf-16-be")
    return None


def _if_valid(path: Path, encoding: str) -> str:
    if not _is_valid(path, encoding):
        raise TableProblem(Refusal.DAMAGED, encoding)
    return encoding


def _is_valid(path: Path, encoding: str) -> bool:
    try:
        for _ in _decoded(path, encoding, "strict"):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _decoded(path: Path, encoding: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _by_content(path: Path) -> tuple[str, str]:
    if _is_valid(path, "utf-8"):
        return "utf-8", "strict"
    sound = strange = 0
    letters = bytearray()
    with path.open("rb") as file:
        for line in file:
            if line.isascii():
                continue
            for match in SEQUENCE.finditer(line):
                if EXPECTED.fullmatch(match.group().decode("utf-8", "replace")):
                    sound += 1
                else:
                    strange += 1
            if len(letters) < ENOUGH * 8:
                letters += line
    if sound > strange:
        return "utf-8", WINDOWS_WITHIN
    data = bytes(letters)
    windows, macintosh = data.decode("cp1252", "replace"), data.decode("mac_roman")
    return ("cp1252" if _likeness(windows) >= _likeness(macintosh) else "mac_roman"), "replace"


# What a letter of UTF-8 looks like, and those that a spreadsheet from here may have: Latin letters,
# Welsh ones with them, and the signs of print. Two letters of another alphabet can look like one
# of UTF-8 by chance, but hardly ever like one of these.
SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
EXPECTED = re.compile(r"[\u00a0-\u017f\u1e80-\u1ef9\u2010-\u203a\u20ac\u2122]")

WINDOWS_WITHIN = "cydfap-windows-within"


def _read_as_windows(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeDecodeError):
        raise problem
    stray = problem.object[problem.start : problem.end].decode("cp1252", "replace")
    return "".join(f"{STRAY}{letter}" for letter in stray), problem.end


codecs.register_error(WINDOWS_WITHIN, _read_as_windows)

BEYOND_ASCII = re.compile(r"(?<=([a-z]))?[^\x00-\x7f]")
SMALL = "âêîôûéèëïöüáíóúàìòùäçñ"
WEIGHTS = (
    dict.fromkeys("’âêîôû", 4)
    | dict.fromkeys("éèëïöüáíóúàìòùäçñ‘“”–—£\u00a0", 3)
    | dict.fromkeys("…€•·°½©®™", 1)
    | dict.fromkeys(SMALL.upper(), 2)
)
CAPITALS = frozenset(SMALL.upper())


def _likeness(text: str) -> int:
    """How much the letters beyond ASCII look as if they belong where they are."""
    total = 0
    for match in BEYOND_ASCII.finditer(text):
        letter = match.group()
        if letter in CAPITALS and match.group(1):
            total -= 3  # a capital after a small letter
        else:
            total += WEIGHTS.get(letter, -3)
    return total
