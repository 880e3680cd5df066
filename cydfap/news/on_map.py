"""Public pages that have days, as a release shows them on the map: events, and dated reports."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from cydfap.cms.pages import language_of
from cydfap.directory.models import Site

from .enums import EventState, NewsKind
from .models import Event, NewsPage, Report
from .models.event import worst
from .naming import public_path


def in_neither() -> dict[str, str]:
    return {"en": "", "cy": ""}


@dataclass
class Happening:
    """A page and its other side as one; texts by language, empty where it is not public.

    `when` is an EDTF date. A report stands where its `entry` (a primary key) does. An event stands
    at its own point, else at its postcode, else at the entry `at`, else somewhere in its `area`;
    `site` is which of that entry's sites, from 1, or None for the first that has a place.
    """

    key: UUID
    kind: str
    when: str
    state: str = ""
    entry: int | None = None
    lat: float | None = None
    lon: float | None = None
    postcode: str = ""
    at: int | None = None
    site: int | None = None
    area: str = ""
    title: dict[str, str] = field(default_factory=in_neither)
    title_lang: dict[str, str] = field(default_factory=in_neither)
    intro: dict[str, str] = field(default_factory=in_neither)
    text_state: dict[str, str] = field(default_factory=in_neither)
    path: dict[str, str] = field(default_factory=in_neither)
    place: dict[str, str] = field(default_factory=in_neither)

    def tell(self, page: NewsPage) -> None:
        lang = language_of(page.locale_id)
        self.title[lang], self.intro[lang] = page.title, page.intro
        self.text_state[lang] = page.text_state
        self.title_lang[lang] = page.title_lang
        self.path[lang] = public_path(page.url_path, lang)


def happenings() -> list[Happening]:
    return [*events(), *dated_reports()]


def sides(pages: Iterable[NewsPage]) -> Iterable[NewsPage]:
    """The English side of each before the Welsh: where they differ in a fact, it counts."""
    return sorted(
        pages, key=lambda page: (page.translation_key, language_of(page.locale_id) != "en")
    )


def events() -> list[Happening]:
    found: dict[UUID, Happening] = {}
    numbers = site_numbers()
    for event in sides(Event.objects.live().defer("body").select_related("area")):
        one = found.setdefault(
            event.translation_key,
            Happening(event.translation_key, NewsKind.EVENT, days(event), EventState.PLANNED),
        )
        one.tell(event)
        one.place[language_of(event.locale_id)] = event.place
        # What one side does not say the other may.
        one.state = worst(EventState(one.state), EventState(event.state))
        one.postcode = one.postcode or event.postcode
        one.at = one.at or event.at_entry_id
        if one.at == event.at_entry_id:
            one.site = one.site or numbers.get(event.at_site_id)
        one.area = one.area or (event.area.code if event.area else "")
        if one.lat is None:
            one.lat, one.lon = event.lat, event.lon
    return list(found.values())


def site_numbers() -> dict[int | None, int]:
    """Of the sites of entries of which an event has one: their places in their entry's order."""
    entries = Event.objects.live().filter(at_site__isnull=False).values("at_site__entry")
    pairs = Site.objects.filter(entry__in=entries).order_by("entry", "order")
    found: dict[int | None, int] = {}
    for _entry, some in groupby(pairs.values_list("entry", "pk"), key=itemgetter(0)):
        found |= {pk: number for number, (_entry, pk) in enumerate(some, 1)}
    return found


def days(event: Event) -> str:
    first, last = event.first_day.isoformat(), event.last_day.isoformat()
    return first if first == last else f"{first}/{last}"


def dated_reports() -> list[Happening]:
    """One for each entry that reports have: both sides of a report have the same."""
    found: dict[tuple[UUID, int], Happening] = {}
    for report in sides(Report.objects.live().exclude(when="").defer("body", "abstract")):
        one = found.setdefault(
            (report.translation_key, report.entry_id),
            Happening(report.translation_key, NewsKind.REPORT, report.when, entry=report.entry_id),
        )
        one.tell(report)
    return list(found.values())
