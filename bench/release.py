"""The whole release, all files but XLSX, in a process of its own; tippecanoe's tiles beside it."""

from __future__ import annotations

import sys
from pathlib import Path

import orjson

from . import spent
from .data import Entries
from .place import Place, is_made, unpublish
from .table import Row, at_most, figure

LIMIT = 0.5
MOST_MB = 2_000
TIPPECANOE = spent.ROOT / ".venv" / "bench" / "cubao_tippecanoe"
PROGRAM = TIPPECANOE / "__cubao_tippecanoe_tippecanoe.exe"


def child(how: str) -> None:
    """Publish what the database of this process's data folder holds. `quick`: no late downloads;
    `whole`: all but XLSX; `late`: what a release lacks."""
    from cydfap.release import build, downloads

    if how == "whole":
        downloads.LATE = tuple(d for d in downloads.LATE if not d.name.endswith(".xlsx"))
    made = build.publish()
    if how != "quick":
        downloads.finish(made.hash)


def measure(place: Place, size: int) -> list[Row]:
    folder = place.filled(size)
    unpublish(folder)
    ours = spent.child(folder, "release", "whole")
    is_made(folder)
    peer = tippecanoe(place.entries(size), place.folder)
    made = (folder / "releases" / "current").read_text().strip()
    files = sorted((folder / "releases" / made).glob("*.*"))
    bound = size >= 1_000_000
    return [
        at_most(
            "whole release, all files but XLSX, processor time",
            size,
            ours.cpu,
            peer.cpu,
            LIMIT if bound else None,
            "s",
            "tippecanoe, tiles alone",
        ),
        Row(
            "– by the clock",
            size,
            figure(ours.wall, "s"),
            f"tippecanoe {figure(peer.wall, 's')}",
        ),
        Row(
            "– most memory held",
            size,
            figure(ours.peak_mb, "MB"),
            f"tippecanoe {figure(peer.peak_mb, 'MB')}",
            bound="≤ 2 GB",
            met=ours.peak_mb <= MOST_MB,
        ),
        Row("– files", size, ", ".join(f.name for f in files if f.name != "about.json")),
    ]


def tippecanoe(entries: Entries, folder: Path) -> spent.Spent:
    """Zooms 0 to 14 of the same points with id, names and layers, thinned as it does by default."""
    points, made = folder / "points.geojsons", folder / "tippecanoe.pmtiles"
    with points.open("wb") as file:
        columns = (entries.ids, entries.names("en"), entries.names("cy"), entries.layers.tolist())
        places = zip(entries.lon.tolist(), entries.lat.tolist(), strict=True)
        for (lon, lat), id, en, cy, bits in zip(places, *columns, strict=True):
            point = {"type": "Point", "coordinates": (lon, lat)}
            about = {"id": id, "en": en, "cy": cy, "l": bits}
            feature = {"type": "Feature", "geometry": point, "properties": about}
            file.write(orjson.dumps(feature, option=orjson.OPT_APPEND_NEWLINE))
    words = [
        str(PROGRAM),
        "-o",
        str(made),
        "-z14",
        "-l",
        "marks",
        "--force",
        "--quiet",
        str(points),
    ]
    used = spent.run(words)
    points.unlink()
    made.unlink()
    return used


def version() -> str:
    said = spent.run([str(PROGRAM), "--version"]).said.strip()
    return f"{said} (PyPI cubao-tippecanoe, on {sys.platform})"
