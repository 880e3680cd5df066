"""One entry: its addresses, its texts, and what it may not betray."""

import json
import re

from cydfap.directory.models import Entry, Relation
from cydfap.release.reading import MOST_RELATIONS
from tests.release import cast

CHICKEN_SHACK = "/en/directory/60p3t4/chicken-shack-housing-co-operative/"


def test_another_slug_leads_to_the_right_address(reader, release):
    for address in ("/en/directory/60p3t4/", "/en/directory/60p3t4/an-old-name/"):
        answer = reader.get(address + "?from=mail")
        assert answer.status_code == 302
        assert answer["Location"] == CHICKEN_SHACK + "?from=mail"


def test_an_entry_that_is_not_there_is_a_404_with_a_way_on(reader, release):
    answer = reader.get("/cy/cyfeiriadur/00000000/x/")
    assert answer.status_code == 404
    assert 'action="/cy/chwilio/"' in answer.content.decode()


def test_both_names_stand_with_their_states_the_reader_s_first(reader, release):
    page = reader.get("/cy/cyfeiriadur/60p3t4/cydweithfa-dai-chicken-shack/").content.decode()
    columns = re.findall(r'<section lang="(\w\w)"><h2>(\w+)</h2>', page)
    assert columns == [("cy", "Cymraeg"), ("en", "English")]


def test_structured_data_is_json_and_cannot_end_its_element(reader, publish_again):
    entry = Entry.objects.get(public_id="60p3t4")
    entry.summary_en, entry.summary_state_en = "</script><b>&", "original"
    entry.save()
    publish_again()
    page = reader.get(CHICKEN_SHACK).content.decode()
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert data
    told = json.loads(data[1])
    assert told["description"] == [{"@language": "en", "@value": "</script><b>&"}]
    assert told["identifier"][0]["value"] == "R004171"


def test_a_home_is_shown_to_the_town_only(reader, release):
    page = reader.get(CHICKEN_SHACK).content.decode()
    assert cast.HOME not in page
    assert "LL36 9NH" not in page
    assert "Shown to the nearest town" in page


def test_a_relation_is_told_at_both_ends(reader, publish_again):
    member, whole = (Entry.objects.get(public_id=id) for id in ("60p3t4", "ant7rwfr"))
    Relation.objects.create(subject=member, kind="member-of", object=whole)
    publish_again()
    assert "Member of" in reader.get(CHICKEN_SHACK).content.decode()
    other = reader.get("/en/directory/ant7rwfr/antur-waunfawr/").content.decode()
    assert "Has as a member" in other
    assert CHICKEN_SHACK in other


def test_of_many_relations_some_are_told_and_the_rest_counted(reader, publish_again):
    whole = Entry.objects.get(public_id="ant7rwfr")
    members = [cast.entry(f"Cyfaill {n}", layer="members") for n in range(MOST_RELATIONS + 12)]
    Relation.objects.bulk_create(
        Relation(subject=member, kind="member-of", object=whole) for member in members
    )
    publish_again()
    page = reader.get("/en/directory/ant7rwfr/antur-waunfawr/").content.decode()
    assert page.count("Has as a member") == MOST_RELATIONS
    assert "More relations: 12." in page


def test_an_address_that_is_not_of_the_web_is_no_link(reader, publish_again):
    Entry.objects.filter(public_id="60p3t4").update(website="javascript:alert(1)")
    publish_again()
    assert 'href="javascript' not in reader.get(CHICKEN_SHACK).content.decode()


def test_the_forum_can_be_told_what_is_wrong(reader, release):
    page = reader.get(CHICKEN_SHACK).content.decode()
    assert re.search(r'href="mailto:[^"?]+\?subject=[^"]*60p3t4[^"]*&amp;body=[^"]+"', page)


def test_what_is_only_in_english_says_so_on_a_welsh_page_and_never_silently(reader, release):
    address = "/cy/cyfeiriadur/cartre1c/cartrefi-cymru-co-operative/"
    page = reader.get(address).content.decode()
    assert '<p class="lacking">Saesneg yn unig ar hyn o bryd</p>' in page
    assert '<h1><span lang="en">Cartrefi Cymru' in page
    english = reader.get("/en/directory/cartre1c/cartrefi-cymru-co-operative/").content.decode()
    assert "only for now" not in english
    row = reader.get("/cy/cyfeiriadur/").content.decode()
    assert row.count("Saesneg yn unig ar hyn o bryd") == 1


def test_what_is_only_in_welsh_says_so_on_an_english_page(reader, publish_again):
    Entry.objects.filter(public_id="cartre1c").update(
        name_en="", name_state_en="missing", name_cy="Cartrefi Cymru", name_state_cy="original"
    )
    publish_again()
    page = reader.get("/en/directory/cartre1c/cartrefi-cymru/").content.decode()
    assert '<p class="lacking">Welsh only for now</p>' in page
    assert '<h1><span lang="cy">Cartrefi Cymru</span></h1>' in page
