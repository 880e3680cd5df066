"""The product as people run it: `manage.py prepare`, then `serve` with its worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.ports import free_port

from . import spent

PATIENCE = 60.0
# What a site calls itself is in its release: by another name the worker would make all anew.
ADDRESS = "http://localhost:8000"


@dataclass(frozen=True)
class Site:
    address: str
    port: int
    data: Path


@contextmanager
def serve(data: Path, *, demo: bool = False) -> Iterator[Site]:
    """Serve a data folder that holds a site; `demo` fills an empty one."""
    port = free_port()
    environment = spent.with_data(data, PORT=str(port), CYDFAP_ADDRESS=ADDRESS)
    words = ["manage.py", "prepare", *(["--demo"] if demo else [])]
    spent.run([sys.executable, *words], environment)
    with (data / "served.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=spent.ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            site = Site(f"http://localhost:{port}", port, data)
            answers(f"{site.address}/en/map/", process)
            yield site
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(30)
                os.killpg(process.pid, signal.SIGKILL)


def answers(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the site answers. Raises spent.Failed where it ends or keeps silent."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE:
        if process.poll() is not None:
            raise spent.Failed("the site ended before it answered: see served.log")
        try:
            with urlopen(address, timeout=10):
                return
        except OSError:
            time.sleep(0.1)
    raise spent.Failed("the site did not answer within a minute")
