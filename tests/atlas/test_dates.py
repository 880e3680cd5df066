"""Events on the map's page: the date filter, a row, a popup, and the way to an event's page."""

import pytest
from django.test import Client
from lxml import etree

from cydfap.directory.enums import Happening, Privacy
from cydfap.directory.models import Entry, Layer
from cydfap.news.enums import EventState
from cydfap.news.models.event import map_id
from cydfap.places.models import Area
from tests.news import cast as pages
from tests.release import cast

MAP = {"en": "/en/map/", "cy": "/cy/map/"}


@pytest.fixture
def fairs(publish_again):
    """A fair in May, and one in June that was cancelled."""
    Layer.objects.create(
        key="events", name_en="Events", name_cy="Digwyddiadau", order=9, happening=Happening.EVENTS
    )
    may = pages.event("May fair", 2026, 5, 14, 10, 0, lat=52.4, lon=-4.1, place="Library")
    pages.event("Ffair Fai", 2026, 5, 14, 10, 0, lang="cy", other=may, place="Llyfrgell")
    pages.event("June fair", 2026, 6, 14, 10, 0, lat=52.4, lon=-4.0, state=EventState.CANCELLED)
    publish_again()
    return map_id(may.translation_key)


def text(reader: Client, address: str, status: int = 200) -> str:
    answer = reader.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_where_nothing_has_a_date_no_date_is_asked_for(reader, release):
    assert 'name="from"' not in text(reader, MAP["en"])


@pytest.mark.parametrize(("lang", "name"), [("en", "May fair"), ("cy", "Ffair Fai")])
def test_a_month_leaves_what_happens_in_it(reader, fairs, lang, name):
    page = text(reader, f"{MAP[lang]}?from=2026-05&to=2026-05")
    assert name in page
    assert "June fair" not in page
    assert "Antur Waunfawr" not in page
    assert 'type="date" value="2026-05-01"' in page
    assert 'type="date" value="2026-05-31"' in page


def test_the_other_language_shows_the_same_time(reader, fairs):
    page = text(reader, f"{MAP['en']}?from=2026-05&to=2026-05")
    assert "/cy/map/?from=2026-05&amp;to=2026-05" in page


HIDDEN = {
    "en": ("Some with these dates are in hidden layers: Events (1).", "Show those layers"),
    "cy": (
        "Mae rhai â’r dyddiadau hyn mewn haenau cudd: Digwyddiadau (1).",
        "Dangos yr haenau hynny",
    ),
}


@pytest.mark.parametrize("lang", ["en", "cy"])
@pytest.mark.parametrize("off", ["layer=members", "layer=none"])
def test_who_has_switched_off_what_has_dates_is_told_and_led_to_it(reader, fairs, lang, off):
    asked = "from=2026-05&to=2026-05&lat=52.4&lon=-4.1&z=9"
    for part in ("", "&part=results&bbox=-5,52,-4,53"):
        page = etree.HTML(text(reader, f"{MAP[lang]}?{asked}&{off}{part}"))
        (link,) = page.xpath("//a[@data-layers]")
        said, leads = HIDDEN[lang]
        assert "".join(link.getparent().itertext()) == f"{said} {leads}"
        assert link.get("data-layers").split() == ["events"]
        assert "lat=52.4" in link.get("href")
        shown = text(reader, MAP[lang] + link.get("href"))
        assert etree.HTML(shown).xpath("//ol[@id='list']/li/@data-id") == [fairs]
        assert "data-layers" not in shown


def test_nothing_is_said_of_hidden_layers_where_they_hold_none_of_that_time(reader, fairs):
    for asked in ("from=1999&to=1999&layer=members", "layer=members", "from=2026-05"):
        assert "data-layers" not in text(reader, f"{MAP['en']}?{asked}")


def test_what_is_no_date_is_left_out_and_said(reader, fairs):
    page = text(reader, f"{MAP['en']}?from=soon")
    assert "“soon” is not a date" in page
    assert "Antur Waunfawr" in page


def test_a_row_leads_to_the_events_own_page_and_tells_the_day(reader, fairs):
    page = text(reader, f"{MAP['en']}?from=2026")
    assert 'href="/en/whats-happening/may-fair/"' in page
    assert '<span class="when">14 May 2026</span>' in page
    assert '<b class="off">Cancelled</b>' in page


def test_a_popup_tells_when_and_where_in_the_readers_language(reader, fairs):
    popup = text(reader, f"{MAP['cy']}?part=popup&entry={fairs}")
    assert "Ffair Fai" in popup
    assert "Llyfrgell" in popup
    assert "14 Mai 2026" in popup
    assert 'href="/cy/beth-syn-digwydd/ffair-fai/"' in popup


def test_a_marks_address_leads_to_the_events_page(reader, fairs):
    answer = reader.get(f"/en/directory/{fairs}/may-fair/")
    assert answer.status_code == 302
    assert answer["Location"] == "/en/whats-happening/may-fair/"


def test_the_directory_and_the_sitemap_list_entries_alone(reader, fairs):
    assert "May fair" not in text(reader, "/en/directory/")
    assert "/directory/~" not in text(reader, "/sitemap-en.xml?page=1")


def test_the_api_tells_an_events_day_and_page(reader, fairs):
    found = reader.get("/api/search?from=2026-05&to=2026-05").json()
    assert found["total"] == 1
    assert found["facets"]["layer"]["events"] == 1
    (result,) = found["results"]
    assert (result["kind"], result["when"], result["state"]) == ("event", "2026-05-14", "planned")
    assert result["url"] == "/en/whats-happening/may-fair/"
    assert reader.get("/api/search?from=soon").status_code == 400


@pytest.mark.parametrize(
    ("privacy", "middle", "is_there"),
    [
        (Privacy.TOWN, 52.9, True),
        (Privacy.HIDDEN, 52.9, False),
        (Privacy.AREA, 52.9, True),
        (Privacy.AREA, None, False),
    ],
)
def test_a_page_promises_the_map_where_its_entrys_place_is_told(
    reader, fairs, publish_again, privacy, middle, is_there
):
    shack = Entry.objects.get(public_id="60p3t4")
    Entry.objects.filter(pk=shack.pk).update(privacy=privacy)
    Area.objects.update(lat=middle, lon=middle and -4.0)
    supper = pages.event("Supper", 2026, 5, 14, 18, 0, at_entry=shack)
    roof = pages.story("A new roof", entries=(shack,))
    assert is_promised(reader, supper) is is_there
    assert is_promised(reader, roof, "60p3t4") is is_there
    now = publish_again()
    assert (now.entry(map_id(supper.translation_key)) is not None) is is_there
    assert any(site.lat is not None for site in now.entry("60p3t4").sites) is is_there


def test_a_page_promises_the_map_where_its_area_has_a_middle_or_its_other_side_a_place(
    reader, fairs
):
    cardiff = Area.objects.get(code=cast.CARDIFF)
    talk = pages.event("Talk", 2026, 5, 14, 18, 0, area=cardiff)
    assert is_promised(reader, talk)
    Area.objects.update(lat=None, lon=None)
    assert not is_promised(reader, talk)
    pages.event("Sgwrs", 2026, 5, 14, 18, 0, lang="cy", other=talk, postcode="CF10 3NQ")
    assert is_promised(reader, talk)


def is_promised(reader: Client, page, mark: str = "") -> bool:
    said = text(reader, f"/en/whats-happening/{page.slug}/")
    return f'href="/en/map/?entry={mark or map_id(page.translation_key)}"' in said


def test_an_events_page_leads_back_to_its_place_on_the_map(reader, fairs):
    page = text(reader, "/en/whats-happening/may-fair/")
    assert f'href="/en/map/?entry={fairs}"' in page
    assert "Library" in text(reader, f"/en/map/?entry={fairs}")
