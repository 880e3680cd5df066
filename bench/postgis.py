"""The peer for tiles and search: PostgreSQL with PostGIS, in a cluster of its own, set up well.

Rows lie in the order of their points, every filtered column has an index, just-in-time compiling
(which costs more than it gives in queries this short) is off.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from psycopg import sql

from cydfap.lib.geography import mercator, morton
from cydfap.lib.welsh import fold
from tests import postgres

from .data import LAYERS, Entries
from .spent import Missing

INSTALL = "apt-get install postgresql postgresql-15-postgis-3"
SETTINGS = "-c jit=off -c shared_buffers=1GB -c work_mem=64MB -c maintenance_work_mem=512MB"
# Half the width of the world in metres of EPSG:3857.
HALF = 20037508.342789244
COLUMNS = "id, name_en, name_cy, bits, layers, authority, sector, x, y, lon, lat, words"

TABLE = """
DROP TABLE IF EXISTS entry;
CREATE UNLOGGED TABLE entry (
    id text, name_en text, name_cy text, bits int, layers smallint[], authority text, sector text,
    x float8, y float8, lon float8, lat float8, words text
)"""
INDEXES = """
ALTER TABLE entry ADD COLUMN geom geometry(Point, 3857);
ALTER TABLE entry ADD COLUMN place geometry(Point, 4326);
ALTER TABLE entry ADD COLUMN search tsvector;
UPDATE entry SET geom = ST_SetSRID(ST_MakePoint(x, y), 3857),
    place = ST_SetSRID(ST_MakePoint(lon, lat), 4326), search = to_tsvector('simple', words);
CREATE INDEX ON entry USING gist (geom);
CREATE INDEX ON entry USING gist (place);
CREATE INDEX ON entry USING gin (search);
CREATE INDEX ON entry USING gin (layers);
CREATE INDEX ON entry (authority);
CREATE INDEX ON entry (sector)"""


@contextmanager
def server() -> Iterator[psycopg.Connection[Any]]:
    if postgres.programs() is None or not list(
        Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    ):
        raise Missing(f"PostgreSQL with PostGIS: {INSTALL}")
    with (
        postgres.cluster(SETTINGS) as address,
        # Plans that see the values are better than prepared ones.
        psycopg.connect(address, autocommit=True, prepare_threshold=None) as connection,
    ):
        connection.execute("CREATE EXTENSION postgis")
        yield connection


def version(connection: psycopg.Connection[Any]) -> str:
    row = connection.execute("SELECT current_setting('server_version'), postgis_lib_version()")
    return "PostgreSQL {}, PostGIS {}; ".format(*row.fetchone()) + SETTINGS.replace("-c ", "")  # type: ignore[misc]


def load(connection: psycopg.Connection[Any], entries: Entries) -> None:
    for statement in TABLE.split(";"):
        connection.execute(statement)
    with connection.cursor().copy(f"COPY entry ({COLUMNS}) FROM STDIN") as copy:
        for row in rows(entries):
            copy.write_row(row)
    for statement in INDEXES.split(";"):
        connection.execute(statement)
    connection.execute("VACUUM FULL ANALYZE entry")


def rows(entries: Entries) -> Iterator[tuple[Any, ...]]:
    x, y = mercator(entries.lon, entries.lat)
    order = np.argsort(morton(x, y)).tolist()
    east = ((x.astype(float) + 0.5) / 2**32 * 2 - 1) * HALF
    north = (1 - (y.astype(float) + 0.5) / 2**32 * 2) * HALF
    en, cy, ids = entries.names("en"), entries.names("cy"), entries.ids
    sectors, bits = entries.sectors, entries.layers.tolist()
    layers = [[k for k in range(LAYERS) if b >> k & 1] for b in range(1 << LAYERS)]
    for at in order:
        words = fold(f"{en[at]} {cy[at]} {entries.postcode[at]}")
        yield (
            ids[at], en[at], cy[at], bits[at], layers[bits[at]], entries.authority[at], sectors[at],
            east[at], north[at], entries.lon[at], entries.lat[at], words,
        )  # fmt: skip


def condition(filters: Any) -> tuple[str, list[Any]]:
    """The WHERE of a filter with one field set."""
    if filters.layers:
        return "layers @> ARRAY[%s]::smallint[]", [int(filters.layers[0].split("-")[1])]
    if filters.areas:
        return "authority = %s", [filters.areas[0]]
    if filters.sectors:
        return "sector = %s", [filters.sectors[0]]
    if filters.q:
        return "search @@ to_tsquery('simple', %s)", [tsquery(filters.q)]
    return "true", []


def tsquery(text: str) -> str:
    """All words, the last perhaps not to its end."""
    words = ["".join(c for c in word if c.isalnum()) for word in fold(text).split()]
    words = [word for word in words if word]
    return " & ".join(words) + ":*"


COUNTS = ", ".join(
    f"nullif(count(*) FILTER (WHERE bits & {1 << k} > 0), 0) AS l{k}" for k in range(LAYERS)
)
# A grid as fine as our marks are apart: 42 of a tile's 512 pixels.
TILE = (
    """
WITH part AS (SELECT ST_TileEnvelope(%s, %s, %s) AS box),
marks AS (
    SELECT min(id) AS id, count(*) AS n, avg(x) AS x, avg(y) AS y, min(bits) AS bits,
        CASE WHEN count(*) = 1 THEN min(name_en) END AS en,
        CASE WHEN count(*) = 1 THEN min(name_cy) END AS cy, """
    + COUNTS
    + """
    FROM entry, part WHERE geom && part.box AND {where}
    GROUP BY floor(x / %s), floor(y / %s)
)
SELECT ST_AsMVT(tile, 'marks', 4096, 'geom') FROM (
    SELECT ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(x, y), 3857), part.box, 4096, 0) AS geom,
        id, n, en, cy, CASE WHEN n = 1 THEN bits END AS l, """
    + ", ".join(f"CASE WHEN n > 1 THEN l{k} END AS l{k}" for k in range(LAYERS))
    + """
    FROM marks, part
) AS tile"""
)


def tile(connection: psycopg.Connection[Any], asked: Any) -> bytes:
    """The tile as PostGIS makes it, before gzip."""
    where, values = condition(asked.filters)
    cell = 2 * HALF / 2**asked.z * 42 / 512
    query = sql.SQL(TILE.replace("{where}", where))  # type: ignore[arg-type]
    row = connection.execute(query, [asked.z, asked.x, asked.y, *values, cell, cell]).fetchone()
    return bytes(row[0]) if row else b""
