"""Directories of any size, made up from a seed: for what must hold whatever the data."""

import random
from uuid import UUID

import numpy as np
import pyarrow as pa

from cydfap.directory.enums import Kind, Privacy, Sector, Status
from cydfap.news.on_map import Happening
from cydfap.release import happenings, news
from cydfap.release.gather import PLAIN, STATES, WORDS, Gathered

WORDS_EN = ["Care", "Co-operative", "Housing", "Energy", "Farm", "Valley", "Green", "St Mary's"]
WORDS_CY = ["Gofal", "Cydweithfa", "Tai", "Ynni", "Fferm", "Cwm", "Gwyrdd", "Caffi'r Dŵr"]
LAYERS = ["housing", "care", "members"]
# Two authorities of a board, one on its own, all in a nation.
AREAS = {"W06000001": ["W11000023"], "W06000002": ["W11000023"], "W06000003": ["W92000004"],
         "W11000023": ["W92000004"], "W92000004": []}  # fmt: skip
TOWNS = ["Caernarfon", "Cardiff"]
# The first has a place, the second only the shape.
POSTCODES = ["CF10 5NB", "ZZ1 1ZZ"]
AUTHORITIES = ["W06000001", "W06000002", "W06000003"]


def directory(seed: int, entries: int) -> Gathered:
    rnd = random.Random(seed)
    ids = sorted({f"{rnd.randrange(16**6):06x}" for _ in range(entries)})
    return Gathered(
        generation=1,
        entries=entry_table(rnd, ids),
        sites=site_table(rnd, len(ids)),
        relations=pa.table(
            {name: pa.array([], pa.int64()) for name in ("subject", "object")}
            | {name: pa.array([], pa.large_string()) for name in ("kind", "note_en", "note_cy")}
        ),
        news=news.SCHEMA.empty_table(),
        layers=[layer(key) for key in LAYERS],
        sources=[{"name": "Us", "url": "", "licence": "CC0"}],
        areas=[area(code, around) for code, around in AREAS.items()],
        dated=dated_table(rnd, len(ids)),
    )


WHENS = ["2026-05-14", "2026-05-30/2026-06-02", "2016~", "2017", "2025-12-31/2026", "../2016-10"]


def dated_table(rnd: random.Random, entries: int) -> pa.Table:
    """Days for about a quarter of the entries."""
    some = [at for at in range(entries) if rnd.random() < 0.25]
    reports = [Happening(UUID(int=at), "report", rnd.choice(WHENS), entry=at) for at in some]
    return pa.Table.from_pylist(
        [happenings.dated(each, each.entry, each.entry) for each in reports], happenings.SCHEMA
    )


def coded(values: list[str]) -> pa.Array:
    return pa.array(values, pa.large_string()).dictionary_encode()


def entry_table(rnd: random.Random, ids: list[str]) -> pa.Table:
    def each(values: list[str]) -> list[str]:
        return [rnd.choice(values) for _ in ids]

    def names(words: list[str], share: float) -> list[str]:
        return [" ".join(rnd.choices(words, k=2)) if rnd.random() < share else "" for _ in ids]

    plain = {name: pa.array([""] * len(ids), pa.large_string()) for name in (*WORDS, *PLAIN)}
    plain["name_en"] = pa.array(names(WORDS_EN, 1), pa.large_string())
    plain["name_cy"] = pa.array(names(WORDS_CY, 0.5), pa.large_string())
    plain["summary_en"] = pa.array(each(["", "Owned by its members in Powys"]), pa.large_string())
    sectors = [";".join(rnd.sample(Sector.values, rnd.randrange(3))) for _ in ids]
    return pa.table(
        {
            "id": pa.array(ids, pa.large_string()),
            "kind": coded(each(Kind.values)),
            "status": coded(each(Status.values)),
            "legal_form": coded([""] * len(ids)),
            "privacy": coded(each(Privacy.values)),
            **plain,
            **{name: coded(["missing"] * len(ids)) for name in STATES},
            "source": coded(["Us"] * len(ids)),
            "licence": coded(["CC0"] * len(ids)),
            "checked_on": pa.array([None] * len(ids), pa.large_string()),
            "layer_bits": pa.array(np.array([rnd.randrange(8) for _ in ids], np.uint64)),
            "sectors": coded(sectors),
            "identifiers": pa.array([""] * len(ids), pa.large_string()),
        }
    )


def site_table(rnd: random.Random, entries: int) -> pa.Table:
    rows = []
    for entry in range(entries):
        for order in range(rnd.choice([0, 1, 1, 1, 2, 3])):
            # As exact as a home, whatever its own word for how exact it is.
            lat, lon = (round(rnd.uniform(*ends), 5) for ends in ((51.4, 53.4), (-5.2, -2.7)))
            rows.append((entry, order, lat, lon, rnd.choice(["exact", "postcode", "town", "area"])))
    columns = list(zip(*rows, strict=True)) if rows else [[]] * 5
    n = len(rows)
    return pa.table(
        {
            "entry": pa.array(columns[0], pa.int64()),
            "order": pa.array(columns[1], pa.int64()),
            "address": pa.array(["12 High Street"] * n, pa.large_string()),
            "town": coded([rnd.choice([*TOWNS, "Flat 2, 14 Mill Lane", ""]) for _ in rows]),
            "postcode": pa.array([rnd.choice([*POSTCODES, "12 Hidden Rd", ""]) for _ in rows],
                                 pa.large_string()),
            "precision": coded(list(columns[4])),
            "authority": coded([rnd.choice(AUTHORITIES) for _ in rows]),
            "lat": pa.array(columns[2], pa.float64()),
            "lon": pa.array(columns[3], pa.float64()),
        }
    )  # fmt: skip


def layer(key: str) -> dict[str, object]:
    look = {"colour": "#C42E1C", "colour_dark": "#FF8A75", "shape": "disc", "size": 15}
    words = {f"{field}_{lang}": key for field in ("name", "note") for lang in ("en", "cy")}
    return {"key": key, "on_by_default": True, **look, **words}


def area(code: str, around: list[str]) -> dict[str, object]:
    names = {"name_en": f"Area {code}", "name_cy": f"Ardal {code}"}
    return {"code": code, "kind": "local-authority", "bbox": None, "within": around,
            "lat": 52.0, "lon": -3.5, **names}  # fmt: skip
