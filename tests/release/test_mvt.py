"""Vector tiles: what another library reads in them is what was put in."""

import gzip
from dataclasses import replace

import mapbox_vector_tile
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cydfap.release import mvt
from cydfap.release.tiles import Atlas, Columns, Filter, Marks, Text

from .scatter import atlas_of, places, tiles_with_sites


def read(tile: bytes) -> list[dict]:
    layers = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    assert list(layers) == ["marks"]
    assert (layers["marks"]["version"], layers["marks"]["extent"]) == (2, 4096)
    return layers["marks"]["features"]


def expected(atlas: Atlas, marks: Marks, z: int) -> dict[str, tuple]:
    """{id: (properties, place in the tile)}, said once more and the slow way."""
    found = {}
    for row, n, layers, one_point in zip(*marks, strict=True):
        columns = atlas.columns
        properties = {"id": columns.ids[row], "n": int(n)}
        if n == 1:
            names = {"en": columns.names_en[row], "cy": columns.names_cy[row]}
            properties |= {key: name for key, name in names.items() if name}
            properties["l"] = int(columns.layers[row])
        else:
            properties |= {"s": 1} if one_point else {}
            properties |= {f"l{k}": int(count) for k, count in enumerate(layers) if count}
        place = [int(v[row]) * 2**z * 4096 // 2**32 % 4096 for v in (columns.x, columns.y)]
        found[properties["id"]] = properties, place
    return found


@settings(deadline=None, max_examples=40)
@given(places(), st.integers(0, 2**32 - 1), st.integers(0, 21))
def test_another_library_reads_the_same_marks(where, seed, z):
    atlas = atlas_of(*where)
    mask = np.random.default_rng(seed).random(len(atlas.columns)) < 0.6
    for passing in (None, Filter(atlas.columns, mask)):
        for x, y in tiles_with_sites(atlas, z):
            marks = atlas.tile(z, x, y, passing)
            if not len(marks.row):
                continue
            features = read(mvt.encode(marks, atlas.columns, z))
            got = {
                f["properties"]["id"]: (f["properties"], f["geometry"]["coordinates"])
                for f in features
            }
            assert len(got) == len(features)
            assert got == expected(atlas, marks, z)


@settings(deadline=None, max_examples=30)
@given(places(), st.integers(0, 14))
def test_many_tiles_at_once_are_the_tiles_one_by_one(where, z):
    atlas = atlas_of(*where)
    found = [atlas.tile(z, x, y) for x, y in sorted(tiles_with_sites(atlas, z))]
    found = [marks for marks in found if len(marks.row)]
    if not found:
        return
    together = Marks(*map(np.concatenate, zip(*found, strict=True)))
    bounds = np.cumsum([0, *(len(marks.row) for marks in found)])
    one_by_one = [read(mvt.encode(marks, atlas.columns, z)) for marks in found]
    assert [read(t) for t in mvt.encode_all(together, atlas.columns, z, bounds)] == one_by_one


def test_a_tile_without_marks_is_no_bytes():
    atlas = atlas_of([], [])
    assert mvt.gzipped_tile(atlas.tile(3, 1, 1), atlas.columns, 3) == b""


def test_the_same_tile_is_the_same_bytes():
    atlas = atlas_of([-3.18, -4.08], [51.48, 52.41])
    marks = atlas.tile(0, 0, 0)
    packed = mvt.gzipped_tile(marks, atlas.columns, 0)
    assert packed == mvt.gzipped_tile(marks, atlas.columns, 0)
    assert gzip.decompress(packed) == mvt.encode(marks, atlas.columns, 0)


def test_a_long_name_is_cut_where_a_character_ends_and_says_so():
    atlas = atlas_of([-3.18], [51.48], name="ŵ" * 80 + " {}")
    (feature,) = read(mvt.encode(atlas.tile(0, 0, 0), atlas.columns, 0, name_bytes=15))
    assert feature["properties"]["en"] == "ŵ" * 7 + "…"
    (feature,) = read(mvt.encode(atlas.tile(0, 0, 0), atlas.columns, 0, name_bytes=162))
    assert feature["properties"]["en"] == "ŵ" * 80 + " 0"


def fullest_tile(atlas: Atlas, z: int) -> tuple[int, int]:
    level = atlas.tree.level(z)
    tile = level.key >> np.uint64(64 - 2 * z)
    kinds, count = np.unique(tile, return_counts=True)
    marker = level.start[np.searchsorted(tile, kinds[np.argmax(count)])]
    return int(atlas.columns.x[marker]) >> 32 - z, int(atlas.columns.y[marker]) >> 32 - z


@pytest.fixture(scope="module")
def town() -> Atlas:
    """Two hundred thousand entries in one town, with long names that do not compress."""
    rng = np.random.default_rng(5)
    n = 200_000
    atlas = atlas_of(-3.18 + rng.normal(0, 0.02, n), 51.48 + rng.normal(0, 0.012, n))
    letters = rng.integers(97, 123, 200 * n).astype(np.uint8)
    names = Text(np.arange(0, 200 * n + 1, 200), letters)
    backwards = Text(names.offsets, letters[::-1].copy())
    return Atlas(atlas.tree, replace(atlas.columns, names_en=names, names_cy=backwards))


def test_the_fullest_tile_of_a_crowded_town_is_small_and_has_its_names(town):
    for z in range(10, 21):
        x, y = fullest_tile(town, z)
        marks = town.tile(z, x, y)
        packed = mvt.gzipped_tile(marks, town.columns, z)
        assert len(packed) <= mvt.MOST_BYTES == 40_000
        features = read(gzip.decompress(packed))
        assert len(features) == len(marks.row) <= 1_000
        single = [f["properties"] for f in features if f["properties"]["n"] == 1]
        assert all(len(p["en"]) >= 16 and len(p["cy"]) >= 16 for p in single)


def test_a_filter_never_makes_a_tile_too_big(town):
    passing = Filter(town.columns, np.random.default_rng(1).random(200_000) < 0.3)
    for z in range(8, 21):
        x, y = fullest_tile(town, z)
        assert len(mvt.gzipped_tile(town.tile(z, x, y, passing), town.columns, z)) <= mvt.MOST_BYTES


@pytest.fixture(scope="module")
def crowded() -> Atlas:
    """Twenty thousand entries at a few thousand doors of one town, each in dozens of layers."""
    rng = np.random.default_rng(1)
    n, doors = 20_000, 6_000
    lon, lat = -3.18 + rng.normal(0, 0.01, n), 51.48 + rng.normal(0, 0.006, n)
    shared = rng.integers(0, doors, n - doors)
    lon[doors:], lat[doors:] = lon[shared], lat[shared]
    atlas = atlas_of(lon, lat)
    layers = rng.integers(0, 1 << 53, n).astype(np.uint64) | np.uint64(1)
    return Atlas(atlas.tree, replace(atlas.columns, layers=layers, layer_count=53))


def test_a_tile_whose_marks_have_dozens_of_layers_each_is_small_too(crowded):
    z = crowded.tree.last_zoom
    x, y = fullest_tile(crowded, z)
    marks = crowded.tile(z, x, y)
    assert len(mvt.squeeze(mvt.encode(marks, crowded.columns, z, name_bytes=15))) > mvt.MOST_BYTES
    packed = mvt.gzipped_tile(marks, crowded.columns, z)
    assert len(packed) <= mvt.MOST_BYTES
    told = {f["properties"]["id"]: f["properties"] for f in read(gzip.decompress(packed))}
    whole = {properties["id"]: properties for properties, _ in expected(crowded, marks, z).values()}
    assert {id: mark["n"] for id, mark in told.items()} == {id: m["n"] for id, m in whole.items()}
    for id, mark in told.items():
        counts = {key: n for key, n in mark.items() if key[0] == "l" and key != "l"}
        assert counts.items() <= whole[id].items()
        # None that is left out is commoner than one that is told.
        left = [n for key, n in whole[id].items() if key[0] == "l" and key not in mark]
        assert mark["n"] == 1 or len(counts) >= 2
        assert max(left, default=0) <= min(counts.values(), default=0) or mark["n"] == 1


def test_every_tile_of_the_crowded_town_is_small(crowded):
    for z in range(crowded.tree.last_zoom + 1):
        x, y = fullest_tile(crowded, z)
        packed = mvt.gzipped_tile(crowded.tile(z, x, y), crowded.columns, z)
        assert len(packed) <= mvt.MOST_BYTES


@pytest.mark.parametrize("number", [0, 1, 127, 128, 16_383, 16_384, 2**32, 2**53 - 1])
def test_numbers_are_written_as_the_format_has_them(number):
    block = mvt.lay_out([mvt.Cell(np.array([number]))], 1)
    assert block.data.tobytes() == mvt.varint(number)
    assert mvt.varint_size(np.array([number])).tolist() == [len(mvt.varint(number))]


def test_fifty_layers_and_the_highest_bit_are_read_back():
    none = Text.of(pa.array(["", ""]))
    columns = Columns(
        x=np.array([0, 2**32 - 1], np.uint32),
        y=np.array([0, 2**32 - 1], np.uint32),
        layers=np.array([2**52, 2**52 - 1], np.uint64),
        layer_count=53,
        ids=Text.of(pa.array(["aa", "bb"])),
        names_en=none,
        names_cy=none,
    )
    atlas = Atlas(atlas_of([-180, 180], [85.06, -85.06]).tree, columns)
    pins = read(mvt.encode(atlas.tile(0, 0, 0), columns, 0))
    assert {pin["properties"]["l"] for pin in pins} == {2**52, 2**52 - 1}
    corners = sorted(pin["geometry"]["coordinates"] for pin in pins)
    assert corners == [[0, 0], [4095, 4095]]
    assert list(mvt.fields(53))[-1] == "l52"
