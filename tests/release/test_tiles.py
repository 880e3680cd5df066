"""Marks of tiles and boxes: nothing lost, nothing twice, whatever the filter."""

import csv
import gzip

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cydfap.lib.geography import Box, morton
from cydfap.release import mvt
from cydfap.release.tiles import Atlas, Columns, Filter, Marks, Rectangle, Text

from .scatter import LAYERS, atlas_of, places, tiles_with_sites


def all_tiles(atlas: Atlas, z: int, passing: Filter | None = None) -> Marks:
    """Each tile asked for on its own, put together."""
    found = [atlas.tile(z, x, y, passing) for x, y in sorted(tiles_with_sites(atlas, z))]
    columns = zip(*found, strict=True)
    return Marks(*map(np.concatenate, columns)) if found else atlas.tile(z, 0, 0, passing)


def assert_conserved(atlas: Atlas, marks: Marks, mask):
    layers = atlas.columns.layers[mask]
    assert marks.n.sum() == mask.sum()
    assert (marks.n > 0).all()
    by_layer = [int((layers >> np.uint64(k) & np.uint64(1)).sum()) for k in range(LAYERS)]
    assert marks.layers.sum(axis=0).tolist() == by_layer
    assert len(set(marks.row.tolist())) == len(marks.row)
    assert mask[marks.row].all()


def masks(atlas: Atlas, seed: int, share: float):
    return np.random.default_rng(seed).random(len(atlas.columns)) < share


@settings(deadline=None, max_examples=40)
@given(places(), st.integers(0, 2**32 - 1), st.sampled_from((0.0, 0.1, 0.5, 0.9)), st.booleans())
def test_the_tiles_of_a_zoom_add_up_to_the_sites_that_pass(where, seed, share, small):
    atlas = atlas_of(*where, radius_px=28.0 if small else 42.0)
    mask = masks(atlas, seed, share)
    passing = Filter(atlas.columns, mask)
    for z in (*range(0, atlas.tree.last_zoom + 1, 2), atlas.tree.last_zoom, 20):
        assert_conserved(atlas, all_tiles(atlas, z, passing), mask)
        assert_conserved(atlas, all_tiles(atlas, z), np.ones(len(mask), bool))


@settings(deadline=None, max_examples=40)
@given(places(), st.integers(0, 2**32 - 1), st.integers(0, 16))
def test_a_box_holds_the_same_marks_as_the_tiles_under_it(where, seed, z):
    atlas = atlas_of(*where)
    passing = Filter(atlas.columns, masks(atlas, seed, 0.5))
    whole = all_tiles(atlas, z, passing)
    expected = dict(zip(whole.row.tolist(), whole.n.tolist(), strict=True))
    marks = atlas.marks_in(Box(-180, -90, 180, 90), z, passing)
    assert {mark.row: mark.n for mark in marks} == expected
    wales = Box(-5.5, 51.3, -2.6, 53.5)
    inside = {m.row: m.n for m in atlas.marks_in(wales, z, passing)}
    assert inside == {m.row: m.n for m in marks if wales.contains(m.lat, m.lon)}


@settings(deadline=None, max_examples=40)
@given(places(), st.integers(0, 2**32 - 1))
def test_one_point_is_said_of_those_marks_alone_whose_sites_share_it(where, seed):
    atlas = atlas_of(*where)
    mask = masks(atlas, seed, 0.6)
    passing = Filter(atlas.columns, mask)
    here = np.stack((atlas.columns.x, atlas.columns.y)).T
    for z in (0, 8, atlas.tree.last_zoom):
        marks = all_tiles(atlas, z, passing)
        for row, n, one_point in zip(marks.row, marks.n, marks.one_point, strict=True):
            at_marker = int((mask & (here == here[row]).all(axis=1)).sum())
            assert one_point == (at_marker == n)


def test_a_filter_that_lets_all_pass_still_shows_every_site():
    atlas = atlas_of([-3.18, -3.2, -4.08], [51.48, 51.5, 52.41])
    everything = np.ones(3, bool)
    assert_conserved(atlas, all_tiles(atlas, 6, Filter(atlas.columns, everything)), everything)


@pytest.fixture(scope="module")
def county() -> Atlas:
    """Three thousand sites, no two at one point."""
    rng = np.random.default_rng(11)
    return atlas_of(-3.5 + rng.normal(0, 0.4, 3_000), 52 + rng.normal(0, 0.4, 3_000))


@pytest.mark.parametrize("z", range(5, 12))
def test_marks_that_a_filter_leaves_close_together_are_joined(county, z):
    mask = masks(county, z, 0.2)
    marks = all_tiles(county, z, Filter(county.columns, mask))
    assert_conserved(county, marks, mask)
    px = np.stack((county.columns.x, county.columns.y))[:, marks.row] * (512 * 2.0**z / 2**32)
    gap = np.hypot(*(px[:, :, None] - px[:, None, :])) + np.eye(len(marks.row)) * 1e9
    assert np.mean(gap.min(axis=0) < 24) < 0.01
    assert (marks.one_point == (marks.n == 1)).all()


@pytest.mark.parametrize("z", range(6, 11))
def test_a_mark_is_the_same_seen_through_a_pinhole(county, z):
    for seed in range(3):
        passing = Filter(county.columns, masks(county, seed, 0.02 * 5**seed))
        for row, n, _, _ in zip(*all_tiles(county, z, passing), strict=True):
            x, y = int(county.columns.x[row]), int(county.columns.y[row])
            seen = county.within(Rectangle(x, y, x, y), z, passing)
            assert (seen.row.tolist(), seen.n.tolist()) == ([row], [n])


def test_layers_and_names_of_a_single_pin_and_of_a_cluster():
    columns = Columns(
        x=np.array([2**31, 2**31], np.uint32),
        y=np.array([2**31, 2**31], np.uint32),
        layers=np.array([0b001, 0b101], np.uint64),
        layer_count=3,
        ids=Text.of(pa.array(["aaa", "bbb"])),
        names_en=Text.of(pa.array(["Tea", None])),
        names_cy=Text.of(pa.array(["Tê", "Ŵy"])),
    )
    atlas = Atlas(atlas_of([0, 0], [0, 0]).tree, columns)
    world = Box(-180, -85, 180, 85)
    (both,) = atlas.marks_in(world, 3)
    assert (both.n, both.layers, both.one_point) == (2, {0: 2, 2: 1}, True)
    (one,) = atlas.marks_in(world, 3, Filter(columns, np.array([False, True])))
    assert (one.n, one.layers, one.id, one.name_en, one.name_cy) == (
        1,
        {0: 1, 2: 1},
        "bbb",
        "",
        "Ŵy",
    )
    assert (one.lon, one.lat) == pytest.approx((0, 0), abs=1e-6)


def test_texts_are_read_from_slices_and_large_arrays_and_pairs_alike():
    words = pa.array(["dim", "Ŵyau", None, "te"])
    for text in (
        Text.of(words.slice(1)),
        Text.of(words.cast(pa.large_string()).slice(1)),
        Text.of(pa.chunked_array([words.slice(1, 1), words.slice(2)])),
        Text.of((np.array([0, 5, 5, 7]), "Ŵyaute".encode())),
    ):
        assert [text[i] for i in range(3)] == ["Ŵyau", "", "te"]


@pytest.mark.parametrize("tile", [(-1, 0, 0), (3, 8, 0), (3, 0, -1), (25, 0, 0)])
def test_a_tile_that_is_not_there_is_refused(tile):
    with pytest.raises(ValueError, match="there is no tile"):
        atlas_of([], []).tile(*tile)


def test_more_layers_than_a_browser_can_count_are_refused():
    none = Text.of(pa.array([], pa.string()))
    empty = np.zeros(0, np.uint64)
    with pytest.raises(ValueError, match="at most 53 layers"):
        Columns(empty, empty, empty, 54, none, none, none)


@settings(deadline=None)
@given(st.tuples(*[st.integers(0, 2**32 - 1)] * 4), st.integers(0, 2**31))
def test_the_cells_of_a_rectangle_cover_it_and_are_few(corners, by):
    (west, east), (north, south) = sorted(corners[:2]), sorted(corners[2:])
    part = Rectangle(west, north, east, south).grown(by)
    first, last = part.cells()
    assert len(first) <= 25
    assert (first[1:] > last[:-1]).all()
    rng = np.random.default_rng(by)
    x = rng.integers(part.west, part.east + 1, 50).astype(np.uint32)
    y = rng.integers(part.north, part.south + 1, 50).astype(np.uint32)
    key = morton(x, y)
    place = np.searchsorted(first, key, "right") - 1
    assert (key <= last[place]).all()


@pytest.fixture(scope="module")
def britain(shared) -> Atlas:
    path = shared / "data" / "scale" / "gb-postcodes-250k-sample.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(lines)]
    return atlas_of(*np.array(rows).T)


@pytest.mark.parametrize("z", [0, 3, 6, 8])
@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_a_quarter_of_a_million_real_points_add_up(britain, z, share):
    mask = masks(britain, z, share)
    assert_conserved(britain, all_tiles(britain, z, Filter(britain.columns, mask)), mask)


def test_every_tile_of_britain_stays_small(britain):
    for z in range(0, britain.tree.last_zoom + 1):
        tile = britain.tree.levels[z].key >> np.uint64(64 - 2 * z) if z else np.zeros(1, np.uint64)
        ids, count = np.unique(tile, return_counts=True)
        marker = britain.tree.levels[z].start[np.searchsorted(tile, ids[np.argmax(count)])]
        x, y = (int(v[marker]) >> 32 - z for v in (britain.columns.x, britain.columns.y))
        packed = mvt.gzipped_tile(britain.tile(z, x, y), britain.columns, z)
        assert 0 < len(packed) <= mvt.MOST_BYTES
