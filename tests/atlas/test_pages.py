"""What every page keeps to, in both languages."""

import re

import pytest

from cydfap.cms.kept import MOST
from cydfap.directory.actions import delete
from cydfap.directory.models import Entry
from tests.atlas.conftest import LANGUAGES

PAGES = {
    "home": {"en": "/en/", "cy": "/cy/"},
    "map": {"en": "/en/map/", "cy": "/cy/map/"},
    "directory": {"en": "/en/directory/", "cy": "/cy/cyfeiriadur/"},
    "search": {"en": "/en/search/?q=tai", "cy": "/cy/chwilio/?q=tai"},
    "data": {"en": "/en/data/", "cy": "/cy/data/"},
    "entry": {
        "en": "/en/directory/60p3t4/chicken-shack-housing-co-operative/",
        "cy": "/cy/cyfeiriadur/60p3t4/cydweithfa-dai-chicken-shack/",
    },
}
EVERY = [(name, lang) for name in PAGES for lang in LANGUAGES]
MACHINES = ["/", "/api/search?q=tai", "/api/openapi.json", "/robots.txt", "/sitemap.xml",
            "/sitemap-cy.xml", "/data/current/entries.csv"]  # fmt: skip


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_page_is_served_without_asking_the_database(name, lang, reader, release):
    answer = reader.get(PAGES[name][lang])
    assert answer.status_code == 200
    assert answer.cookies == {}


@pytest.mark.parametrize("address", MACHINES)
def test_what_machines_fetch_is_served_without_asking_the_database(address, reader, release):
    answer = reader.get(address)
    assert answer.status_code == 200
    assert answer.getvalue()


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_a_page_says_its_language_and_leads_to_itself_in_the_other(name, lang, reader, release):
    page = reader.get(PAGES[name][lang]).content.decode()
    other = "cy" if lang == "en" else "en"
    assert f'<html lang="{lang}">' in page
    link = re.search(
        rf'<a class="language" href="([^"]+)" lang="{other}" hreflang="{other}">', page
    )
    assert link
    assert link[1] == PAGES[name][other]
    assert f'hreflang="{other}" href="http://localhost{PAGES[name][other]}"' in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_language_switch_keeps_the_whole_view(lang, reader, release):
    view = "?q=tai&amp;layer=housing&amp;layer=members&amp;lat=52.5&amp;lon=-4&amp;z=9"
    page = reader.get(f"/{lang}/map/{view.replace('&amp;', '&')}").content.decode()
    assert f'href="/{"en" if lang == "cy" else "cy"}/map/{view}"' in page


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_nothing_in_a_page_needs_a_wider_content_policy(name, lang, reader, release):
    page = reader.get(PAGES[name][lang]).content.decode()
    assert not re.search(r'\sstyle="', page)
    assert not re.search(r"\son\w+=", page)
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in script or 'type="application/' in script for script in scripts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_missing_page_says_so_in_its_language(lang, reader, release):
    answer = reader.get(f"/{lang}/nowhere/")
    assert answer.status_code == 404
    assert f'<html lang="{lang}">' in answer.content.decode()


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_before_the_first_release_a_page_says_what_to_do(name, lang, reader, nothing_published):
    answer = reader.get(PAGES[name][lang])
    assert answer.status_code == 200
    assert 'href="/admin/"' in answer.content.decode()


def test_a_name_that_is_not_in_the_page_s_language_is_marked(reader, release):
    page = reader.get("/cy/cyfeiriadur/").content.decode()
    assert '<span lang="en">Cartrefi Cymru Co-\u2060operative</span>' in page


KEPT = [(name, lang) for name in ("home", "map") for lang in LANGUAGES]


@pytest.mark.parametrize(("name", "lang"), KEPT)
def test_home_and_map_are_made_once_a_release_and_anew_for_the_next(
    name, lang, reader, publish_again
):
    address = PAGES[name][lang]
    first = reader.get(address)
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.context is not None
    assert reader.get(address).context is None
    version = first.context["release"].version
    delete(record=Entry.objects.get(public_id="60p3t4"), by=None)
    publish_again()
    assert reader.get(address).context["release"].version != version


@pytest.mark.parametrize(("name", "lang"), KEPT)
def test_addresses_with_any_query_do_not_drive_out_what_is_kept(name, lang, reader, release):
    address = PAGES[name][lang]
    reader.get(address)
    for number in range(MOST + 1):
        reader.get(f"{PAGES['home'][lang]}?x={number}")
    assert reader.get(address).context is None


def test_a_part_of_the_map_page_is_as_new_as_its_release(reader, release):
    for query in ("part=results", "part=popup&entry=60p3t4"):
        answer = reader.get(f"/en/map/?{query}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-cache"
