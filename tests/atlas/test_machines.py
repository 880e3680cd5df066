"""What programs fetch: the search, tiles, downloads, maps of the site."""

import pytest
from lxml import etree

from cydfap.directory.models import Entry
from cydfap.release import editions, reading
from tests.news import cast as news


def test_the_search_answers_as_promised(reader, release):
    answer = reader.get("/api/search?q=chicken&lang=cy").json()
    assert answer["total"] == 1
    assert set(answer) == {"total", "results", "facets"}
    found = answer["results"][0]
    assert set(found) == {"id", "name", "kind", "layers", "lat", "lon", "url"}
    assert found["name"] == {
        "en": "Chicken Shack Housing Co-operative",
        "cy": "Cydweithfa Dai Chicken Shack",
    }
    assert found["url"] == "/cy/cyfeiriadur/60p3t4/cydweithfa-dai-chicken-shack/"
    assert found["layers"] == ["housing"]


def test_parameters_repeated_mean_or_and_different_ones_and(reader, release):
    def total(query: str) -> int:
        return reader.get(f"/api/search?{query}").json()["total"]

    assert total("") == 3
    assert total("layer=housing&layer=members") == 3
    assert total("layer=housing&sector=environment") == 0
    assert total("area=W06000002") == 2
    assert total("bbox=-4.3,53,-4.1,53.3") == 1


def test_layer_all_is_every_layer_for_programs_too(reader, release):
    assert reader.get("/api/search?layer=all").json()["total"] == 3
    assert reader.get("/api/search?layer=all&layer=members").json()["total"] == 3
    tile = f"/tiles/{release.hash}/0/0/0.mvt"
    assert reader.get(f"{tile}?layer=all").content == reader.get(tile).content
    assert reader.get(f"{tile}?layer=none").content != reader.get(tile).content
    listed = reader.get("/en/directory/?layer=all").content.decode()
    assert listed.count('class="row"') == reader.get("/en/directory/").content.decode().count(
        'class="row"'
    )
    assert 'rel="canonical" href="http://localhost/en/directory/"' in listed


HUNDREDS = "&".join(f"{name}=x{n}" for n in range(101) for name in ("sector", "area"))


def test_hundreds_of_values_are_refused_before_any_work(reader, release, monkeypatch):
    monkeypatch.setattr(reading.Release, "choice", lambda *_: pytest.fail("it was counted"))
    answer = reader.get(f"/api/search?{HUNDREDS}")
    assert answer.status_code == 400
    assert answer.json() == {"error": "sector may be repeated 100 times at most."}
    tile = reader.get(f"/tiles/{release.hash}/0/0/0.mvt?{HUNDREDS}")
    assert (tile.status_code, tile.content) == (400, b"sector may be repeated 100 times at most.")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/en/map/", "more than 100 things of one sort"),
        ("/cy/map/", "mwy na 100"),
        ("/en/directory/", "more than 100 things of one sort"),
        ("/cy/chwilio/", "mwy na 100"),
    ],
)
def test_people_who_ask_for_too_much_are_told_in_their_language(path, words, reader, release):
    answer = reader.get(f"{path}?{HUNDREDS}")
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_an_empty_page_is_empty_and_the_total_stays(reader, release):
    answer = reader.get("/api/search?page=9").json()
    assert answer["results"] == []
    assert answer["total"] == 3


@pytest.mark.parametrize("query", ["lang=de", "bbox=1,2,3", "bbox=a,b,c,d"])
def test_a_parameter_that_makes_no_sense_is_refused_with_a_reason(query, reader, release):
    answer = reader.get(f"/api/search?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_an_entry_without_a_place_has_null_for_one(reader, release):
    found = reader.get("/api/search?q=Cartrefi").json()["results"][0]
    assert (found["lat"], found["lon"]) == (None, None)


def test_a_postcode_and_a_town_are_places(reader, release):
    postcode = reader.get("/api/places?q=ll551rb").json()["results"]
    assert [place["name"] for place in postcode] == ["LL55 1RB"]
    towns = reader.get("/api/places?q=Caerdydd&lang=en").json()["results"]
    assert towns[0]["name"] == "Cardiff"


def test_a_tile_is_kept_for_ever_and_known_by_its_release(reader, release):
    address = f"/tiles/{release.hash}/0/0/0.mvt?layer=housing"
    answer = reader.get(address)
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert "immutable" in answer["Cache-Control"]
    again = reader.get(address, HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304
    assert reader.get(f"/tiles/{release.hash}/1/5/0.mvt").status_code == 404


def test_a_tile_of_a_release_no_longer_kept_leads_to_the_current_one(reader, release):
    answer = reader.get("/tiles/0123456789abcdef/3/3/2.mvt?q=tai")
    assert answer.status_code == 302
    assert answer["Location"] == f"/tiles/{release.hash}/3/3/2.mvt?q=tai"


def test_a_tile_of_an_older_release_shows_that_release(reader, publish_again):
    older = publish_again()
    Entry.objects.filter(public_id="60p3t4").update(status="closed")
    assert publish_again().hash != older.hash
    assert reader.get(f"/tiles/{older.hash}/0/0/0.mvt").status_code == 200


@pytest.mark.parametrize("name", ["..", "current", "x/../..", "%2e%2e", "AAAA"])
def test_a_release_s_name_cannot_lead_out_of_its_folder(name, reader, release):
    assert reader.get(f"/tiles/{name}/0/0/0.mvt").status_code in (302, 404)
    assert reader.get(f"/data/{name}/../about.json").status_code == 404


def test_only_what_the_release_offers_can_be_downloaded(reader, release):
    for name in ("about.json", "columns/x.npy", "../current", "search/meta.json"):
        assert reader.get(f"/data/current/{name}").status_code == 404


def test_a_download_comes_whole_or_in_part(reader, release):
    address = "/data/current/entries.csv"
    answer = reader.get(address)
    whole = answer.getvalue()
    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Content-Disposition"] == 'attachment; filename="entries.csv"'
    parts = {"bytes=0-9": whole[:10], "bytes=10-": whole[10:], "bytes=-5": whole[-5:]}
    for asked, wanted in parts.items():
        part = reader.get(address, HTTP_RANGE=asked)
        assert part.status_code == 206
        assert part.getvalue() == wanted
    changed = reader.get(address, HTTP_RANGE="bytes=0-9", HTTP_IF_RANGE='"another"')
    assert changed.getvalue() == whole
    beyond = reader.get(address, HTTP_RANGE=f"bytes={len(whole)}-")
    assert beyond.status_code == 416
    assert beyond["Content-Range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize("junk", ["bytes=", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=1-2,4-5"])
def test_a_range_that_makes_no_sense_gives_the_whole_file(junk, reader, release):
    answer = reader.get("/data/current/entries.csv", HTTP_RANGE=junk)
    assert answer.status_code == 200
    answer.getvalue()


def test_the_map_of_the_site_has_every_entry_in_each_language(reader, release):
    assert reader.get("/sitemap.xml").content.decode().count("<sitemap>") == 2
    pages = reader.get("/sitemap-cy.xml?page=1").content.decode()
    assert "http://localhost/cy/cyfeiriadur/60p3t4/cydweithfa-dai-chicken-shack/" in pages
    assert reader.get("/sitemap-de.xml").status_code == 404


def test_the_map_of_the_site_pairs_the_two_sides_of_each_page(reader, publish_again):
    bank = news.topic("Public bank")
    news.topic("Banc cyhoeddus", "cy", other=bank)
    news.story("Only in Welsh", "cy")
    publish_again()
    ns = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    sides = {}
    for lang in ("en", "cy"):
        told = etree.fromstring(reader.get(f"/sitemap-{lang}.xml").content)
        for url in told.findall("s:url", ns):
            links = {one.get("hreflang"): one.get("href") for one in url.findall("x:link", ns)}
            sides[url.findtext("s:loc", namespaces=ns)] = links
    pair = {
        "en": "http://localhost/en/whats-happening/public-bank/",
        "cy": "http://localhost/cy/beth-syn-digwydd/banc-cyhoeddus/",
        "x-default": "http://localhost/",
    }
    assert sides[pair["en"]] == sides[pair["cy"]] == pair
    assert sides["http://localhost/cy/beth-syn-digwydd/only-in-welsh/"] == {}
    for page in ("en/library/", "cy/llyfrgell/", "en/digest/", "cy/beth-syn-digwydd/"):
        assert set(sides[f"http://localhost/{page}"]) == {"en", "cy", "x-default"}, page
    for address, links in sides.items():
        assert all(sides[href] == links for lang, href in links.items() if lang != "x-default")
        assert reader.get(address.removeprefix("http://localhost")).status_code == 200


def test_the_api_s_description_names_what_the_api_answers(reader, release):
    told = reader.get("/api/openapi.json").json()
    schema = told["paths"]["/api/search"]["get"]["responses"]["200"]["content"]
    properties = schema["application/json"]["schema"]["properties"]
    assert set(properties) == set(reader.get("/api/search").json())


def test_an_edition_s_files_outlive_the_format_of_its_day(reader, publish_again):
    """A later version cannot ask it for tiles; its downloads are for ever."""
    release = publish_again()
    editions.make("Winter 2026")
    about = release.folder / "about.json"
    about.write_text(about.read_text().replace('"schema": ', '"schema": 1'))
    Entry.objects.update(phone="01286 650721")
    publish_again()
    answer = reader.get(f"/data/{release.hash}/entries.csv")
    assert answer.status_code == 200
    assert b"Antur Waunfawr" in answer.getvalue()
    tile = reader.get(f"/tiles/{release.hash}/0/0/0.mvt")
    assert tile.status_code == 410
    assert f"/data/{release.hash}/datapackage.json" in tile.content.decode()
    assert f'href="/data/{release.hash}/entries.csv"' in reader.get("/en/data/").content.decode()
    for lang, words in (("en", "can no longer draw its map"), ("cy", "lunio ei fap mwyach")):
        assert words in reader.get(f"/{lang}/data/").content.decode()


def test_another_release_s_marks_are_never_passed_off_as_an_edition_s(reader, publish_again):
    """A broken edition says so; a release that is no edition gives way to the current one."""
    release = publish_again()
    editions.make("Winter 2026")
    Entry.objects.update(phone="01286 650721")
    publish_again()
    (release.folder / "columns" / "x.npy").write_bytes(b"")
    assert reader.get(f"/tiles/{release.hash}/0/0/0.mvt").status_code == 503
    (release.folder / "about.json").write_bytes(b"{")
    assert reader.get(f"/tiles/{release.hash}/0/0/0.mvt").status_code == 410
    (release.folder / "datapackage.json").write_bytes(b"{")
    assert reader.get(f"/data/{release.hash}/entries.csv").status_code == 404
    assert reader.get("/en/data/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/en/whats-happening/%00/",
        "/en/whats-happening/a%00/get-in-touch/",
        "/en/whats-happening/a/citation.bib%00",
        "/cy/fy-nghrynodeb/%00/",
        "/documents/1/%00",
        f"/documents/{'9' * 4400}/a.pdf",
    ],
)
def test_no_database_is_asked_for_what_it_cannot_hold(
    address, reader, db, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert reader.get(address).status_code == 404


def test_the_view_of_a_postcode_takes_in_neighbours_that_pass_the_filters(reader, release):
    def zoom(query: str) -> float:
        return reader.get(f"/api/places?q=LL55+1RB&{query}").json()["results"][0]["zoom"]

    assert zoom("sector=environment") == 8.5
    assert 8.5 <= zoom("") <= 12.5


def test_a_reader_who_asks_for_a_postcode_is_sent_to_the_same_view(reader, release):
    place = reader.get("/api/places?q=LL55+1RB&lang=cy").json()["results"][0]
    answer = reader.get("/cy/map/?q=LL55+1RB")
    assert answer.status_code == 302
    assert f"z={place['zoom']:g}" in answer["Location"]
