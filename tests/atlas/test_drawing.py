"""The drawn map: frames, rings, names; and the coast under them."""

import math
import re
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.atlas import borders, coast, drawing
from cydfap.atlas.frame import FIXED_SIZE, TILE, Frame
from cydfap.atlas.naming import Room, Spot, place_names

WALES = Frame.around(-5.6, 51.3, -2.6, 53.5)
lats, lons = st.floats(-80, 80), st.floats(-179, 179)


@given(lats, lons, st.floats(0, 18))
def test_the_middle_of_a_frame_is_where_it_was_asked_for(lat, lon, zoom):
    frame = Frame.at(lat, lon, zoom)
    assert math.isclose(frame.middle[0], lat, abs_tol=1e-6)
    assert math.isclose(frame.middle[1], lon, abs_tol=1e-6)
    assert math.isclose(frame.width * TILE * 2**zoom, FIXED_SIZE[0])
    assert frame.percent(lat, lon) == (50.0, 50.0)


def test_a_frame_around_an_area_holds_it():
    for lat, lon in ((51.3, -5.6), (53.5, -2.6)):
        x, y = WALES.percent(lat, lon)
        assert 0 <= x <= 100
        assert 0 <= y <= 100


COLOURS = ["red", "purple", "blue", "pink", "teal", "yellow"]
NUMBER = r"-?[\d.]+"
ARC = re.compile(rf"M({NUMBER}) ({NUMBER})A({NUMBER}) \3 0 ([01]) 1 ({NUMBER}) ({NUMBER})")


def turns(line):
    """Where the parts of an arc begin and end, in turns from 12 o'clock, and whether they say that
    they are the longer way round.
    """
    for x, y, radius, longer, x2, y2 in ARC.findall(line):
        ends = []
        for end in ((x, y), (x2, y2)):
            assert math.isclose(math.hypot(*map(float, end)), float(radius), abs_tol=0.1)
            ends.append(math.atan2(float(end[0]), -float(end[1])) / math.tau % 1)
        yield *ends, longer == "1"


@given(st.dictionaries(st.integers(0, 5), st.integers(1, 500), min_size=2))
def test_a_ring_s_arcs_go_round_once_in_the_key_s_order(layers):
    found = drawing.arcs(layers, 40, COLOURS)
    assert [arc.colour for arc in found] == [COLOURS[layer] for layer in sorted(layers)]
    parts = [part for arc in found for part in turns(arc.line)]
    assert len(parts) == len(layers)
    ends = [turn for begin, end, _longer in parts for turn in (begin, end)]
    assert ends == sorted(ends)
    for begin, end, longer in parts:
        assert longer == (end - begin > 0.5) or math.isclose(end - begin, 0.5, abs_tol=0.01)


def test_an_arc_is_as_long_as_its_layer_s_share():
    (begin, end, _), (begin2, end2, _) = (
        part for arc in drawing.arcs({0: 30, 1: 10}, 40, COLOURS) for part in turns(arc.line)
    )
    gap = drawing.RING_GAP / (math.tau * 17)
    assert math.isclose(end - begin, 0.75 * (1 - 2 * gap), abs_tol=0.002)
    assert math.isclose(end2 - begin2, 0.25 * (1 - 2 * gap), abs_tol=0.002)
    assert math.isclose(begin2 - end, gap, abs_tol=0.002)


def test_a_ring_of_one_layer_is_whole():
    (ring,) = drawing.arcs({4: 7}, 40, COLOURS)
    assert ring.colour == "teal"
    assert ring.line == "M0.0 -17.0A17 17 0 0 1 0.0 17.0M0.0 17.0A17 17 0 0 1 0.0 -17.0"


def test_the_keyboard_s_place_is_seen_around_any_ring():
    marks = [drawing.Mark(0, 0, "", "", drawing.ring_size(count)) for count in (2, 40, 4_380)]
    assert all(mark.reach >= mark.half + 4 for mark in marks)
    assert drawing.Mark(0, 0, "", "", 13).reach == 22


def test_one_among_a_thousand_is_still_seen():
    size = drawing.ring_size(1_001)
    (_, (begin, end, _longer)) = (
        part for arc in drawing.arcs({0: 1_000, 1: 1}, size, COLOURS) for part in turns(arc.line)
    )
    assert (end - begin) * math.tau * (size / 2 - 3) > 2.8


@pytest.mark.parametrize(
    ("count", "label"),
    [
        (7, "7"),
        (4_380, "4,380"),
        (9_999, "9,999"),
        (12_345, "12k"),
        (12_500, "13k"),
        (999_499, "999k"),
        (999_900, "1M"),
        (1_240_000, "1.2M"),
        (9_960_000, "10M"),
        (12_500_000, "13M"),
    ],
)
def test_a_count_stays_short_enough_for_its_ring(count, label):
    assert drawing.count_label(count) == label


@pytest.mark.parametrize(("count", "stroke"), [(2, 5), (4, 5), (5, 6), (40, 6), (4_380, 6)])
def test_a_ring_is_as_broad_as_the_live_map_s(count, stroke):
    assert drawing.ring_stroke(drawing.ring_size(count)) == stroke


def test_a_ring_grows_with_its_count_up_to_a_limit():
    sizes = [drawing.ring_size(count) for count in (2, 7, 40, 900, 4_380)]
    assert sizes == sorted(sizes)
    assert sizes[-1] == 58


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=40))
def test_no_name_stands_on_a_mark_or_on_another_name(places):
    spots = [Spot(200, 200, 20), Spot(400, 300, 12)]
    room = Room(650, 780, spots)
    names = [(x, y, f"Llan{n}", "town") for n, (x, y) in enumerate(places)]
    chosen = place_names(room, names, 30)
    boxes = room.taken[len(spots) :]
    wide = [box for box in boxes if box.right - box.left > 20]
    assert len(wide) == len(chosen)
    assert not any(a.meets(b) for a, b in combinations(wide, 2))
    assert not any(box.meets(spot.box) for box in wide for spot in spots)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=40))
def test_where_the_frame_is_all_there_is_no_name_is_cut(places):
    room = Room(300, 370, [Spot(60, 60, 20)], is_all=True)
    names = [(x, y, f"Llanfair{n}", "town") for n, (x, y) in enumerate(places)]
    chosen = place_names(room, names, 30)
    boxes = [box for box in room.taken[1:] if box.right - box.left > 20]
    assert len(boxes) == len(chosen)
    assert all(box.left >= 0 and box.right <= 300 for box in boxes)


SQUARE = np.array([[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8], [0.2, 0.2]])


@given(st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.01, 1))
def test_a_ring_cut_to_a_box_lies_in_the_box_and_is_closed(left, top, size):
    cut = coast.clip(SQUARE, (left, top, left + size, top + size))
    if len(cut):
        assert (cut.min(axis=0) >= np.array([left, top]) - 1e-9).all()
        assert (cut.max(axis=0) <= np.array([left, top]) + size + 1e-9).all()
        assert (cut[0] == cut[-1]).all()


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=60), st.floats(0.01, 0.5))
def test_thinning_moves_a_line_by_no_more_than_its_tolerance(heights, tolerance):
    line = np.column_stack([np.arange(len(heights), dtype=float), heights])
    thinned = coast.thin(line, np.full(len(line), tolerance))
    assert (thinned[0] == line[0]).all()
    assert (thinned[-1] == line[-1]).all()
    for a, b in pairwise(thinned):
        between = line[(line[:, 0] >= a[0]) & (line[:, 0] <= b[0])]
        assert (coast.to_line(between, a, b) <= tolerance + 1e-9).all()


def test_degrees_and_the_unit_square_are_one_another_s_inverse():
    points = np.array([[-3.18, 51.48], [-4.08, 52.41], [0, 0]])
    assert np.allclose(coast.unflatten(coast.flatten(points)), points)


def test_path_data_is_relative_and_closed():
    assert coast.path_data([SQUARE], 0, 0, 0.1) == "M2 2l6 0 0 6-6 0z"


def test_a_border_lies_half_way_between_the_postcodes_of_either_side():
    seeds = np.full((40, 40), borders.NOWHERE)
    seeds[20, 5], seeds[20, 34] = 0, 1
    grid = borders.Grid(borders.nearest_label(seeds), 0.0, 0.0, 1.0)
    lines = borders.lines_between(grid, np.array([True, True]), np.array([0, 1]))
    assert len(lines) == 1
    assert np.allclose(lines[0][:, 0], 20, atol=1)


def test_a_border_parts_the_land_it_crosses():
    line = np.array([[0.5, 0.2], [0.5, 0.5], [0.5, 0.8]])
    corners = [(0.2, 0.2), (0.5, 0.2), (0.8, 0.2), (0.8, 0.8), (0.5, 0.8), (0.2, 0.8), (0.2, 0.2)]
    ring = np.array(corners)
    west, east = sorted(borders.halves(ring, line), key=lambda half: half[:, 0].mean())
    assert west[:, 0].max() == 0.5
    assert east[:, 0].min() == 0.5
