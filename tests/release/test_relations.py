"""Links between entries, read from either end."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from cydfap.release import about, build
from cydfap.release.columns import public_rows
from cydfap.release.privacy import published_sites
from cydfap.release.reading import MOST_RELATIONS, Filters, Release

from . import made
from .test_privacy import NoPostcodes, is_town, nearest_town

ENTRIES, OWN = 90, 5


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Release:
    """All others are members of the first entry, which is partner of five of them."""
    gathered = made.directory(seed=1, entries=ENTRIES)
    others = np.arange(1, ENTRIES)
    first = np.zeros(ENTRIES - 1, np.int64)
    notes = [f"since {n}" for n in range(OWN + len(others))]
    relations = pa.table(
        {
            "subject": np.concatenate((first[:OWN], others)),
            "object": np.concatenate((others[:OWN], first)),
            "kind": pa.array(["partner"] * OWN + ["member-of"] * len(others), pa.large_string()),
            "note_en": pa.array(notes, pa.large_string()),
            "note_cy": pa.array([""] * (OWN + len(others)), pa.large_string()),
        }
    )
    gathered = replace(gathered, relations=relations)
    sites = published_sites(gathered, NoPostcodes(), nearest_town, is_town)
    folder = tmp_path_factory.mktemp("release")
    told = about.content(gathered)
    ties = build.Ties(gathered.relations, gathered.news)
    build.build(folder, "made", public_rows(gathered, sites), ties, told)
    return Release(folder)


@pytest.fixture(scope="module")
def ids(release) -> list[str]:
    return sorted(record.id for record in release.page(Filters(), "en", size=ENTRIES).results)


def test_of_many_relations_the_first_are_told_its_own_before_those_to_it(release, ids):
    hub = release.entry(ids[0])
    assert [(r.id, r.kind, r.outward) for r in hub.relations] == [
        *((id, "partner", True) for id in ids[1 : OWN + 1]),
        *((id, "member-of", False) for id in ids[1 : MOST_RELATIONS - OWN + 1]),
    ]
    assert [r.note_en for r in hub.relations] == [f"since {n}" for n in range(MOST_RELATIONS)]
    assert hub.relations_in_all == OWN + ENTRIES - 1


def test_at_the_other_end_are_the_same_relations(release, ids):
    names = release.entry(ids[0]).name
    member, last = release.entry(ids[1]), release.entry(ids[-1])
    assert [(r.id, r.kind, r.outward) for r in member.relations] == [
        (ids[0], "member-of", True),
        (ids[0], "partner", False),
    ]
    assert [(r.kind, r.name) for r in last.relations] == [("member-of", names)]
    assert (member.relations_in_all, last.relations_in_all) == (2, 1)
