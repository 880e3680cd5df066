"""The cluster tree: what it promises whatever the points."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cydfap.lib.geography import mercator
from cydfap.release import tree

from .scatter import places

CARDIFF = (-3.18, 51.48)


def grown(lon, lat, radius_px=42.0):
    x, y = mercator(np.asarray(lon, float), np.asarray(lat, float))
    return tree.build(x, y, [f"e{i}" for i in range(len(x))], radius_px=radius_px), x, y


@settings(deadline=None, max_examples=80)
@given(places(), st.sampled_from((20.0, 42.0, 64.0)))
def test_every_row_is_in_exactly_one_cluster_of_every_zoom(where, radius_px):
    made, x, _ = grown(*where, radius_px)
    assert sorted(made.order.tolist()) == list(range(len(x)))
    for level in made.levels:
        spans = sorted(zip(level.start.tolist(), level.end.tolist(), strict=True))
        covered = [row for start, end in spans for row in range(start, end)]
        assert covered == list(range(len(x)))
        assert all(start < end for start, end in spans)
        assert (np.diff(level.key.astype(object)) > 0).all()


@settings(deadline=None, max_examples=80)
@given(places(), st.sampled_from((20.0, 42.0, 64.0)))
def test_no_two_markers_of_a_zoom_are_nearer_than_the_radius(where, radius_px):
    made, x, y = grown(*where, radius_px)
    for level in made.levels:
        rows = made.order[level.start]
        px = np.stack((x[rows], y[rows])).astype(float) * 512 * 2.0**level.z / 2**32
        gaps = np.hypot(*(px[:, :, None] - px[:, None, :]))[np.triu_indices(len(rows), 1)]
        assert level.reach == 0 if level.z == made.last_zoom else (gaps >= radius_px).all()


@settings(deadline=None, max_examples=80)
@given(places())
def test_a_marker_stays_a_marker_on_zooming_in_and_clusters_only_split(where):
    made, _, _ = grown(*where)
    for above, below in itertools.pairwise(made.levels):
        assert set(above.start.tolist()) <= set(below.start.tolist())
        assert set(above.end.tolist()) <= set(below.end.tolist())


@settings(deadline=None, max_examples=50)
@given(places())
def test_members_are_within_twice_the_radius_of_their_marker(where):
    made, x, y = grown(*where)
    x, y = x[made.order].astype(float), y[made.order].astype(float)
    for level in made.levels:
        for start, end in zip(level.start.tolist(), level.end.tolist(), strict=True):
            far = np.hypot(x[start:end] - x[start], y[start:end] - y[start]).max()
            assert far <= 2 * level.reach


@settings(deadline=None, max_examples=50)
@given(places(), st.randoms(use_true_random=False))
def test_the_tree_does_not_depend_on_the_order_of_the_rows(where, random):
    x, y = mercator(*where)
    ids = np.array([f"e{i}" for i in range(len(x))], dtype=object)
    shuffled = list(range(len(x)))
    random.shuffle(shuffled)
    one = tree.build(x, y, list(ids))
    other = tree.build(x[shuffled], y[shuffled], list(ids[shuffled]))
    assert ids[one.order].tolist() == ids[shuffled][other.order].tolist()


def test_a_new_entry_far_away_changes_nothing_here():
    rng = np.random.default_rng(7)
    lon, lat = CARDIFF[0] + rng.normal(0, 0.05, 500), CARDIFF[1] + rng.normal(0, 0.05, 500)
    before, _, _ = grown(lon, lat)
    after, _, _ = grown([*lon, 20.0], [*lat, 0.0])
    for old, new in zip(before.levels[3:], after.levels[3:], strict=True):
        here = set(before.order[old.start].tolist())
        assert set(after.order[new.start].tolist()) == here | {500}


@settings(deadline=None, max_examples=50)
@given(places())
def test_what_is_not_kept_joins_the_nearest_that_is(where):
    made, x, y = grown(*where)
    x, y = x[made.order].astype(float), y[made.order].astype(float)
    for above, below in itertools.pairwise(made.levels[:-1]):
        for marker in below.start.tolist():
            joined = above.start[(above.start <= marker) & (marker < above.end)]
            gaps = np.hypot(x[above.start] - x[marker], y[above.start] - y[marker])
            assert np.hypot(x[joined] - x[marker], y[joined] - y[marker]) == gaps.min()


@pytest.mark.parametrize("further", [0.00011, 0.00013, 0.00016, 0.0002])
def test_the_heaviest_stack_is_the_marker_and_its_nearest_neighbour_comes_next(further):
    doors = [0.0, -further, 0.0, 0.0001, 0.0]
    made, _, _ = grown([CARDIFF[0] + d for d in doors], [CARDIFF[1]] * 5)
    assert set(made.order[:3].tolist()) == {0, 2, 4}
    assert made.order[3:].tolist() == [3, 1]
    assert (made.levels[0].start.tolist(), made.levels[0].end.tolist()) == ([0], [5])
    assert len(made.levels[made.last_zoom].start) == 3


@pytest.mark.parametrize("sites", [0, 1, 2])
def test_a_map_of_hardly_anything(sites):
    made, _, _ = grown([-3.18, 179.9][:sites], [51.48, -84.0][:sites])
    assert made.last_zoom == tree.FIRST_LAST_ZOOM
    assert [len(level.start) for level in made.levels[3:]] == [sites] * (made.last_zoom - 2)


def test_a_hundred_thousand_at_one_place_are_one_stack():
    made, _, _ = grown([CARDIFF[0]] * 100_000, [CARDIFF[1]] * 100_000)
    assert {(len(level.start), int(level.end[0])) for level in made.levels} == {(1, 100_000)}


def test_the_poles_and_the_ends_of_the_world_stay_on_the_map():
    made, x, y = grown([-180, 180, 180, -180, 0], [90, -90, 85.06, -86, 90])
    assert sorted(made.order.tolist()) == [0, 1, 2, 3, 4]
    assert {int(v) for v in (*x, *y)} == {0, 2**31, 2**32 - 1}


@pytest.mark.parametrize(("spread", "last_zoom"), [(1.0, 14), (0.02, 17), (0.00004, 20)])
def test_the_last_zoom_is_the_first_whose_densest_tile_can_be_read(spread, last_zoom):
    rng = np.random.default_rng(3)
    count = 20_000 if spread < 0.001 else 200_000
    lon = CARDIFF[0] + rng.normal(0, spread, count)
    made, x, y = grown(lon, CARDIFF[1] + rng.normal(0, spread * 0.6, count))
    assert made.last_zoom == last_zoom
    level = made.levels[last_zoom]
    tile = level.key >> np.uint64(64 - 2 * last_zoom)
    assert np.unique(tile, return_counts=True)[1].max() <= tree.DENSEST
    if last_zoom < tree.DEEPEST_LAST_ZOOM:
        assert level.reach == 0
        assert len(level.start) == len(np.unique(np.stack((x, y)), axis=1).T)


def test_a_saved_tree_is_read_back_memory_mapped(tmp_path):
    made, _, _ = grown([-3.18, -3.19, -4.0], [51.48, 51.48, 52.4])
    made.save(tmp_path)
    read = tree.Tree.load(tmp_path)
    assert (read.radius_px, read.last_zoom) == (made.radius_px, made.last_zoom)
    assert read.order.tolist() == made.order.tolist()
    for old, new in zip(made.levels, read.levels, strict=True):
        assert (old.z, old.reach) == (new.z, new.reach)
        assert [v.tolist() for v in old[1:4]] == [v.tolist() for v in new[1:4]]
        assert not new.key.flags.owndata


def test_an_empty_tree_is_saved_and_read_back(tmp_path):
    made, _, _ = grown([], [])
    made.save(tmp_path)
    assert len(tree.Tree.load(tmp_path).order) == 0


def test_hashes_of_ids_are_the_same_for_ever():
    assert tree.hash_ids(["7K3M", "Q2RS"]).tolist() == [13462030472309516820, 11094016767443648139]


@pytest.mark.parametrize("radius_px", [5, 100])
def test_a_radius_that_would_make_an_unreadable_map_is_refused(radius_px):
    with pytest.raises(ValueError, match="radius_px must be from 20 to 64"):
        grown([], [], radius_px)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="differ in length: 2, 2, 1"):
        tree.build(np.zeros(2, np.uint32), np.zeros(2, np.uint32), ["a"])


def test_a_small_forum_has_its_pins_nearer_together():
    assert tree.radius_for(200) < tree.radius_for(50_000)
