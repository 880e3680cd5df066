"""What lies in a box: ours with all facets counted and twenty entries told, beside SQLite's R*Tree,
which only counts."""

from __future__ import annotations

import sqlite3

import numpy as np

from cydfap.release.reading import Filters

from . import mix, search
from .data import Entries
from .mix import Question
from .place import Place
from .table import Row, said


def measure(place: Place, size: int) -> list[Row]:
    entries, release = place.entries(size), place.release(size)
    asked = mix.questions(entries, search.ASKED)
    tree = rtree(entries)

    def ours(one: Question) -> int:
        return release.page(Filters(bbox=one.box), one.lang).total

    def theirs(one: Question) -> int:
        box = one.box
        found = tree.execute(
            "SELECT count(*) FROM tree WHERE west >= ? AND east <= ? AND south >= ? AND north <= ?",
            (box.west, box.east, box.south, box.north),
        )
        return int(found.fetchone()[0])

    mine, my_totals = search.timed(asked, ours)
    peer, peer_totals = search.timed(asked, theirs)
    tree.close()
    said(f"boxes, {size}: {np.mean(my_totals):,.0f} on average, R*Tree {np.mean(peer_totals):,.0f}")
    return search.rows("box and facet counts", size, mine, peer, "R*Tree")


def rtree(entries: Entries) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE tree USING rtree(id, west, east, south, north)")
    lon, lat = entries.lon.tolist(), entries.lat.tolist()
    rows = zip(range(len(lon)), lon, lon, lat, lat, strict=True)
    connection.executemany("INSERT INTO tree VALUES (?, ?, ?, ?, ?)", rows)
    connection.commit()
    return connection
