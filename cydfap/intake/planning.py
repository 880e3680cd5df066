"""From a file and what was said about it to a plan; nothing here writes."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.conf import settings

from cydfap.directory.enums import UNVERIFIED
from cydfap.directory.models import Entry
from cydfap.directory.models.layer import MOST_LAYERS
from cydfap.lib.tables import Note, NoteCode, TableProblem, cells_within, read_table

from .headings import Columns, match, signature
from .making import is_reserved
from .models import Import, Mapping
from .plan import Options, Plan, Planner
from .problems import Problem, Refused
from .values import LIMITS

Progress = Callable[[str, int], None]

# What is planned at once, while whoever asked for it waits: so few rows, and so few entries to
# compare them with. A longer file is not even opened to count.
SMALL_ROWS = 2_000
SMALL_BYTES = 1_000_000
# One far-off cell makes a few rows as many.
SMALL_CELLS = 500_000
SMALL_DIRECTORY = 20_000


def quiet(phase: str, percent: int) -> None:
    """Progress that nobody watches."""


def make_plan(
    *, path: Path, imported: Import, progress: Progress = quiet
) -> tuple[Planner, Columns]:
    """Read a file and plan it; writes nothing. `imported` holds the options and need not be saved.

    Raises Refused where the file cannot be taken, with a sentence for people.
    """

    total = imported.counts.get("rows") or lines_of(path)

    def report(rows: int) -> None:
        # Nobody knows how many rows a workbook has that was not read before.
        progress("reading", 100 * rows // max(rows, total or 2 * rows, 1))

    try:
        table = read_table(path, limit=settings.IMPORT_LIMIT_BYTES)
        columns = match(table.headings, imported.mapping or saved_mapping(table.headings))
        with unswept():
            planner = Planner(options_of(imported, columns), report)
            planner.make(table.rows, columns)
    except TableProblem as problem:
        limit = settings.IMPORT_LIMIT_BYTES // 1_000_000
        details = {"detail": problem.detail, "row": problem.row or "?", "limit": limit}
        raise Refused(f"table-{problem.code}", **details) from problem
    planner.plan.headings = table.headings
    if not planner.plan.numbers:
        raise Refused("no-rows")
    check_layers(planner)
    tell_notes(planner.plan, table.notes, columns)
    return planner, columns


def is_small(path: Path, imported: Import) -> bool:
    """Whether planning this file takes but a moment."""
    if path.stat().st_size > SMALL_BYTES or Entry.objects.count() > SMALL_DIRECTORY:
        return False
    try:
        if cells_within(path) > SMALL_CELLS:
            return False
        rows = read_table(path).rows
        return sum(1 for _ in islice(rows, SMALL_ROWS + 1)) <= SMALL_ROWS
    except TableProblem:
        return True  # it is soon told why


def lines_of(path: Path) -> int:
    """About how many rows a text file has; 0 for a workbook."""
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return 0
        return sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))


@contextmanager
def unswept() -> Iterator[None]:
    """A plan holds millions of small things, none of them in a circle: to look for circles among
    them again and again would take longer than to make them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def check_layers(planner: Planner) -> None:
    """Refuse a plan that would make more layers than a map can tell apart, or one for the rows
    without a layer that nobody could ask for or whose name has no room.
    """
    for word in filter(is_reserved, planner.plan.layers):
        raise Refused("reserved-layer", text=word)
    limit = LIMITS["layers"]
    for word in planner.plan.layers:
        if len(word) > limit:
            raise Refused("layer-too-long", text=word[:60], length=len(word), limit=limit)
    new = planner.plan.new_layers()
    found = len(planner.known.layer_keys) + len(new)
    if new and found > MOST_LAYERS:
        raise Refused("too-many-layers", limit=MOST_LAYERS, found=found, new=", ".join(new[:5]))


def tell_notes(plan: Plan, notes: Iterable[Note], columns: Columns) -> None:
    """What the reader of tables noticed, of the columns that are used."""
    used = {*columns.headings.values(), ""}
    plan.problems.extend(
        Problem(note.row or 1, note.column, f"note-{note.code}", {"detail": note.detail})
        for note in notes
        if note.column in used or note.code == NoteCode.EXTRA_CELLS
    )
    plan.problems.sort(key=lambda problem: problem.row)


def saved_mapping(headings: list[str]) -> dict[str, str]:
    found = Mapping.objects.filter(signature=signature(headings)).first()
    return dict(found.columns) if found else {}


def options_of(imported: Import, columns: Columns) -> Options:
    """What was asked for, else what the known mapping says, else the file's name and
    "unverified".
    """
    profile = columns.profile
    stem = Path(imported.name).stem[:120] or "import"
    return Options(
        lang=imported.lang,
        source=imported.source or (profile.source if profile else "") or stem,
        licence=imported.licence or (profile.licence if profile else "") or UNVERIFIED,
        layer=imported.layer or stem,
        source_url=profile.source_url if profile else "",
        complete=imported.complete,
        decisions=imported.decisions,
    )
