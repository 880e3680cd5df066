"""The text of a PDF file, page by page, however broken or hostile the file is.

PDFium reads it in a process of its own with limits that the kernel keeps: what kills that process
costs the caller nothing but the text.
"""

import json
import re
import signal
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from .welsh.language import guess

CHILD = Path(__file__).with_name("pdf_child.py")
MEGABYTE = 1_000_000
# Of the clock against seconds of the processor: other work on the machine is no fault of the file.
PATIENCE = 4
UNABLE = 3  # the child's exit code where it is no fault of the file


class Outcome(StrEnum):
    READ = "read"
    NO_TEXT = "no-text"  # pictures of pages: a scan that nobody put through OCR
    ENCRYPTED = "encrypted"  # cannot be opened without its password
    MALFORMED = "malformed"  # no PDF, or too broken to be read
    TOO_LARGE = "too-large"  # the file, or the number of its pages; not opened further
    TOO_COSTLY = "too-costly"  # takes more time, memory or text than a report can need


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. `seconds` are the processor's; of the clock it may be four times as
    many.
    """

    size: int = 200 * MEGABYTE
    pages: int = 3000
    seconds: int = 60
    memory: int = 1000 * MEGABYTE
    text: int = 50 * MEGABYTE


class Page(NamedTuple):
    """number counts from 1, as readers do. lang is "en", "cy", or None where it cannot be told."""

    number: int
    text: str
    lang: str | None


class Extract(NamedTuple):
    """pages: every page of a file that was READ, those without text too; what there was until it
    stopped, if it was TOO_COSTLY; else none.
    """

    outcome: Outcome
    pages: list[Page]


def extract(path: Path, limits: Limits | None = None) -> Extract:
    """Read a file. Never raises for what is in it; OSError where it cannot be opened or read.

    Holds up its caller for at most `seconds` × 4 and a moment.
    """
    limits = limits or Limits()
    if path.stat().st_size > limits.size:
        return Extract(Outcome.TOO_LARGE, [])
    with TemporaryFile() as output, TemporaryFile() as complaint:
        ended = _run(path, limits, output, complaint)
        output.seek(0)
        texts, outcome = _said(output)
        if ended == UNABLE:
            complaint.seek(0)
            raise OSError(complaint.read().decode(errors="replace").strip())
    if outcome is None:
        outcome = _cause_of_death(ended)
    if outcome not in (Outcome.READ, Outcome.TOO_COSTLY):
        return Extract(outcome, [])
    pages = [
        Page(number, text, guess(text)) for number, text in enumerate(map(tidy, texts), start=1)
    ]
    if outcome is Outcome.READ and not any(page.text for page in pages):
        return Extract(Outcome.NO_TEXT, [])
    return Extract(outcome, pages)


def _run(path: Path, limits: Limits, output: IO[bytes], complaint: IO[bytes]) -> int | None:
    """The exit code of the child; None if it had to be killed from here."""
    patience = limits.seconds * PATIENCE
    most = [limits.pages, limits.seconds, patience, limits.memory, limits.text]
    command = [sys.executable, "-I", "-B", str(CHILD), str(path.absolute()), *map(str, most)]
    try:
        # Our own interpreter and file; the path is one argument, no shell sees it.
        child = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=complaint,
            timeout=patience + 5,
            env={},
        )
    except subprocess.TimeoutExpired:
        return None
    return child.returncode


def _said(output: IO[bytes]) -> tuple[list[str], Outcome | None]:
    """The pages' raw texts, and the outcome if the child lived to tell it."""
    texts: list[str] = []
    for line in output:
        try:
            said = json.loads(line)
        except ValueError:
            break  # cut off in the middle
        if isinstance(said, dict):
            return texts, Outcome(said["outcome"])
        texts.append(said)
    return texts, None


# PDFium crashes (SEGV, BUS, FPE), and its Python part raises, on what it does not understand. All
# else is a limit: it gives up (ABRT, TRAP, ILL) when it gets no more memory.
CRASHES = (1, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGFPE)


def _cause_of_death(ended: int | None) -> Outcome:
    return Outcome.MALFORMED if ended in CRASHES else Outcome.TOO_COSTLY


# PDFium's marks for a hyphen that only ends the line; the soft hyphen is other programs' mark.
LINE_END_HYPHEN = re.compile("[\x02\ufffe\u00ad]\\s*")
LINES = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n]+")
AROUND_LINES = re.compile(r" ?\n[ \n]*")
# Control characters, and private ones, which are a font's own signs: bullets mostly.
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff]")
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


def tidy(text: str) -> str:
    """As people would type it: words whole again that a line's end or a ligature had parted,
    accents on their letters, one space and one line break at a time.
    """
    text = LINE_END_HYPHEN.sub("", LINES.sub("\n", text)).translate(LIGATURES)
    text = NOT_TEXT.sub(" ", unicodedata.normalize("NFC", text))
    return AROUND_LINES.sub("\n", SPACES.sub(" ", text)).strip()
