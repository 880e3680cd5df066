"""The nearest first, against going through all entries one by one."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cydfap.lib.geography import Point, distance_km
from cydfap.release.reading import EntryRecord, Filters, Release, SiteRecord

from . import made
from .test_choosing import boxes, passes, released

EVERYONE = 10_000
# Two points that a release tells apart may be this near, for it counts with fewer figures.
SAME_KM = 0.003


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Release:
    folder: Path = tmp_path_factory.mktemp("release")
    return released(made.directory(seed=7, entries=400), folder)


@pytest.fixture(scope="module")
def everyone(release) -> list[EntryRecord]:
    return release.page(Filters(), "en", size=EVERYONE).results


points = st.builds(Point, st.floats(51, 54), st.floats(-6, -2)) | st.sampled_from(
    [Point(90, 0), Point(-90, 180), Point(0, -180), Point(51.48, -3.18)]
)


def away(site: SiteRecord, near: Point) -> float:
    assert site.lat is not None
    assert site.lon is not None
    return distance_km(near.lat, near.lon, site.lat, site.lon)


@given(near=points, box=boxes(), layers=st.sampled_from([(), ("housing",), ("none",)]))
@settings(max_examples=60, deadline=None)
def test_all_that_have_a_place_come_the_nearest_first(release, everyone, near, box, layers):
    asked = Filters(layers=layers, bbox=box)
    found = release.page(asked, "en", size=EVERYONE, near=near)
    told = [record.id for record in found.results]
    assert sorted(told) == sorted(
        record.id for record in everyone if passes(record, asked) and record.place
    )
    assert found.total == len(told)
    far = [away(record.sites[0], near) for record in found.results]
    assert all(a <= b + SAME_KM for a, b in pairwise(far))
    for record, km in zip(found.results, far, strict=True):
        inside = [
            away(site, near)
            for site in record.sites
            if site.lat is not None and (not box or box.contains(site.lat, site.lon))
        ]
        assert km <= min(inside) + SAME_KM


@given(near=points, lang=st.sampled_from(["en", "cy"]), size=st.integers(1, 60))
@settings(max_examples=30, deadline=None)
def test_the_pages_go_on_where_the_last_ended(release, near, lang, size):
    whole = release.page(Filters(), lang, size=EVERYONE, near=near)
    pages = range(1, -(-whole.total // size) + 2)
    some = [release.page(Filters(), lang, page, size, near).results for page in pages]
    assert [record.id for page in some for record in page] == [
        record.id for record in whole.results
    ]


def test_what_is_at_one_point_comes_by_name(release):
    cardiff = Point(51.48, -3.18)
    for lang in ("en", "cy"):
        by_name = [record.id for record in release.page(Filters(), lang, size=EVERYONE).results]
        found = release.page(Filters(), lang, size=EVERYONE, near=cardiff).results
        at_one: dict[tuple[float | None, float | None], list[int]] = {}
        for record in found:
            place = record.sites[0]
            at_one.setdefault((place.lat, place.lon), []).append(by_name.index(record.id))
        assert max(map(len, at_one.values())) > 20
        assert all(places == sorted(places) for places in at_one.values())
