"""An XLSX file holds each text once and names it in its cells by number: the reader gives every
cell a copy, so that a long one makes a small file vast.
"""

import re
from collections import Counter
from collections.abc import Iterable

from .table import Refusal, TableProblem

MEMBER = "xl/sharedstrings.xml"  # in small letters, as the reader compares
MAX_COPIED = 500_000_000  # bytes
TEXT = re.compile(rb"<(?:[^\s<>/]{1,40}:)?si[\s/>]")
LONGEST_TAG = 64
NUMBER = re.compile(rb"v(?:\s[^<>]*)?>\s*\+?0*([0-9]{1,9})\s*<")
# Written so that it takes a parser to read it, as no spreadsheet does: it may be any text.
HIDDEN = re.compile(rb"v(?:\s[^<>]*)?>[^<]*(?:&|<[!?])")


class SharedTexts:
    """Texts by their number, as long as they are at most, with all that belongs to them."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        starts, read, kept = [], 0, b""
        for piece in pieces:
            text = kept + piece
            whole = max(0, len(text) - LONGEST_TAG)
            starts += [read + at for at in starts_in(text) if at < whole]
            read, kept = read + whole, text[whole:]
        starts += [read + at for at in starts_in(kept)]
        ends = [*starts[1:], read + len(kept)]
        self.lengths = [end - start for start, end in zip(starts, ends, strict=True)]
        self.longest = max(self.lengths, default=0)
        self.copied = 0

    def check(self, pieces: Iterable[bytes], values: int) -> None:
        """TableProblem where the cells of a sheet, with the sheets before it, ask for too much.
        `values` is how many it has, or more.
        """
        most = values * self.longest
        if self.copied + most > MAX_COPIED:
            most = self.asked_for(pieces)
        self.copied += most
        if self.copied > MAX_COPIED:
            raise TableProblem(Refusal.BOMB, f"{self.copied} bytes of shared texts")

    def asked_for(self, pieces: Iterable[bytes]) -> int:
        """In bytes, by the cells of a sheet."""
        named, hidden = Counter[bytes](), 0
        for text in pieces:
            named.update(NUMBER.findall(text))
            hidden += len(HIDDEN.findall(text))
        known = ((int(number), times) for number, times in named.items())
        lengths = self.lengths
        plain = sum(lengths[number] * times for number, times in known if number < len(lengths))
        return plain + hidden * self.longest


def starts_in(text: bytes) -> list[int]:
    return [found.start() for found in TEXT.finditer(text)]
