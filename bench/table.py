"""The table: what was measured, ours beside a peer's, and whether it keeps its bound."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HEAD = ("what", "entries", "ours", "peer", "ratio", "bound", "met")
PACKAGES = ("django", "numpy", "pyarrow", "isal")


@dataclass(frozen=True)
class Row:
    """One line. Without a bound it is only for information. `ratio` is ours ÷ peer."""

    what: str
    entries: int | None
    ours: str
    peer: str = ""
    ratio: float | None = None
    bound: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        entries = "" if self.entries is None else spoken(self.entries)
        ratio = "" if self.ratio is None else f"{self.ratio:.3g} ×"
        met = {True: "yes", False: "**no**", None: ""}[self.met]
        return self.what, entries, self.ours, self.peer, ratio, self.bound, met


def at_most(
    what: str, entries: int, ours: float, peer: float, limit: float | None, unit: str, who: str
) -> Row:
    """A row whose bound is a ratio. `limit` None: at this size it is only for information."""
    ratio = ours / peer if peer else float("inf")
    return Row(
        what,
        entries,
        figure(ours, unit),
        f"{who} {figure(peer, unit)}",
        ratio,
        "" if limit is None else f"≤ {limit:g} ×",
        None if limit is None else ratio <= limit,
    )


def figure(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def spoken(number: int) -> str:
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size and number % size == 0:
            return f"{number // size}{letter}"
    return str(number)


def counted(text: str) -> int:
    """ "10k" -> 10,000; ValueError for what is no number."""
    text = text.strip().lower()
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:], 1)
    return int(text.rstrip("km")) * factor


def markdown(rows: list[Row]) -> str:
    lines = [HEAD, ("---",) * len(HEAD), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """What the figures were measured on."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return "\n".join(
        (
            f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; load when it began "
            + " ".join(f"{load:.1f}" for load in os.getloadavg()),
            f"- {processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.platform()}",
            f"- Python {platform.python_version()}, {packages}",
        )
    )


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((v.split(":", 1)[1].strip() for v in lines if v.startswith("model name")), "?")


def said(line: str) -> None:
    """Tell who waits how far it is; the table alone goes to standard output."""
    print(line, file=sys.stderr, flush=True)
