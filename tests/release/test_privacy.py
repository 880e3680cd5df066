"""Where entries are said to be: never more precisely than may be told."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cydfap.directory.models import Entry, Site
from cydfap.release.privacy import DECIMALS, PRECISIONS, published_sites

from . import cast, made


class NoPostcodes:
    """A directory that knows one postcode."""

    def find_many(self, codes):
        known = np.array([code == "CF10 5NB" for code in codes])
        return np.where(known, 51.47, np.nan), np.where(known, -3.18, np.nan), None


TOWN = SimpleNamespace(name_en="Cardiff", name_cy="Caerdydd", lat=51.48, lon=-3.18)


def nearest_town(lat, lon):
    return TOWN


@given(seed=st.integers(0, 10_000))
def test_no_site_is_told_more_precisely_than_allowed_or_known(seed):
    gathered = made.directory(seed, 12)
    privacy = gathered.entries["privacy"].to_pylist()
    real = {(s["entry"], s["order"] + 1): s for s in gathered.sites.to_pylist()}
    numbered = number_of(gathered)
    for told in published_sites(gathered, NoPostcodes(), nearest_town).to_pylist():
        allowed = privacy[told["entry"]]
        site = real[told["entry"], numbered[told["entry"]][told["site"] - 1] + 1]
        assert allowed != "hidden"
        assert PRECISIONS.index(told["precision"]) >= PRECISIONS.index(allowed)
        assert PRECISIONS.index(told["precision"]) >= PRECISIONS.index(site["precision"])
        assert not told["address"] or allowed == "exact"
        assert not told["postcode"] or allowed in ("exact", "postcode")
        assert not told["town_en"] or allowed != "area"
        if PRECISIONS.index(told["precision"]) > PRECISIONS.index(site["precision"]):
            middles = {(51.47, -3.18), (51.48, -3.18), (52.0, -3.5)}
            assert (told["lat"], told["lon"]) in middles
        else:
            assert told["lat"] == round(site["lat"], DECIMALS)


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
