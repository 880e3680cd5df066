"""Ranked search in a box: ours, with the counts that the page shows, beside PostgreSQL's alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from cydfap.release.reading import Filters

from . import mix, postgis
from .mix import Question
from .place import Place
from .table import Row, at_most, said

ASKED = 300
LIMIT = 0.3
RANKED = """
SELECT id, name_en, name_cy, ts_rank(search, query) AS rank, count(*) OVER ()
FROM entry, to_tsquery('simple', %s) AS query
WHERE search @@ query AND place && ST_MakeEnvelope(%s, %s, %s, %s, 4326)
ORDER BY rank DESC, id LIMIT 20"""


def measure(place: Place, size: int, connection: Any) -> list[Row]:
    """`connection` is to a PostgreSQL that holds the same entries."""
    release = place.release(size)
    asked = mix.questions(place.entries(size), ASKED)

    def ours(one: Question) -> int:
        return release.page(Filters(q=one.text, bbox=one.box), one.lang).total

    def theirs(one: Question) -> int:
        box = one.box
        values = (postgis.tsquery(one.text), box.west, box.south, box.east, box.north)
        found = connection.execute(RANKED, values).fetchall()
        return int(found[0][-1]) if found else 0

    mine, my_totals = timed(asked, ours)
    peer, peer_totals = timed(asked, theirs)
    same = sum(a == b for a, b in zip(my_totals, peer_totals, strict=True))
    said(
        f"search, {size}: found by ours {np.mean(my_totals):,.0f} on average, by PostgreSQL "
        f"{np.mean(peer_totals):,.0f}; the same number for {same} of {len(asked)} questions"
    )
    return rows("ranked search in a box", size, mine, peer, "PostgreSQL")


def rows(what: str, size: int, mine: Any, peer: Any, who: str) -> list[Row]:
    return [
        at_most(
            f"{what}, {part}",
            size,
            float(np.percentile(mine, at)),
            float(np.percentile(peer, at)),
            LIMIT if at == 99 and size >= 1_000_000 else None,
            "ms",
            who,
        )
        for part, at in (("p50", 50), ("p99", 99))
    ]


def timed(asked: list[Question], answer: Callable[[Question], int]) -> tuple[Any, list[int]]:
    """Milliseconds and answer of each; the first is asked once before, to wake what sleeps."""
    answer(asked[0])
    spent, totals = [], []
    for one in asked[1:]:
        began = time.perf_counter()
        totals.append(answer(one))
        spent.append((time.perf_counter() - began) * 1000)
    return np.array(spent), totals
