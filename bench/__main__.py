"""script/bench: measure, print one table."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

PIECES = (
    *("tiles", "search", "boxes", "release", "imports", "browser"),
    *("change", "pages", "texts", "letters"),
)
SIZES = "1k,10k,100k,1M"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of entries, by default {SIZES}")
    parser.add_argument("--only", default=",".join(PIECES), help=f"some of {', '.join(PIECES)}")
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path("var/bench"),
        help="where entries and releases are kept for the next run (by default var/bench)",
    )
    return parser.parse_args()


def main() -> None:
    given = arguments()
    # Servers are stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("script/bench was told to stop."))
    folder = given.folder.resolve()
    os.environ["CYDFAP_DATA"] = str(folder / "own")
    os.environ["CYDFAP_DATABASE"] = ""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cydfap.settings")
    import django

    django.setup()
    from .course import run
    from .table import counted

    run(folder, [counted(size) for size in given.sizes.split(",")], given.only.split(","))


if __name__ == "__main__":
    main()
