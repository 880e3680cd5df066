"""From a change to its pin: an entry is written through the actions while `serve` runs, and the
search is asked until it knows it; that is when tiles, list and page know it too."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode
from urllib.request import urlopen

from cydfap.directory import actions
from cydfap.directory.enums import Precision
from cydfap.directory.models import Entry, Layer, Site, Source

from . import spent
from .place import Place
from .serving import serve
from .table import Row, figure

SIZE = 10_000
CHANGES = 5
LIMIT = 3.0
LONGEST = 60.0


def measure(place: Place) -> list[Row]:
    folder = place.published(SIZE)
    with serve(folder) as site:
        waited = json.loads(
            spent.child(folder, "change", site.address).said.strip().splitlines()[-1]
        )
    # The next run wants the entries as they were.
    (folder / "filled").unlink()
    return [
        Row(
            f"from change to visible, the slowest of {CHANGES}",
            SIZE,
            figure(max(waited), "s"),
            bound=f"≤ {LIMIT:g} s",
            met=max(waited) <= LIMIT,
        )
    ]


def child(address: str) -> None:
    """Make changes one by one; print as JSON how many seconds each took to be seen."""
    print(json.dumps([seen_after(address, number) for number in range(CHANGES)]))


def seen_after(address: str, number: int) -> float:
    name = f"Change {number} {time.time_ns()}"
    entry = Entry(name_en=name, source=Source.objects.earliest("pk"))
    entry.sites = [Site(lat=52.41, lon=-4.08, precision=Precision.EXACT)]
    layer = Layer.objects.earliest("pk")
    began = time.perf_counter()
    actions.save_entry(entry=entry, layers=[layer], sectors=["housing"], by=None)
    while time.perf_counter() - began < LONGEST:
        with urlopen(f"{address}/api/search?{urlencode({'q': name})}") as answer:
            if json.load(answer)["total"]:
                return time.perf_counter() - began
        time.sleep(0.05)  # well within what one address may ask for
    return float("inf")
