"""Filters, facets, boxes and pages, against going through all entries one by one."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from cydfap.directory.enums import Kind, Privacy, Sector, Status
from cydfap.directory.models.layer import MOST_LAYERS
from cydfap.lib import dates
from cydfap.lib.geography import Box
from cydfap.lib.welsh.questions import Asked, Word
from cydfap.lib.welsh.spelling import whole_key, written_words
from cydfap.release import about, build
from cydfap.release.choices import Choice
from cydfap.release.columns import public_rows
from cydfap.release.filters import MOST_VALUES, TooMuchAsked, in_order
from cydfap.release.gather import Gathered
from cydfap.release.index import CONCEPT, FORM, NAME, OTHER, START, WHOLE
from cydfap.release.privacy import published_sites
from cydfap.release.reading import EntryRecord, Filters, Release, SiteRecord
from cydfap.release.recent import Recent
from cydfap.release.words import keys

from . import made
from .test_privacy import NoPostcodes, is_town, nearest_town

FACETS = {"layer": "layers", "sector": "sectors", "area": "areas", "status": "statuses"}


@pytest.fixture(scope="module", params=[0, 1, 400])
def release(request, tmp_path_factory) -> Release:
    gathered = made.directory(seed=request.param, entries=request.param)
    return released(gathered, tmp_path_factory.mktemp("release"))


def released(gathered: Gathered, folder: Path) -> Release:
    sites = published_sites(gathered, NoPostcodes(), nearest_town, is_town)
    told = about.content(gathered)
    ties = build.Ties(gathered.relations, gathered.news, gathered.dated)
    build.build(folder, "made", public_rows(gathered, sites), ties, told)
    return Release(folder)


def some(values) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([*values, "none"]), max_size=2, unique=True).map(tuple)


@st.composite
def boxes(draw) -> Box | None:
    if draw(st.booleans()):
        return draw(st.sampled_from([None, Box(-6, 51, -2, 54)]))
    west, east = sorted((draw(st.floats(-5.3, -2.6)), draw(st.floats(-5.3, -2.6))))
    south, north = sorted((draw(st.floats(51.3, 53.5)), draw(st.floats(51.3, 53.5))))
    return Box(west, south, east, north)


VALUES = {"layers": made.LAYERS, "sectors": Sector.values[:5], "areas": made.AREAS,
          "statuses": Status.values, "kinds": Kind.values}  # fmt: skip


# Mostly none: few entries have days.
DAYS = ["", "", "", "2026-05", "2026-05-14", "2016~", "2017-06/2018", "2026"]


@st.composite
def filters(draw) -> Filters:
    """At most two fields, often none: of many together nothing would be left."""
    fields = draw(st.lists(st.sampled_from(list(VALUES)), max_size=2, unique=True))
    chosen = {field: draw(some(VALUES[field])) for field in fields}
    since, until = in_order(draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS)))
    return Filters(**chosen, bbox=draw(boxes()), since=since, until=until)


# Each of these words is somebody's, so that none stands for one near to it; or is too short to.
QUESTIONS = ["care", "car", "c", "care c", "co operative", "gofal tai", "tai g", "powys",
             "st mary's", "caffi'r d", "owned ho", "w06000001 en", "cf10", "zz"]  # fmt: skip


def within(code: str) -> set[str]:
    return {code}.union(*(within(around) for around in made.AREAS.get(code, [])))


def passes(record: EntryRecord, asked: Filters) -> bool:
    """Whether an entry passes: what is said of its place must be true of one and the same site."""
    if asked.layers and not set(asked.layers) & set(record.layers):
        return False
    if asked.sectors and not set(asked.sectors) & set(record.sectors):
        return False
    if asked.statuses and record.status not in asked.statuses:
        return False
    if asked.kinds and record.kind not in asked.kinds:
        return False
    if (asked.since or asked.until) and not touches(record, asked.since, asked.until):
        return False
    if not asked.areas and not asked.bbox:
        return True
    return any(
        (not asked.areas or within(site.authority) & set(asked.areas))
        and (not asked.bbox or (site.lat is not None and asked.bbox.contains(site.lat, site.lon)))
        for site in record.sites
    )


def touches(record: EntryRecord, since: str, until: str) -> bool:
    """Whether any of its days is one that is asked for."""
    if record.dated is None:
        return False
    when = dates.parse(record.dated.when)
    first = dates.parse(since).earliest if since else date.min
    last = dates.parse(until).latest if until else date.max
    return (when.earliest or date.min) <= last and first <= (when.latest or date.max)


def answers(release: Release, record: EntryRecord, query: str) -> int:
    """How well an entry answers a question, from its texts alone."""
    areas = [release.areas[site.authority].name for site in record.sites if site.authority]
    labels = [*areas, *(release.sectors[sector] for sector in record.sectors)]
    english = [record.name_en, record.summary_en, *(label["en"] for label in labels)]
    english += [t for s in record.sites for t in (s.address, s.town_en, s.postcode)]
    welsh = [record.name_cy, *(label["cy"] for label in labels), *(s.town_cy for s in record.sites)]
    said = " ".join(map(whole_key, written_words(query)))
    wholes = [" ".join(map(whole_key, written_words(n))) for n in (record.name_en, record.name_cy)]
    if said in wholes:
        return WHOLE
    if any(whole.startswith(said) for whole in wholes):
        return START
    questions = release._index.questions
    known = {
        NAME: written([record.name_en, record.name_cy]),
        OTHER: written([*english, *welsh]),
        FORM: {key.token for text in welsh for key in questions.keys.keys(text, "cy")},
    }
    asked = questions.ask(query)
    return min(answers_one(known, one, one is asked[-1]) for one in asked)


def answers_one(known: dict[int, set[str]], asked: Asked, is_last: bool) -> int:
    last = asked.words[-1]
    best = min(answers_word(known, word, is_last and word is last) for word in asked.words)
    everything = known[OTHER] | known[FORM]
    return max(best, CONCEPT) if any(everything.issuperset(p) for p in asked.others) else best


def answers_word(known: dict[int, set[str]], word: Word, is_prefix: bool) -> int:
    def begins(keys: set[str]) -> bool:
        return any(key.startswith(word.exact) for key in keys)

    for level in (NAME, OTHER):
        if word.exact in known[level] or (is_prefix and begins(known[level])):
            return level
    by_form = known[FORM].intersection([word.exact, *word.derived])
    long_enough = is_prefix and len(word.exact) >= 3
    return FORM if by_form or (long_enough and begins(known[FORM])) else 0


def written(texts: list[str]) -> set[str]:
    return {key for text in texts for word in written_words(text) for key in keys(word)}


def has_point(site: SiteRecord, asked: Filters) -> bool:
    """Whether a site of an entry that passes is one of the points that do."""
    if site.lat is None or (asked.bbox and not asked.bbox.contains(site.lat, site.lon)):
        return False
    return not asked.areas or bool(within(site.authority) & set(asked.areas))


@cache
def answering(release: Release, query: str) -> dict[str, int]:
    scores = {r.id: answers(release, r, query) for r in everything(release)}
    return {key: score for key, score in scores.items() if score}


@cache
def everything(release: Release) -> list[EntryRecord]:
    return release.page(Filters(), "en", size=10_000).results


@settings(max_examples=40)
@given(asked=filters())
def test_a_list_holds_exactly_what_passes(release, asked):
    expected = {record.id for record in everything(release) if passes(record, asked)}
    page = release.page(asked, "en", size=10_000)
    assert [record.id for record in page.results] == [
        record.id for record in everything(release) if record.id in expected
    ]
    assert page.total == len(expected)


def test_dates_the_wrong_way_round_mean_the_time_between_and_junk_means_nothing():
    def read(query: str) -> tuple[str, str]:
        found = Filters.from_query(QueryDict(query), "en")
        return found.since, found.until

    assert read("from=2026-06&to=2026-05") == ("2026-05", "2026-06")
    assert read("from=2026-05-20&to=2026-05") == ("2026-05-20", "2026-05")
    assert read("from=14/5/2026") == ("2026-05-14", "")
    assert read("from=soon&to=2026-13&q=x") == ("", "")
    assert read("from=2026/..") == ("", "")
    asked = Filters.from_query(QueryDict("from=2026-05&to=2026-06"), "en")
    assert asked.query() == "from=2026-05&to=2026-06"
    assert asked


@settings(max_examples=40)
@given(asked=filters())
def test_a_facet_says_what_ticking_it_alone_would_give(release, asked):
    facets = release.page(asked, "en", size=1).facets
    for facet, field in FACETS.items():
        known = {"layer": made.LAYERS, "sector": Sector.values, "area": made.AREAS,
                 "status": Status.values}[facet]  # fmt: skip
        for value in known:
            alone = Filters(**(vars(asked) | {field: (value,)}))
            expected = sum(passes(record, alone) for record in everything(release))
            assert facets[facet].get(value, 0) == expected, (facet, value)


@settings(max_examples=80)
@given(asked=filters(), query=st.sampled_from(QUESTIONS), lang=st.sampled_from(["en", "cy"]))
def test_a_search_gives_the_best_first_and_those_alike_by_name(release, asked, query, lang):
    if len(everything(release)) < len(QUESTIONS):
        query = "zz"
    scores = answering(release, query)
    in_order = release.page(Filters(), lang, size=10_000).results
    expected = [r.id for r in in_order if r.id in scores and passes(r, asked)]
    expected.sort(key=lambda key: -scores[key])
    asked = replace(asked, q=query)
    page = release.page(asked, lang, size=10_000)
    assert [record.id for record in page.results] == expected
    assert page.total == len(expected)
    assert page.sites == sum(has_point(site, asked) for r in page.results for site in r.sites)
    second = release.page(asked, lang, page=2, size=3).results
    assert [record.id for record in second] == expected[3:6]
    for status in Status.values:
        alone = replace(asked, statuses=(status,))
        n = sum(passes(r, alone) for r in in_order if r.id in scores)
        assert page.facets["status"][status] == n


@settings(max_examples=40)
@given(asked=filters(), zoom=st.integers(0, 14))
def test_the_marks_of_the_map_add_up_to_the_sites_that_pass(release, asked, zoom):
    world = Box(-180, -85, 180, 85)
    marks = release.marks(asked.choice(), world, zoom)
    assert sum(mark.n for mark in marks) == release.page(asked.choice(), "en").sites


@settings(max_examples=40)
@given(asked=filters(), size=st.integers(1, 7))
def test_pages_put_one_after_another_are_the_list(release, asked, size):
    whole = [record.id for record in release.page(asked, "cy", size=10_000).results]
    pages = release.page(asked, "cy", size=size).pages
    turned = [
        record.id
        for number in range(1, pages + 1)
        for record in release.page(asked, "cy", number, size).results
    ]
    assert turned == whole
    assert release.page(asked, "cy", pages + 1, size).results == []


def test_where_all_names_come_late_the_first_of_them_are_found(tmp_path):
    """The east is called Z, the west A: what the names' order begins with is not in the east."""
    gathered = made.directory(seed=2, entries=400)
    sites = gathered.sites
    eastern = set(sites["entry"].filter(pc.greater(sites["lon"], -3.95)).to_pylist())
    names = [f"{'Z' if at in eastern else 'A'} care {at}" for at in range(len(gathered.entries))]
    columns = dict(zip(gathered.entries.column_names, gathered.entries.columns, strict=True))
    columns["name_en"] = pa.array(names, pa.large_string())
    columns["privacy"] = made.coded([Privacy.EXACT] * len(names))
    release = released(replace(gathered, entries=pa.table(columns)), tmp_path)
    east = Box(-3.8, 51, -2, 54)
    for asked in (Filters(), Filters(layers=("care",)), Filters(q="care")):
        asked = replace(asked, bbox=east)
        expected = [r.id for r in everything(release) if passes(r, asked)]
        for size in (1, 2, 5):
            found = release.page(asked, "en", size=size).results
            assert [r.id for r in found] == expected[:size]


def test_in_a_box_the_site_that_lies_in_it_comes_first(release):
    for record in everything(release):
        for site in record.sites:
            if site.lat is None:
                continue
            box = Box(site.lon - 1e-4, site.lat - 1e-4, site.lon + 1e-4, site.lat + 1e-4)
            found = {r.id: r for r in release.page(Filters(bbox=box), "en", size=10_000).results}
            first = found[record.id].sites[0]
            assert (first.lat, first.lon) == (site.lat, site.lon)


def test_every_entry_is_found_by_its_id(release):
    for record in everything(release):
        found = release.entry(record.id)
        assert found is not None
        assert {site.site for site in found.sites} == {site.site for site in record.sites}
    assert release.entry("nobody") is None
    assert release.entry("tŷ") is None
    assert release.entry("") is None


def test_a_list_is_in_alphabetical_order_of_its_language(release):
    from cydfap.lib.welsh import english_key, sort_key

    for lang, key in (("en", english_key), ("cy", sort_key)):
        results = release.page(Filters(), lang, size=10_000).results
        keys = [key(r.name[lang] or r.name_en or r.name_cy) for r in results]
        assert keys == sorted(keys)


def test_what_is_kept_of_choices_has_a_limit(release):
    recent = Recent(limit=100 * 1_000_000)
    for number in range(1_000):
        asked = Filters(q=str(number))
        recent.get(asked, lambda asked=asked: Choice(release._numbers, release._index, asked))
    assert len(recent.kept) <= 200
    assert Filters(q="999") in recent.kept


@pytest.mark.parametrize("junk", ["carê", "a b", "x" * 41, "none", "nobody", "a/b"])
@pytest.mark.parametrize("parameter", ["layer", "sector", "area", "status", "kind"])
def test_a_value_nobody_knows_is_one_that_no_entry_has(release, parameter, junk):
    asked = Filters.from_query(QueryDict(urlencode({parameter: junk})), "en")
    assert release.page(asked, "en").total == 0
    assert Filters.from_query(QueryDict(asked.query()), "en") == asked


def test_a_layer_with_an_underscore_in_its_key_can_be_asked_for():
    asked = Filters.from_query(QueryDict("layer=care_homes&layer="), "en")
    assert asked.layers == ("care_homes",)
    assert asked.query() == "layer=care_homes"


def test_layer_all_is_every_layer_and_says_so_in_an_address():
    asked = Filters.from_query(QueryDict("layer=housing&layer=all&status=active"), "en")
    assert (asked.layers, asked.every_layer) == ((), True)
    assert asked.query() == "layer=all&status=active"
    assert Filters.from_query(QueryDict(asked.query()), "en") == asked
    # It chooses what is chosen without it, so both share what is kept.
    assert asked.choice() == Filters(statuses=("active",))
    assert not Filters.from_query(QueryDict("layer=all"), "en")


def test_layers_shown_at_first_are_for_who_has_chosen_none():
    first = ("members",)
    chosen = {"": first, "layer=all": (), "layer=housing": ("housing",), "layer=none": ("none",)}
    for query, layers in chosen.items():
        assert Filters.from_query(QueryDict(query), "en").or_first(first).layers == layers


def test_what_is_asked_too_often_is_refused_before_anything_is_counted():
    most = "&".join(f"area=W0600000{n}" for n in range(MOST_VALUES))
    assert len(Filters.from_query(QueryDict(most), "en").areas) == MOST_VALUES
    with pytest.raises(TooMuchAsked, match="area may be repeated 100 times at most"):
        Filters.from_query(QueryDict(f"{most}&area=W06000010"), "en")


def test_every_layer_that_a_release_can_have_can_be_asked_for_at_once():
    every = [f"layer-{n}" for n in range(MOST_LAYERS)]
    asked = Filters.from_query(QueryDict(urlencode({"layer": every}, doseq=True)), "en")
    assert len(asked.layers) == MOST_LAYERS
