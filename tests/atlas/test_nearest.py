"""The list with the nearest to a place first, and how far each is."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from cydfap.directory.enums import Privacy
from cydfap.directory.models import Entry
from tests.atlas.conftest import LANGUAGES
from tests.atlas.test_map_page import listed, text

# Antur Waunfawr has a site in each of the two; in the whole country's list its name comes first.
CAERNARFON, WAUNFAWR = "53.1391,-4.2682", "53.1051,-4.2012"
TYWYN = "52.5829,-4.0895"
FIRST = {"en": "Nearest to {} first.", "cy": "Yr agosaf at y lle hwn yn gyntaf: {}."}
CHOSEN = {
    "en": "Nearest to the chosen place first.",
    "cy": "Yr agosaf at y lle a ddewiswyd yn gyntaf.",
}
BY_NAME = {"en": "Order by name", "cy": "Trefnu yn ôl enw"}


def near(reader, place: str, lang: str = "en", query: str = "") -> str:
    return text(reader.get(f"/{lang}/map/?near={place}{query}"))


def distances(page: str) -> list[str]:
    """The last that a row says."""
    found = re.findall(r" · ([^·<]+)</small>", page[page.index('id="list"') :])
    return [words.replace("\xa0", " ") for words in found]


def plain(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_nearest_to_a_place_comes_first(lang, reader, release):
    assert listed(near(reader, CAERNARFON, lang)) == ["ant7rwfr", "60p3t4"]
    assert listed(near(reader, TYWYN, lang)) == ["60p3t4", "ant7rwfr"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ["less than 1 km", "about 63 km"]), ("cy", ["llai nag 1 km", "tua 63 km"])],
)
def test_each_says_how_far_it_is_no_finer_than_its_place_is_published(lang, words, reader, release):
    page = near(reader, f"{CAERNARFON},LL55 1RB", lang)
    town = release.entry("60p3t4").place
    assert town.precision == "town"
    assert distances(page) == words


def test_from_a_position_no_distance_is_exact(reader, release):
    assert distances(near(reader, "53.14,-4.27")) == ["within about 1 km", "about 63 km"]


def test_what_is_published_at_its_authority_is_told_to_ten_kilometres(reader, publish_again):
    Entry.objects.filter(public_id="60p3t4").update(privacy=Privacy.AREA)
    assert publish_again().entry("60p3t4").place.precision == "area"
    assert distances(near(reader, f"{CAERNARFON},LL55 1RB"))[1] == "about 30 km"
    assert distances(near(reader, "52.9,-4.0,Trawsfynydd"))[0] == "within about 10 km"


def test_of_two_sites_the_nearer_counts(reader, release):
    for place, latitude in ((CAERNARFON, "53.13911"), (WAUNFAWR, "53.10512")):
        page = near(reader, f"{place},LL55 1RB")
        assert re.search(r'data-id="ant7rwfr" data-lat="([^"]+)"', page)[1] == latitude


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_says_what_it_is_nearest_to(lang, reader, release):
    page = near(reader, f"{CAERNARFON},LL55 1RB", lang)
    assert FIRST[lang].format("LL55 1RB") in plain(page)
    assert CHOSEN[lang] in plain(near(reader, "53.14,-4.27", lang))
    for lacking in (CHOSEN[lang], BY_NAME[lang]):
        assert lacking not in plain(text(reader.get(f"/{lang}/map/")))


def test_a_place_is_called_in_the_reader_s_language(reader, release):
    for asked in ("Swansea", "Abertawe"):
        assert FIRST["cy"].format("Abertawe") in plain(near(reader, f"51.62,-3.94,{asked}", "cy"))


@pytest.mark.parametrize("name", ["A Liar", "Cardiff", "LL55 4BJ", "%00", "x" * 3000])
def test_a_name_that_is_not_of_that_place_is_not_repeated(name, reader, release):
    page = plain(near(reader, f"{CAERNARFON},{name}"))
    assert CHOSEN["en"] in page
    assert FIRST["en"].format(name) not in page


@pytest.mark.parametrize(
    "junk",
    ["", "x,y", "53.1", "nan,nan", "53.1,inf", "91,0", "0,181", "LL55 1RB", "53.1;-4.2", "1,,2"],
)
def test_a_place_that_makes_no_sense_leaves_the_order_by_name(junk, reader, release):
    page = near(reader, junk)
    assert listed(page) == listed(text(reader.get("/en/map/")))
    assert CHOSEN["en"] not in plain(page)
    assert distances(page) == distances(text(reader.get("/en/map/")))


def test_the_order_by_name_is_a_link_away_and_all_else_stays(reader, release):
    page = near(reader, TYWYN, query="&layer=housing&layer=members&lat=52.9&lon=-4.1&z=8&page=1")
    link = re.search(r'<a href="([^"]+)" data-by-name>', page)
    assert link
    query = parse_qs(urlsplit(unescape(link[1])).query)
    assert query == {"layer": ["housing", "members"], "lat": ["52.9"], "lon": ["-4.1"], "z": ["8"]}
    assert listed(text(reader.get(f"/en/map/{unescape(link[1])}"))) == ["ant7rwfr", "60p3t4"]


def test_the_order_stays_when_a_filter_is_set_or_the_map_zoomed(reader, release):
    page = near(reader, TYWYN, query="&lat=52.9&lon=-4.1&z=8")
    assert f'<input type="hidden" name="near" value="{TYWYN}">' in page
    nearer = re.search(r'<a id="zoom-in" href="([^"]+)"', page)
    assert parse_qs(urlsplit(unescape(nearer[1])).query)["near"] == [TYWYN]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_asks_for_a_postcode_has_the_nearest_first(lang, reader, release):
    answer = reader.get(f"/{lang}/map/?q=LL55+1RB&layer=members")
    there = parse_qs(urlsplit(answer["Location"]).query)
    assert there["near"][0].endswith(",LL55 1RB")
    assert FIRST[lang].format("LL55 1RB") in plain(text(reader.get(answer["Location"])))


@pytest.mark.parametrize("path", ["/en/search/", "/en/map/"])
def test_a_link_to_a_town_leads_to_the_nearest_first(path, reader, release):
    page = text(reader.get(f"{path}?q=Caernarfon"))
    link = re.search(r'href="[^"?]*(\?[^"]*near=[^"]+)"', page)
    assert link
    there = text(reader.get(f"/en/map/{unescape(link[1])}"))
    assert FIRST["en"].format("Caernarfon") in plain(there)


def test_the_order_is_no_page_of_its_own_to_search_engines(reader, release):
    page = near(reader, TYWYN, query="&layer=housing")
    assert 'rel="canonical" href="http://localhost/en/map/?layer=housing"' in page


def test_programs_ask_for_the_nearest_too(reader, release):
    def search(query: str) -> dict:
        return reader.get(f"/api/search?{query}").json()

    found = search(f"near={TYWYN},Tywyn")
    assert [(each["id"], each["km"]) for each in found["results"]] == [
        ("60p3t4", 0), ("ant7rwfr", 59),
    ]  # fmt: skip
    assert found["total"] == 2  # one more has no place
    first = search(f"near={CAERNARFON}")["results"][0]
    assert (first["lat"], first["km"]) == (53.13911, 0)
    assert [each["id"] for each in search(f"near={TYWYN}&bbox=-4.3,53,-4.1,53.3")["results"]] == [
        "ant7rwfr"
    ]
    assert "km" not in search("")["results"][0]


@pytest.mark.parametrize("junk", ["x,y", "53.1", "nan,nan", "91,0", "LL55 1RB"])
def test_programs_are_told_of_a_place_that_makes_no_sense(junk, reader, release):
    answer = reader.get("/api/search", {"near": junk})
    assert answer.status_code == 400
    assert "near" in answer.json()["error"]
