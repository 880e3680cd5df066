"""The program that reads a PDF file in a process of its own; started by `pdf_text`, never imported.

python -I pdf_child.py FILE PAGES SECONDS PATIENCE MEMORY OUTPUT

Writes a JSON string a page and, last, an object with the outcome. Where that line is missing, the
process died: of its limits, or because it cannot work at all (UNABLE). It stands alone: it starts
in a tenth of a second and imports nothing of ours.
"""

import errno
import json
import os
import resource
import signal
import sys
from typing import Any

UNABLE = 3  # the exit code where it is no fault of the file


def limit(seconds: int, patience: int, memory: int, output: int) -> None:
    """No more than this, whatever the file does; the kernel sees to it, even if the parent dies."""
    os.nice(10)
    signal.alarm(patience)
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def say(value: Any) -> None:
    os.write(1, json.dumps(value).encode() + b"\n")


def page_text(document: Any, number: int) -> str | None:
    """None for a page that is broken, while others may not be."""
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
        try:
            words = page.get_textpage()
            try:
                return str(words.get_text_range())
            finally:
                words.close()
        finally:
            page.close()
    except PdfiumError:
        return None


def read(path: str, most_pages: int) -> str:
    """Say every page; return the outcome, by its name in `pdf_text.Outcome`."""
    import pypdfium2
    from pypdfium2 import PdfiumError, raw

    try:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
    except PdfiumError as problem:
        asks = problem.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        return "encrypted" if asks else "malformed"
    if pages > most_pages:
        return "too-large"
    texts = 0
    for number in range(pages):
        text = page_text(document, number)
        texts += text is not None
        say(text or "")
    return "read" if texts else "malformed"


def main() -> None:
    path, pages, *limits = sys.argv[1], *map(int, sys.argv[2:])
    limit(*limits)
    try:
        import pypdfium2  # noqa: F401

        with open(path, "rb"):
            pass
    except (ImportError, OSError) as problem:
        print(problem, file=sys.stderr)
        sys.exit(UNABLE)
    try:
        outcome = read(path, pages)
    except MemoryError:
        outcome = "too-costly"
    except OSError as problem:
        if problem.errno != errno.EFBIG:
            raise
        return  # more text than there may be: nothing more can be said
    say({"outcome": outcome})


if __name__ == "__main__":
    main()
