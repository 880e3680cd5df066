"""What the tests of intake share: a sheet to write, a plan to look at, an import to make."""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from cydfap.directory import turns
from cydfap.intake import actions
from cydfap.intake.models import Import
from cydfap.intake.plan import OUTCOMES, Plan
from cydfap.intake.planning import make_plan

Rows = list[dict[str, str]]
WriteSheet = Callable[..., Path]


@pytest.fixture
def mair():
    """Mair is the forum's secretary."""
    return get_user_model().objects.create_superuser("mair", "mair@example.org", "x")


@pytest.fixture
def sheet(tmp_path: Path) -> WriteSheet:
    """Write rows as a CSV file with all their headings."""

    def write(*rows: dict[str, str], name: str = "forum.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(dict.fromkeys(chain(*rows))))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@contextmanager
def another_at_work() -> Iterator[None]:
    """Somebody in another process has the turn to write."""
    with turns.lock_file().open("w") as file:
        flock(file, LOCK_EX)
        yield


def planned(path: Path, **options: Any) -> Plan:
    planner, _ = make_plan(path=path, imported=Import(name=path.name, **options))
    return planner.plan


def bring(path: Path, *, by: Any = None, **options: Any) -> Import:
    """Import a file at once."""
    imported = Import(name=path.name, **options)
    planner, _ = make_plan(path=path, imported=imported)
    return actions.bring_in(path=path, imported=imported, planner=planner, by=by)


def outcomes(plan: Plan) -> list[str]:
    return [OUTCOMES[code].value for code in plan.outcomes]


def codes(plan: Plan) -> list[tuple[int, str, str]]:
    """(row, column, code) of everything to see."""
    return [(problem.row, problem.column, problem.code) for problem in plan.problems]


def command(*words: str) -> dict[str, Any]:
    """What `import --json` prints."""
    out = StringIO()
    call_command("import", *words, "--json", stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told
