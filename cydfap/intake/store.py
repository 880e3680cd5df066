"""What an import keeps on the disk: the file as it came, its plan, how far it has got.

<CYDFAP_DATA>/imports/<number>/   file.csv  headings.json  plan.arrow  absent.arrow  progress.json
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN, flock
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from .enums import Outcome
from .plan import CODES, OUTCOMES, Plan
from .planning import Progress
from .problems import Problem


def folder(number: int) -> Path:
    place: Path = settings.DATA / "imports" / str(number)
    return place


def keep_file(number: int, path: Path) -> Path:
    """Copy a file into the import's folder; OSError (a full disk) leaves nothing behind."""
    place = folder(number)
    place.mkdir(parents=True, exist_ok=True)
    target = place / f"file{path.suffix.lower()[:8]}"
    try:
        shutil.copyfile(path, target)
    except OSError:
        remove(number)
        raise
    return target


def file_of(number: int) -> Path | None:
    return next(iter(folder(number).glob("file*")), None)


def let_file_go(number: int) -> None:
    """What was imported is in the directory; the file may hold more than anybody needs to keep."""
    if (path := file_of(number)) is not None:
        with suppress(OSError):
            path.unlink()


def remove(number: int) -> None:
    shutil.rmtree(folder(number), ignore_errors=True)


def replace(target: Path, write: Any) -> None:
    """Write a file whole or not at all."""
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            write(file)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def say_progress(number: int, phase: str, percent: int) -> None:
    """How far it is, for the page that waits; a disk too full to say so stops nothing."""
    try:
        folder(number).mkdir(parents=True, exist_ok=True)
        told = json.dumps({"phase": phase, "percent": percent}).encode()
        replace(folder(number) / "progress.json", lambda file: file.write(told))
    except OSError:
        pass


def progress(number: int) -> dict[str, Any]:
    """`phase` (reading, writing, undoing) and `percent` of it; "" and 0 while nobody is at work,
    whatever a killed worker said last.
    """
    with suppress(OSError, ValueError):
        told: dict[str, Any] = json.loads((folder(number) / "progress.json").read_bytes())
        if is_at_work():
            return told
    return {"phase": "", "percent": 0}


def saying(number: int) -> Progress:
    """Progress written to the import's folder, a percent at a time."""
    last = "", -1

    def say(phase: str, percent: int) -> None:
        nonlocal last
        if (phase, percent) != last:
            last = phase, percent
            say_progress(number, phase, percent)

    return say


@contextmanager
def one_at_a_time(*, wait: bool) -> Iterator[bool]:
    """Only one import is at work at a time. True inside; False, without `wait`, if another is at
    work.

    The system lets go of the lock when a process dies, however it dies.
    """
    place: Path = settings.DATA / "imports"
    place.mkdir(parents=True, exist_ok=True)
    with open(place / "lock", "w") as file:
        try:
            flock(file, LOCK_EX | (0 if wait else LOCK_NB))
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            flock(file, LOCK_UN)


def is_at_work() -> bool:
    """Is any import being planned, applied or undone by a worker or the command?"""
    try:
        with open(settings.DATA / "imports" / "lock") as file:
            flock(file, LOCK_SH | LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


SCHEMA = pa.schema(
    [("row", pa.int32()), ("outcome", pa.int8()), ("name", pa.string()), ("about", pa.string())]
)
ABSENT = pa.schema([("id", pa.string()), ("name", pa.string())])


def keep_plan(number: int, plan: Plan) -> None:
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
    folder(number).mkdir(parents=True, exist_ok=True)
    keep_table(number, "plan", pa.table([plan.numbers, outcomes, plan.names, texts], schema=SCHEMA))
    lacking = [[each[at] for each in plan.absent] for at in (0, 1)]
    keep_table(number, "absent", pa.table(lacking, schema=ABSENT))
    heading = [problem.as_record() for problem in plan.problems if problem.row <= 1]
    told = json.dumps({"headings": plan.headings, "problems": heading}).encode()
    replace(folder(number) / "headings.json", lambda file: file.write(told))


def keep_table(number: int, name: str, table: pa.Table) -> None:
    def write(file: IO[bytes]) -> None:
        with pa.ipc.new_file(file, table.schema) as sink:
            sink.write_table(table, max_chunksize=65_536)

    replace(folder(number) / f"{name}.arrow", write)


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, int | float | str) else str(value)


def rows(number: int, outcome: str, start: int, count: int) -> tuple[int, list[dict[str, Any]]]:
    """How many rows have the outcome ("" any, "problem": with something to see), and some of
    them.
    """
    path = folder(number) / "plan.arrow"
    if not path.exists():
        return 0, []
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
        if outcome == "problem":
            table = table.filter(pc.match_substring(table["about"], '"problems"'))
        elif outcome:
            table = table.filter(pc.equal(table["outcome"], CODES[Outcome(outcome)]))
        some = table.slice(start, count).to_pylist()
    for row in some:
        row["outcome"] = OUTCOMES[row["outcome"]]
        row["about"] = json.loads(row["about"]) if row["about"] else {}
        row["problems"] = [Problem(**record) for record in row["about"].get("problems", [])]
    return table.num_rows, some


def absent(number: int, start: int, count: int) -> tuple[int, list[dict[str, str]]]:
    """How many entries a complete file lacked, and the `id` and `name` of some of them."""
    path = folder(number) / "absent.arrow"
    if not path.exists():
        return 0, []
    with pa.memory_map(str(path)) as source:
        table = pa.ipc.open_file(source).read_all()
        return table.num_rows, table.slice(start, count).to_pylist()


def headings(number: int) -> list[str]:
    """The file's headings, as they were when it was planned; empty if it never was."""
    return list(of_headings(number).get("headings", []))


def file_problems(number: int) -> list[Problem]:
    """What was wrong with the headings."""
    return [Problem(**record) for record in of_headings(number).get("problems", [])]


def of_headings(number: int) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads((folder(number) / "headings.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return told
