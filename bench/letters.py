"""A digest for many subscribers: how long it takes to write, and what comes of it where its worker
is killed again and again.
"""

from __future__ import annotations

import json
import sys

from . import spent
from .place import Place
from .table import Row, figure

SUBSCRIBERS, KILLS, SEED = 10_000, 500, 1
LONGEST = 60.0


def measure(place: Place) -> list[Row]:
    data = place.fresh("letters")
    words = [sys.executable, "-m", "bench.killed", str(KILLS), str(SUBSCRIBERS), str(SEED)]
    settings = {"DJANGO_SETTINGS_MODULE": "cydfap.settings", "CYDFAP_MAIL_HOST": ""}
    used = spent.run(words, spent.with_data(data, **settings))
    told = json.loads(used.said.strip().splitlines()[-1])
    lost, repeats = SUBSCRIBERS - told["got it"], told["repeats"]
    return [
        Row(
            "a digest is written for all subscribers",
            SUBSCRIBERS,
            figure(told["built in s"], "s"),
            bound=f"≤ {LONGEST:g} s",
            met=told["built in s"] <= LONGEST,
        ),
        Row(
            f"– letters lost, of a worker killed {told['kills']} times while it sends",
            SUBSCRIBERS,
            str(lost),
            bound="0",
            met=lost == 0,
        ),
        Row(
            "– letters repeated, all with the same Message-ID",
            SUBSCRIBERS,
            str(repeats),
            bound=f"≤ {KILLS}",
            met=repeats <= KILLS and told["with two ids"] == 0,
        ),
    ]
