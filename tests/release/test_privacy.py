"""Where entries are said to be: never more precisely than may be told."""

import re
import struct
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.directory.models import Entry, Site
from cydfap.lib import gazetteer
from cydfap.lib.geography import mercator
from cydfap.lib.postcodes import normalise
from cydfap.release.privacy import DECIMALS, PRECISIONS, SHAPED, published_sites

from . import cast, made


class NoPostcodes:
    """A directory that knows one postcode."""

    def find_many(self, codes):
        known = np.array([code == "CF10 5NB" for code in codes])
        return np.where(known, 51.47, np.nan), np.where(known, -3.18, np.nan), None


HOME = SimpleNamespace(lat=52.625841234, lon=-4.100254321)
TOWN = SimpleNamespace(name_en="Cardiff", name_cy="Caerdydd", lat=51.48, lon=-3.18)


def nearest_town(lat, lon):
    return TOWN


def is_town(text):
    return text in made.TOWNS


MIDDLES = {"postcode": (51.47, -3.18), "town": (TOWN.lat, TOWN.lon), "area": (52.0, -3.5)}
# Where a site may be said to be for each privacy, the exact place aside, and in which words.
POINTS = {"postcode": ["postcode", "town", "area"], "town": ["town", "area"], "area": ["area"]}
TOWNS = {"postcode": [*made.TOWNS, "Cardiff", ""], "town": [*made.TOWNS, ""], "area": [""]}


@given(seed=st.integers(0, 10_000))
def test_a_point_is_told_no_more_exactly_than_allowed_whatever_the_site_calls_it(seed):
    gathered = made.directory(seed, 12)
    for privacy, site, told in pairs(gathered):
        point = told["lat"], told["lon"]
        if privacy == "exact":
            assert point == (site["lat"], site["lon"])
            assert told["precision"] == site["precision"]
        else:
            assert point in [MIDDLES[degree] for degree in POINTS[privacy]]
            assert point == MIDDLES[told["precision"]]
            coarser = max(map(PRECISIONS.index, (privacy, site["precision"])))
            assert PRECISIONS.index(told["precision"]) >= coarser


@given(seed=st.integers(0, 10_000))
def test_words_typed_by_somebody_are_told_only_where_all_may_be(seed):
    for privacy, site, told in pairs(made.directory(seed, 12)):
        said = told["address"], told["town_en"], told["postcode"]
        if privacy == "exact":
            assert said == (site["address"], site["town"], site["postcode"])
            continue
        assert told["address"] == ""
        assert told["town_en"] in TOWNS[privacy]
        assert told["town_cy"] in [*TOWNS[privacy], TOWN.name_cy]
        known = site["postcode"] if site["postcode"] in made.POSTCODES else ""
        assert told["postcode"] == (known if privacy == "postcode" else "")


def pairs(gathered):
    """(privacy, site, what is told of it) for each that is told at all."""
    privacy = gathered.entries["privacy"].to_pylist()
    real = {(s["entry"], s["order"]): s for s in gathered.sites.to_pylist()}
    orders = number_of(gathered)
    rows = published_sites(gathered, NoPostcodes(), nearest_town, is_town).to_pylist()
    for told in rows:
        allowed = privacy[told["entry"]]
        assert allowed != "hidden"
        yield allowed, real[told["entry"], orders[told["entry"]][told["site"] - 1]], told


def number_of(gathered):
    found: dict[int, list[int]] = {}
    for site in gathered.sites.to_pylist():
        found.setdefault(site["entry"], []).append(site["order"])
    return found


@pytest.mark.django_db
def test_a_home_is_in_no_file_of_a_release(publish):
    cast.antur_waunfawr()
    cast.chicken_shack()
    release = publish()
    files = [file for file in release.folder.rglob("*") if file.is_file()]
    assert len(files) > 30
    held_back = [cast.HOME, "Ddychmygol", "ddychmygol", "LL36 9NH", "LL369NH", "ll36", "9nh",
                 "Rhoslefain", "52.62584", "-4.10025"]  # fmt: skip
    unpacked = {file: unpack(file) for file in files}
    for words in held_back:
        assert [f.name for f, text in unpacked.items() if words.encode() in text] == []
    # The same search finds what may be told.
    assert [f.name for f, text in unpacked.items() if b"Bryn Pistyll" in text] != []
    lat, lon = release.entry("60p3t4").lat, release.entry("60p3t4").lon
    assert abs(lat - 52.62584) + abs(lon + 4.10025) > 0.01


@pytest.mark.django_db
@pytest.mark.parametrize("label", PRECISIONS)
@pytest.mark.parametrize("privacy", ["postcode", "town", "area", "hidden"])
def test_no_file_holds_a_home_whatever_its_site_is_called(publish, privacy, label):
    cast.antur_waunfawr()
    entry = cast.chicken_shack()
    Entry.objects.filter(pk=entry.pk).update(privacy=privacy)
    Site.objects.filter(entry=entry).update(
        precision=label, lat=HOME.lat, lon=HOME.lon, town="Flat 2, 14 Mill Lane",
        postcode="12 Hidden Rd",
    )  # fmt: skip
    release = publish()
    x, y = in_the_world(HOME)
    forms = [b"52.62584", b"-4.10025", b"Mill Lane", b"mill lane", b"Hidden Rd", b"hidden rd",
             cast.HOME.encode(), struct.pack("<I", x), struct.pack("<I", y),
             *(struct.pack("<d", side) for exact in (HOME.lat, HOME.lon)
               for side in (exact, round(exact, DECIMALS)))]  # fmt: skip
    files = [file for file in release.folder.rglob("*") if file.is_file()]
    told = {file.name: unpack(file) for file in files}
    for form in forms:
        assert [name for name, content in told.items() if form in content] == []
    assert len(files) > 30


@pytest.mark.django_db
def test_that_search_of_the_files_would_find_a_home_that_may_be_told(publish):
    entry = cast.chicken_shack()
    Entry.objects.filter(pk=entry.pk).update(privacy="exact")
    Site.objects.filter(entry=entry).update(lat=HOME.lat, lon=HOME.lon)
    files = [file for file in publish().folder.rglob("*") if file.is_file()]
    told = {file.name: unpack(file) for file in files}
    x, _ = in_the_world(HOME)
    rounded = struct.pack("<d", round(HOME.lat, DECIMALS))
    assert {name for name, content in told.items() if struct.pack("<I", x) in content} >= {"x.npy"}
    assert "entries.arrow" in [name for name, content in told.items() if rounded in content]
    digits = [name for name, content in told.items() if b"52.62584" in content]
    assert {"sites.csv", "entries.geojson", "entries.kml", "entries-en.xlsx"} <= set(digits)


def in_the_world(point):
    """In world units, as a release would have it."""
    sides = (np.array([round(side, DECIMALS)]) for side in (point.lon, point.lat))
    return [int(side[0]) for side in mercator(*sides)]


def unpack(file):
    import gzip
    import zipfile

    content = file.read_bytes()
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as package:
            return b"".join(package.read(name) for name in package.namelist())
    if file.suffix == ".parquet":
        from pyarrow import parquet

        return str(parquet.read_table(file).to_pylist()).encode()
    if file.suffix == ".pmtiles":
        start = content.find(b"\x1f\x8b")
        parts = content[start:].split(b"\x1f\x8b\x08")
        return content + b"".join(filter(None, map(inflated, parts)))
    del gzip
    return content


def inflated(part):
    import zlib

    try:
        return zlib.decompressobj(31).decompress(b"\x1f\x8b\x08" + part)
    except zlib.error:
        return b""


@pytest.mark.django_db
@pytest.mark.parametrize("privacy", ["exact", "postcode", "town", "area", "hidden"])
def test_each_degree_of_privacy_shows_as_much_as_it_says(publish, privacy):
    entry = cast.chicken_shack()
    Entry.objects.filter(pk=entry.pk).update(privacy=privacy)
    record = publish().entry("60p3t4")
    told = [(s.address, s.postcode, s.precision) for s in record.sites]
    assert (
        told
        == {
            "exact": [(cast.HOME, "LL36 9NH", "exact")],
            "postcode": [("", "LL36 9NH", "postcode")],
            "town": [("", "", "town")],
            "area": [("", "", "area")],
            "hidden": [],
        }[privacy]
    )
    if privacy == "town":
        assert record.sites[0].town == {"en": "Tywyn", "cy": "Tywyn"}


@pytest.mark.django_db
def test_a_place_known_only_to_the_town_is_not_made_more_exact(publish):
    entry = cast.antur_waunfawr()
    Site.objects.filter(entry=entry).update(precision="town")
    told = publish().entry("ant7rwfr").sites
    assert {site.precision for site in told} == {"town"}
    assert told[0].address == "Bryn Pistyll"


@pytest.mark.django_db
def test_a_secretary_who_calls_an_exact_point_a_town_protects_the_home(publish):
    entry = cast.chicken_shack()
    Site.objects.filter(entry=entry).update(precision="town")
    (site,) = publish().entry("60p3t4").sites
    assert site.town == {"en": "Tywyn", "cy": "Tywyn"}
    tywyn = gazetteer.nearest_town(52.62584, -4.10025)
    assert (site.lat, site.lon) == (round(tywyn.lat, DECIMALS), round(tywyn.lon, DECIMALS))


@pytest.mark.django_db
@pytest.mark.parametrize("privacy", ["postcode", "town"])
def test_what_is_out_at_sea_is_published_in_no_town(publish, privacy):
    entry = cast.chicken_shack()
    Entry.objects.filter(pk=entry.pk).update(privacy=privacy)
    sea = {"lat": 52.6, "lon": 4.1, "postcode": "", "town": "", "authority": None}
    Site.objects.filter(entry=entry).update(precision="exact", **sea)
    (site,) = publish().entry("60p3t4").sites
    assert (site.lat, site.lon, site.precision) == (None, None, "")
    assert not any((site.town or {}).values())


@given(st.text("ABab019 \n-", max_size=9) | st.from_regex(SHAPED))
def test_a_postcode_that_is_taken_as_it_is_is_a_normal_one(text):
    if re.search(SHAPED.replace("$", r"\Z"), text):
        assert normalise(text) == text
