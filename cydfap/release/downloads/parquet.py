"""entries.parquet: GeoParquet 1.1, a row a site, for analysis."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from cydfap.release.columns import COLUMNS
from cydfap.release.texts import in_one

from .content import BLOCK, Content, plain

LISTS = ("layers", "sectors", "identifiers")
# A point in well-known binary, little end first.
POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("lon", "<f8"), ("lat", "<f8")])


def write(path: Path, content: Content) -> int:
    """Returns the number of rows. Entries without a place have a null geometry."""
    schema = shaped(content.rows.slice(0, 0)).schema
    schema = schema.with_metadata({"geo": orjson.dumps(metadata(content))})
    with parquet.ParquetWriter(path, schema, compression="zstd") as out:
        for block in content.blocks():
            out.write_table(shaped(block).cast(schema), row_group_size=BLOCK)
    return len(content.rows)


def shaped(rows: pa.Table) -> pa.Table:
    columns = {}
    for name in COLUMNS:
        if name in LISTS:
            columns[name] = lists(in_one(rows[name]))
            continue
        column = plain(rows[name])
        if name == "checked_on":
            column = column.cast(pa.string()).cast(pa.date32())
        elif pa.types.is_large_string(column.type):
            column = column.cast(pa.string())
        columns[name] = column
    return pa.table(columns | {"geometry": points(rows)})


def lists(column: pa.Array) -> pa.Array:
    """Lists of texts; an empty text is an empty list."""
    if pa.types.is_dictionary(column.type):
        return lists(column.dictionary).take(column.indices)
    split = pc.split_pattern(column.cast(pa.string()), ";")
    empty = pa.scalar([], split.type)
    return pc.if_else(pc.equal(column, ""), empty, split)


def points(rows: pa.Table) -> pa.Array:
    lat, lon = rows["lat"].to_numpy(), rows["lon"].to_numpy()
    wkb = np.empty(len(rows), POINT)
    wkb["order"], wkb["type"], wkb["lon"], wkb["lat"] = 1, 1, lon, lat
    fixed = pa.Array.from_buffers(
        pa.binary(POINT.itemsize), len(rows), [None, pa.py_buffer(wkb.tobytes())]
    )
    return pc.if_else(
        pa.array(~np.isnan(lat)), fixed.cast(pa.binary()), pa.scalar(None, pa.binary())
    )


def metadata(content: Content) -> dict[str, object]:
    column: dict[str, object] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if content.has_point.any():
        ends = [pc.min_max(content.rows[name]).as_py() for name in ("lon", "lat")]
        column["bbox"] = [end[side] for side in ("min", "max") for end in ends]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
