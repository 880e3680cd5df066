"""Text that was saved as UTF-8, read as Windows’ or Latin-1’s letters and saved again: CaffÃ©."""

import codecs
import re

LATIN_1 = "cydfap-latin-1"


def _as_latin_1(problem: UnicodeError) -> tuple[bytes, int]:
    """For bytes that mean nothing in cp1252, and for all that Latin-1 reads as control signs."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    return problem.object[problem.start : problem.end].encode("latin-1"), problem.end


codecs.register_error(LATIN_1, _as_latin_1)

# As what the second byte of a letter was read, by either, after the first of those expected here.
FOLLOWING = bytes(range(0x80, 0xC0))
SECOND = FOLLOWING.decode("cp1252", "ignore") + FOLLOWING.decode("latin-1")
PAIR = re.compile(f"[Â-Åáâ][{re.escape(SECOND)}]")
# A capital before a quotation mark or a dash (CÔR’R) can look like one letter of another alphabet:
# only Latin letters and signs of print are believed, but those that Ä with such a mark would be.
UNEXPECTED = re.compile(
    r"[^\x00-\x7f\u00a0-\u0110\u0118-\u017f\u1e80-\u1ef9\u2010-\u203a\u20ac\u2122]"
)


def undoubled(text: str) -> str:
    """What the whole text was before that happened to it; "" where it did not."""
    if text.isascii() or not PAIR.search(text):
        return ""
    try:
        was = text.encode("cp1252", LATIN_1).decode("utf-8")
    except UnicodeError:
        return ""
    return "" if UNEXPECTED.search(was) else was
