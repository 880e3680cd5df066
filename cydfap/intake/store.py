"""What an import keeps on the disk: the file as it came, its plan, how far it has got.

<CYDFAP_DATA>/imports/<folder>/   file.csv  progress.json
<CYDFAP_DATA>/imports/<folder>/<plan>/   headings.json  plan.arrow  absent.arrow

The names are the row's. Each is written whole before a transaction names it; what a killed process
left unnamed, `sweep` takes away.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from cydfap.directory.turns import is_at_work
from cydfap.lib import sweeping

from .enums import Outcome, State
from .models import Import, new_name
from .plan import CODES, OUTCOMES, Plan
from .planning import Progress
from .problems import Problem

PLAN = "plan-"
# No file is on its way to the disk, and no plan to its row, for as long as this.
SPARED_SECONDS = 6 * 3600.0


def imports() -> Path:
    place: Path = settings.DATA / "imports"
    return place


def folder(imported: Import) -> Path:
    """All that is kept of an import; that somewhere has a file in it before a row names it."""
    return imports() / imported.folder


def plan_folder(imported: Import) -> Path:
    """The plan that the row speaks of."""
    return folder(imported) / imported.plan


def keep_file(imported: Import, path: Path) -> Path:
    """Copy a file into the import's folder, safe on disk; OSError (a full disk) leaves nothing."""
    place = folder(imported)
    place.mkdir(parents=True, exist_ok=True)
    target = place / f"file{path.suffix.lower()[:8]}"
    try:
        with path.open("rb") as source:
            replace(target, lambda file: shutil.copyfileobj(source, file, 1 << 20))
    except OSError:
        remove(imported)
        raise
    return target


def file_of(imported: Import) -> Path | None:
    return next(iter(folder(imported).glob("file*")), None)


def let_file_go(imported: Import) -> None:
    """What was imported is in the directory; the file may hold more than anybody needs to keep."""
    if (path := file_of(imported)) is not None:
        with suppress(OSError):
            path.unlink()


def remove(imported: Import) -> None:
    sweeping.remove(folder(imported))


def replace(target: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write a file whole and safe on disk, or not at all."""
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def say_progress(imported: Import, phase: str, percent: int) -> None:
    """How far it is, for the page that waits; a disk too full to say so stops nothing."""
    target = folder(imported) / "progress.json"
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        part.write_text(json.dumps({"phase": phase, "percent": percent}))
        part.replace(target)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def progress(imported: Import) -> dict[str, Any]:
    """`phase` (reading, writing, undoing) and `percent` of it; "" and 0 while nobody is at work,
    whatever a killed worker said last.
    """
    with suppress(OSError, ValueError):
        told: dict[str, Any] = json.loads((folder(imported) / "progress.json").read_bytes())
        if is_at_work():
            return told
    return {"phase": "", "percent": 0}


def saying(imported: Import) -> Progress:
    """Progress written to the import's folder, a percent at a time."""
    last = "", -1

    def say(phase: str, percent: int) -> None:
        nonlocal last
        if (phase, percent) != last:
            last = phase, percent
            say_progress(imported, phase, percent)

    return say


def sweep() -> list[str]:
    """Take away what no row names: files and plans that were on their way when a process died, and
    the files of what has long been imported.
    """
    known = {each.folder: each for each in Import.objects.only("folder", "plan", "state")}
    removed = sweeping.sweep(imports(), kept=known, older_than=SPARED_SECONDS)
    for name, imported in known.items():
        # With the row as it was: what was planned meanwhile is too young to be swept.
        plans = {"", imported.plan}
        gone = sweeping.sweep(
            imports() / name, f"{PLAN}*", kept=plans, older_than=SPARED_SECONDS
        ) + sweeping.sweep(imports() / name, ".*", older_than=SPARED_SECONDS)
        removed += [f"{name}/{each}" for each in gone]
        if imported.state in (State.APPLIED, State.UNDONE):
            let_file_go(imported)
    return removed


SCHEMA = pa.schema(
    [("row", pa.int32()), ("outcome", pa.int8()), ("name", pa.string()), ("about", pa.string())]
)
ABSENT = pa.schema([("id", pa.string()), ("name", pa.string())])


@contextmanager
def new_plan(imported: Import) -> Iterator[Path]:
    """A folder for a plan, to be named by the row; gone again where what follows fails."""
    place = folder(imported) / f"{PLAN}{new_name()}"
    place.mkdir(parents=True)
    try:
        yield place
    except BaseException:
        sweeping.remove(place)
        raise


def write_plan(place: Path, plan: Plan) -> None:
    """One record a row: its outcome, its name, and as JSON its problems, changes and likenesses."""
    about: dict[int, dict[str, Any]] = {}
    for problem in plan.problems:
        about.setdefault(problem.row, {}).setdefault("problems", []).append(problem.as_record())
    for change in plan.changes:
        record = about.setdefault(change.row, {})
        record["id"] = change.public_id
        record["changes"] = {n: [plain(change.old[n]), plain(new)] for n, new in change.new.items()}
    for likely in plan.duplicates:
        about.setdefault(likely.row, {})["like"] = [likely.of, likely.name, likely.why]
    texts = [json.dumps(about[row]) if row in about else "" for row in plan.numbers]
    outcomes = pa.array(list(plan.outcomes), pa.int8())
    rows = pa.table([plan.numbers, outcomes, plan.names, texts], schema=SCHEMA)
    keep_table(place / "plan.arrow", rows)
    lacking = [[each[at] for each in plan.absent] for at in (0, 1)]
    keep_table(place / "absent.arrow", pa.table(lacking, schema=ABSENT))
    heading = [problem.as_record() for problem in plan.problems if problem.row <= 1]
    write_headings(place, plan.headings, problems=heading, layers=plan.new_layers())


def write_headings(place: Path, headings: list[str], **more: Any) -> None:
    told = json.dumps({"headings": headings, **more}).encode()
    replace(place / "headings.json", lambda file: file.write(told))


def keep_table(path: Path, table: pa.Table) -> None:
    def write(file: IO[bytes]) -> None:
        with pa.ipc.new_file(file, table.schema) as sink:
            sink.write_table(table, max_chunksize=65_536)

    replace(path, write)


def drop_plan(imported: Import, name: str) -> None:
    """Take away a plan that the row no longer names."""
    if name and name != imported.plan:
        sweeping.remove(folder(imported) / name)


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, int | float | str) else str(value)


def rows(
    imported: Import, outcome: str, start: int, count: int
) -> tuple[int, list[dict[str, Any]]]:
    """How many rows have the outcome ("" any, "problem": with something to see), and some of
    them.
    """
    with opened(imported, "plan") as table:
        if outcome == "problem":
            table = table.filter(pc.match_substring(table["about"], '"problems"'))
        elif outcome:
            table = table.filter(pc.equal(table["outcome"], CODES[Outcome(outcome)]))
        number, some = table.num_rows, table.slice(start, count).to_pylist()
    for row in some:
        row["outcome"] = OUTCOMES[row["outcome"]]
        row["about"] = json.loads(row["about"]) if row["about"] else {}
        row["problems"] = [Problem(**record) for record in row["about"].get("problems", [])]
    return number, some


def absent(imported: Import, start: int, count: int) -> tuple[int, list[dict[str, str]]]:
    """How many entries a complete file lacked, and the `id` and `name` of some of them."""
    with opened(imported, "absent") as table:
        return table.num_rows, table.slice(start, count).to_pylist()


@contextmanager
def opened(imported: Import, name: str) -> Iterator[pa.Table]:
    """A table of the plan; an empty one where there is none, or another plan took its place."""
    try:
        source = pa.memory_map(str(plan_folder(imported) / f"{name}.arrow"))
    except FileNotFoundError:
        yield {"plan": SCHEMA, "absent": ABSENT}[name].empty_table()
        return
    with source:
        yield pa.ipc.open_file(source).read_all()


def headings(imported: Import) -> list[str]:
    """The file's headings, as they were when it was planned; empty if it never was."""
    return list(of_headings(imported).get("headings", []))


def file_problems(imported: Import) -> list[Problem]:
    """What was wrong with the headings."""
    return [Problem(**record) for record in of_headings(imported).get("problems", [])]


def new_layers(imported: Import) -> list[str]:
    """The layers that the plan would make."""
    return list(of_headings(imported).get("layers", []))


def of_headings(imported: Import) -> dict[str, Any]:
    try:
        path = plan_folder(imported) / "headings.json"
        told: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return told
