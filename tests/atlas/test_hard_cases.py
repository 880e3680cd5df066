"""What broke once: the edges of the world, broken releases, other methods."""

import gc
import re
import shutil
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from cydfap.atlas import kept, letters
from cydfap.atlas.choices import some as sorted_choices
from cydfap.atlas.entries import place_line
from cydfap.atlas.frame import Frame
from cydfap.atlas.templatetags.atlas import licence, marked
from cydfap.atlas.urls import machine_patterns, urlpatterns
from cydfap.atlas.views.map import box_of, frame_of
from cydfap.directory.models import Entry
from cydfap.release import api, reading
from cydfap.release.reading import Filters, Release


@given(some.floats(-85, 85), some.floats(-180, 180), some.floats(0, 24))
def test_every_view_has_a_box_on_the_globe(lat, lon, zoom):
    box = box_of(Frame.at(lat, lon, zoom))
    assert -180 <= box.west < box.east <= 180
    assert -90 <= box.south < box.north <= 90
    assert frame_of(QueryDict(f"lat={lat}&lon={lon}&z={zoom}"), {}).zoom is not None


@pytest.mark.parametrize("view", ["lat=52&lon=-4&z=0", "lat=85&lon=180&z=0",
                                  "lat=-85&lon=-180&z=18"])  # fmt: skip
@pytest.mark.parametrize("part", ["", "&part=results"])
def test_the_map_is_there_at_the_edges_of_the_world(view, part, reader, release):
    assert reader.get(f"/en/map/?{view}{part}").status_code == 200


@pytest.fixture
def broken(settings, published, tmp_path):
    """A data folder whose release has lost a file."""
    shutil.copytree(published / "releases", tmp_path / "releases")
    settings.DATA = tmp_path
    (tmp_path / "releases" / "current").read_text()
    for file in (tmp_path / "releases").glob("*/columns/x.npy"):
        file.write_bytes(b"")


@pytest.mark.parametrize(
    "address",
    ["/en/", "/cy/map/", "/en/directory/", "/en/data/", "/cy/chwilio/?q=tai", "/api/search",
     "/data/current/entries.csv", "/tiles/0123456789abcdef/0/0/0.mvt", "/sitemap.xml",
     "/sitemap-en.xml"],
)  # fmt: skip
def test_a_broken_release_is_not_nothing_yet(address, reader, broken):
    answer = reader.get(address)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert b"Nothing is published yet" not in answer.content


@pytest.mark.parametrize("pattern", [*urlpatterns, *machine_patterns], ids=lambda p: p.name)
@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "POST", "DELETE"])
def test_a_reader_s_address_takes_no_other_method(pattern, method, rf):
    request = rf.generic(method, "/")
    assert pattern.callback(request).status_code == 405


def test_a_refused_method_is_named_as_the_reason(release):
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    assert strict.post("/api/search").status_code == 405
    assert strict.delete("/en/map/").status_code == 405


def test_a_release_goes_when_nobody_reads_it(published):
    place = next(folder for folder in (published / "releases").iterdir() if folder.is_dir()
                 and (folder / "about.json").exists())  # fmt: skip
    old = Release(place)
    assert letters.letters(old, Filters(), "cy", 3, 20)
    gone = weakref.ref(old)
    del old
    gc.collect()
    assert gone() is None


def test_an_older_release_goes_with_its_folder(publish_again, settings):
    older = publish_again().hash
    Entry.objects.filter(public_id="60p3t4").update(status="closed")
    publish_again()
    assert kept.find(older) is not None
    shutil.rmtree(settings.DATA / "releases" / older)
    assert kept.find(older) is None


def test_several_threads_that_ask_for_older_releases_at_once_share_each(publish_again, settings):
    settings.RELEASES_KEPT = kept.MOST_OPEN + 2
    older = [publish_again().hash]
    for number in range(kept.MOST_OPEN):
        Entry.objects.filter(public_id="60p3t4").update(phone=str(number))
        older.append(publish_again().hash)
    Entry.objects.filter(public_id="60p3t4").update(status="closed")
    publish_again()
    together = threading.Barrier(4, timeout=60)

    def ask(_thread):
        found = []
        for name in older:
            together.wait()
            found.append(kept.find(name))
        return found

    with ThreadPoolExecutor(4) as threads:
        asked = list(threads.map(ask, range(4)))
    for name, found in zip(older, zip(*asked, strict=True), strict=True):
        assert [release.hash for release in found] == [name] * 4
        assert len(set(map(id, found))) == 1


def test_a_box_has_no_index_of_letters(reader, release):
    page = reader.get("/en/directory/?bbox=-4.3,53,-4.1,53.3").content.decode()
    assert "Antur Waunfawr" in page
    assert 'class="letters"' not in page


@pytest.mark.parametrize("address", ["/en/directory/?page=99", "/en/map/?page=99"])
def test_beyond_the_last_page_is_the_last(address, reader, release):
    assert "Antur Waunfawr" in reader.get(address).content.decode()


def test_the_search_of_pages_and_of_commands_is_one(reader, release):
    for query in ("q=tai&lang=cy", "layer=housing", "bbox=-4.3,53,-4.1,53.3"):
        asked = QueryDict(query)
        lang = asked.get("lang", "en")
        told = api.answer(release, Filters.from_query(asked, lang), lang)
        assert reader.get(f"/api/search?{query}").json() == told


@pytest.mark.parametrize("asked", ["bytes=0-" + "1" * 5000, "bytes=²-", "bytes=-" + "9" * 5000])
def test_a_range_of_absurd_numbers_gives_the_whole_file(asked, reader, release):
    answer = reader.get("/data/current/entries.csv", HTTP_RANGE=asked)
    assert answer.status_code == 200
    answer.getvalue()


@pytest.mark.parametrize("address", ["/data/current/entries.csv", "/api/search?q=tai", "tile"])
def test_what_machines_fetch_has_no_language(address, reader, release):
    if address == "tile":
        address = f"/tiles/{release.hash}/0/0/0.mvt"
    answer = reader.get(address, HTTP_ACCEPT_LANGUAGE="cy")
    assert answer.getvalue()
    assert "Accept-Language" not in answer.headers.get("Vary", "")
    assert "Content-Language" not in answer.headers


@pytest.mark.parametrize("name", ["entries.csv", "datapackage.json"])
def test_a_file_that_was_compressed_on_the_way_is_known_again(name, reader, release):
    address = f"/data/current/{name}"
    answer = reader.get(address, HTTP_ACCEPT_ENCODING="gzip")
    answer.getvalue()
    assert answer["ETag"].startswith("W/")
    again = reader.get(address, HTTP_IF_NONE_MATCH=answer["ETag"], HTTP_ACCEPT_ENCODING="gzip")
    assert again.status_code == 304


def test_images_are_served_and_nothing_else_that_was_uploaded(reader, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ("images/a.png", "images/a.svg", "images/a.html", "documents/a.png"):
        file = settings.MEDIA_ROOT / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    (tmp_path / "secret.png").write_bytes(b"x")
    answer = reader.get("/media/images/a.png")
    assert answer["Content-Type"] == "image/png"
    assert answer.getvalue() == b"x"
    for name in ("images/a.svg", "images/a.html", "documents/a.png", "../secret.png",
                 "images/../../secret.png", "images/", f"images/{'a' * 300}.png"):  # fmt: skip
        assert reader.get(f"/media/{name}").status_code == 404


def test_choices_are_in_the_order_of_the_welsh_alphabet():
    names = {word: {"en": word, "cy": word} for word in ("Llan", "Lwc", "Ynys", "Ôl")}
    found = sorted_choices(names, (), dict.fromkeys(names, 1), "cy", {})
    assert [choice.name for choice in found] == ["Lwc", "Llan", "Ôl", "Ynys"]


def test_a_name_is_plain_where_it_is_no_element(reader, release):
    page = reader.get("/en/directory/ant7rwfr/antur-waunfawr/").content.decode()
    head = page.split("</head>")[0]
    home = reader.get("/en/").content.decode().split("</head>")[0]
    chicken = reader.get("/en/directory/60p3t4/chicken-shack-housing-co-operative/")
    for text in (head, home, chicken.content.decode().split("</head>")[0].split("<script")[0]):
        assert "\u2060" not in text


def test_a_summary_is_cut_before_it_is_escaped(reader, publish_again):
    Entry.objects.filter(public_id="60p3t4").update(
        summary_en="&" * 300, summary_state_en="original"
    )
    publish_again()
    page = reader.get("/en/directory/60p3t4/chicken-shack-housing-co-operative/").content.decode()
    description = re.search(r'name="description" content="([^"]*)"', page)
    assert description
    assert description[1] == "&amp;" * 199 + "…"


def test_a_filtered_list_is_its_own_page(reader, release):
    page = reader.get("/en/directory/?layer=housing&lat=5").content.decode()
    assert '<link rel="canonical" href="http://localhost/en/directory/?layer=housing">' in page


def test_an_english_place_on_a_welsh_page_is_marked(release):
    record = release.entry("60p3t4")
    town = replace(record.sites[0], town_en="<Town>", town_cy="")
    line = place_line(release, replace(record, sites=(town,)), "cy")
    assert line == ("<Town>", "en")


def test_words_in_another_language_say_so_and_are_escaped(release):
    record = release.entry("60p3t4")
    town = replace(record.sites[0], town_en="", town_cy="<Tref>")
    line = place_line(release, replace(record, sites=(town,)), "en")
    assert marked(line) == '<span lang="cy">&lt;Tref&gt;</span>'


def test_a_licence_nobody_verified_is_told_in_words():
    assert licence("unverified") == "Licence not verified"
    assert licence("OGL 3.0") == "OGL 3.0"


def test_who_asks_for_an_icon_is_told_there_is_none_here(reader):
    assert reader.get("/favicon.ico").status_code == 204


def test_the_map_of_the_site_has_the_addresses_that_pages_have(reader, release):
    for lang in ("en", "cy"):
        listed = reader.get(f"/sitemap-{lang}.xml").content.decode()
        paths = re.findall(r"<loc>http://localhost(/[^<]+/[0-9a-z]{6,8}/[^<]+)</loc>", listed)
        assert len(paths) == 3
        assert all(reader.get(path).status_code == 200 for path in paths)
    assert "<url>" not in reader.get("/sitemap-en.xml?page=9").content.decode()
    assert reading.current() is release


def test_a_popup_stands_at_the_first_site_that_has_a_point(release, rf):
    record = release.entry("ant7rwfr")
    nowhere = replace(record.sites[0], lat=None, lon=None)
    whole = replace(record, sites=(nowhere, *record.sites))
    told = render_to_string(
        "atlas/_popup.html", {"record": whole, "layers": release.layers}, rf.get("/en/map/")
    )
    assert f'data-lat="{record.lat:.5f}"' in told
