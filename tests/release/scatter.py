"""Points to try the map on: a town, a hamlet, shared doors, the ends of the world."""

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from cydfap.lib.geography import mercator
from cydfap.release import tree
from cydfap.release.tiles import Atlas, Columns, Text

LAYERS = 3
CENTRES = ((-3.18, 51.48), (-4.08, 52.41), (-4.13, 53.23), (179.9999, 0.0), (-180.0, -90.0))


@st.composite
def places(draw: Any, most: int = 60) -> tuple[Any, Any]:
    """(lon, lat) of up to `most` points, from metres to countries apart, some at one place."""
    n = draw(st.integers(0, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    centre = np.array(CENTRES)[rng.integers(0, draw(st.integers(1, len(CENTRES))), n)]
    spread = draw(st.sampled_from((0.0, 1e-5, 1e-3, 0.1, 3.0)))
    lon, lat = (centre + rng.normal(0, 1, (n, 2)) * spread * rng.random((n, 1)) ** 3).T
    if n:
        shared = rng.integers(0, n, n // 5)
        lon[: len(shared)], lat[: len(shared)] = lon[shared], lat[shared]
    return lon, lat


def atlas_of(lon: Any, lat: Any, *, radius_px: float = 42.0, name: str = "Cwmni {}") -> Atlas:
    """A map of these points; ids are "e0", "e1", …, every fifth has no Welsh name."""
    x, y = mercator(np.asarray(lon, float), np.asarray(lat, float))
    n = len(x)
    ids = [f"e{i}" for i in range(n)]
    grown = tree.build(x, y, ids, radius_px=radius_px)
    layers = np.random.default_rng(n).integers(1, 1 << LAYERS, n).astype(np.uint64)
    order = grown.order
    names = [
        [ids[i] for i in order],
        [name.format(i) for i in order],
        ["" if i % 5 == 0 else f"Ŵyau {name.format(i)}" for i in order],
    ]
    texts = [Text.of(pa.array(column, pa.string())) for column in names]
    return Atlas(grown, Columns(x[order], y[order], layers[order], LAYERS, *texts))


def tiles_with_sites(atlas: Atlas, z: int) -> set[tuple[int, int]]:
    """Every tile of a zoom that holds a site: marks stand nowhere else."""
    across, down = (v.astype(np.int64) >> 32 - z for v in (atlas.columns.x, atlas.columns.y))
    return set(zip(across.tolist(), down.tolist(), strict=True))
