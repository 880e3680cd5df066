"""Other programs, and what they took: seconds, processor time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, of processor time, the most memory held (MB), and what was said."""

    wall: float
    cpu: float
    peak_mb: float
    said: str


class Missing(RuntimeError):
    """What is not installed on this machine, and the line that installs it."""


class Failed(RuntimeError):
    """The program ended badly; the text is what it said last."""


def run(words: list[str], environment: dict[str, str] | None = None) -> Spent:
    """Run a program to its end. Its children count as its own if it waited for them."""
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            words, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read()
    if process.returncode:
        raise Failed(f"{' '.join(words[:4])}: {text[-2000:]}")
    return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000, text)


def with_data(data: Path, **more: str) -> dict[str, str]:
    """The environment for a site of its own on SQLite."""
    return {**os.environ, "CYDFAP_DATA": str(data), "CYDFAP_DATABASE": "", **more}


def child(data: Path, name: str, *words: str) -> Spent:
    """Run `child` of bench/NAME.py in a process of its own, with a data folder of its own."""
    return run([sys.executable, "-m", "bench.child", name, *words], with_data(data))
