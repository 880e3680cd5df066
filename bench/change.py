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
from cydfap.release import downloads, folder
from cydfap.release.worker import is_behind

from . import spent
from .place import Place
from .serving import serve
from .table import Row, figure

SIZE = 10_000
CHANGES = 5
LIMIT = 3.0
LONGEST = 60.0


def measure(place: Place) -> list[Row]:
    data = place.at_rest(SIZE)
    with serve(data) as site:
        used = spent.child(data, "change", site.address)
    # The next run wants the entries as they were.
    (data / "filled").unlink()
    waited: dict[str, list[float]] = json.loads(used.said.strip().splitlines()[-1])
    at_rest, in_a_row = max(waited["at_rest"]), max(waited["in_a_row"])
    return [
        Row(
            f"from change to visible, the slowest of {CHANGES}",
            SIZE,
            figure(at_rest, "s"),
            bound=f"≤ {LIMIT:g} s",
            met=at_rest <= LIMIT,
        ),
        Row(
            "– right after another, whose late downloads are being written",
            SIZE,
            figure(in_a_row, "s"),
            bound=f"≤ {LIMIT:g} s",
            met=in_a_row <= LIMIT,
        ),
    ]


def child(address: str) -> None:
    """Make changes; print as JSON how many seconds each took to be seen."""
    waited: dict[str, list[float]] = {"at_rest": [], "in_a_row": []}
    for number in range(CHANGES):
        rest()
        waited["at_rest"].append(seen_after(address, number))
    for number in range(CHANGES):
        waited["in_a_row"].append(seen_after(address, CHANGES + number))
    print(json.dumps(waited))


def rest() -> None:
    """Return when the worker has nothing more to do."""
    while is_behind() or downloads.is_unfinished(folder.current_hash() or ""):
        time.sleep(0.1)


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
