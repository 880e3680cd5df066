"""The map page: search and filters, the key, the list in view, and the map drawn by the server."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cydfap.atlas import answers, drawing, ground
from cydfap.atlas.choices import choices
from cydfap.atlas.entries import entry_url, named_url, place_line, seen_from
from cydfap.atlas.frame import MAX_ZOOM, Frame, box_of
from cydfap.atlas.listing import listed, page_number
from cydfap.atlas.nearby import places_near
from cydfap.atlas.nearest import Near
from cydfap.atlas.page import language, no_release, page, part
from cydfap.atlas.places import Place
from cydfap.atlas.wording import in_language, told
from cydfap.cms import kept
from cydfap.release import reading
from cydfap.release.filters import EVERY_LAYER, LONGEST_DATE, NOBODY, read_date
from cydfap.release.reading import EntryRecord, Filters, Mark, Release
from cydfap.release.records import AreaInfo, LayerInfo

# How much of the world is drawn beyond the fitted frame: what a wide window shows beside it.
BESIDE, ABOVE = 0.45, 0.12


def number(text: str, low: float, high: float) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if low <= value <= high else None


def frame_of(query: QueryDict, areas: Mapping[str, AreaInfo]) -> Frame:
    """The view that the address asks for, else the one area that it names, else the site's area."""
    lat = number(query.get("lat", ""), -85, 85)
    lon = number(query.get("lon", ""), -180, 180)
    zoom = number(query.get("z", ""), 0, 24)
    if lat is None or lon is None or zoom is None:
        codes = query.getlist("area")
        area = areas.get(codes[0]) if len(codes) == 1 else None
        return Frame.around(*(area.bbox if area and area.bbox else settings.MAP_AREA))
    return Frame.at(lat, lon, zoom)


def map_page(request: HttpRequest) -> HttpResponse:
    release = reading.current()
    if release is None:
        return no_release(request, "map")
    if request.GET:
        return asked_page(request, release)
    # What nearly everybody sees first.
    return kept.page(request, release.version, make=lambda: asked_page(request, release).content)


def asked_page(request: HttpRequest, release: Release) -> HttpResponse:
    lang, only = language(), request.GET.get("part")
    asked = Filters.from_query(request.GET, lang)
    if only == "popup":
        return popup(request, release, lang)
    frame = frame_of(request.GET, release.areas)
    filters = asked.or_first(first_layers(release))
    places = places_near(asked.q, filters, release)
    if only == "results":
        context = listing(release, filters, frame, request.GET, lang)
        context["places"] = links(places, request.GET)
        return part(request, "atlas/_results.html", {"layers": release.layers, **context})
    if places and (places[0].kind == "postcode" or found_nowhere(release, filters, lang)):
        return redirect(f"{request.path}?{moved(request.GET, places[0]).urlencode()}")
    return whole_page(request, release, asked, frame, lang, places)


def first_layers(release: Release) -> tuple[str, ...]:
    """What is shown to who has not chosen: the layers that are on at first; empty when all are."""
    first = tuple(sorted(layer.key for layer in release.layers if layer.on_by_default))
    return () if len(first) == len(release.layers) else first or (NOBODY,)


def whole_page(
    request: HttpRequest,
    release: Release,
    asked: Filters,
    frame: Frame,
    lang: str,
    places: list[Place],
) -> HttpResponse:
    filters = asked.or_first(first_layers(release))
    context = listing(release, filters, frame, request.GET, lang)
    chosen = release.entry(request.GET.get("entry", ""))
    if chosen and frame.zoom is not None:
        chosen = seen_from(chosen, *frame.middle)
    context |= {
        "picture": picture(release, filters, frame, request.GET, lang, chosen),
        "frame": frame,
        "chosen": chosen,
        "chosen_place": place_line(release, chosen, lang) if chosen else None,
        "choices": choices(release, filters, context["all"].facets, lang),
        "asked": asked,
        "zooms": zooms(frame),
        "live": live(release, lang),
        "this_month": f"{timezone.localdate():%Y-%m}",
        "bad_dates": bad_dates(request.GET),
        "places": links(places, request.GET),
    }
    return page(request, "atlas/map.html", context, here="map", release=release)


def bad_dates(query: QueryDict) -> list[str]:
    """What was asked for as a date and is none."""
    given = (query.get(name, "").strip()[:LONGEST_DATE] for name in ("from", "to"))
    return [text for text in given if text and not read_date(text)]


def found_nowhere(release: Release, filters: Filters, lang: str) -> bool:
    everywhere = replace(filters, bbox=None)
    return not release.page(everywhere, lang, page=1, size=1).total


def links(places: list[Place], query: QueryDict) -> list[tuple[str, str]]:
    """Their names, with the query that leads there."""
    return [(place.name, moved(query, place).urlencode()) for place in places]


def moved(query: QueryDict, place: Place) -> QueryDict:
    """The same filters in a view of the place, the nearest to it first; no more search by name."""
    there = query.copy()
    for left_behind in ("q", "page", "entry", "part", "bbox"):
        there.pop(left_behind, None)
    for name, value in place.view.items():
        there[name] = value
    return there


def popup(request: HttpRequest, release: Release, lang: str) -> HttpResponse:
    """What opens at an entry's pin; `entry` says which, `at` (latitude, longitude) at which pin."""
    record = release.entry(request.GET.get("entry", ""))
    if record is None:
        return HttpResponse(status=404)
    lat, _comma, lon = request.GET.get("at", "").partition(",")
    north, east = number(lat, -90, 90), number(lon, -180, 180)
    if north is not None and east is not None:
        record = seen_from(record, north, east)
    context = {"record": record, "place": place_line(release, record, lang)}
    return part(request, "atlas/_popup.html", {"layers": release.layers, **context})


def listing(
    release: Release, filters: Filters, frame: Frame, query: QueryDict, lang: str
) -> dict[str, Any]:
    """The list of what is in view, and what there is in all."""
    within = filters if filters.bbox else replace(filters, bbox=box_of(frame))
    near = Near.from_query(query.get("near", ""), lang)
    in_view, pages = listed(release, within, lang, page_number(query), near.point if near else None)
    in_all = release.page(replace(filters, bbox=None), lang, page=1, size=1)
    entries, events = release.about["entries"], release.about["events"]
    everything = (entries, entries + events)
    return {
        "filters": filters,
        "in_view": in_view,
        "is_everything": in_all.total in everything,
        "all": in_all,
        "near": near,
        "rows": [
            (record, place_line(release, record, lang), near.how_far(record) if near else "")
            for record in in_view.results
        ],
        "pages": pages if in_view.total else None,
        "elsewhere": answers.count(release, filters.q, lang) if filters.q else 0,
        "out_of_sight": out_of_sight(release, filters, in_all.facets["layer"]),
        "release": release,
        "lang": lang,
    }


class OutOfSight(NamedTuple):
    """Layers that are off but hold what was asked for, with how much; and those to be shown for it,
    as an address takes them.
    """

    layers: list[tuple[LayerInfo, int]]
    all_shown: list[str]


def out_of_sight(
    release: Release, filters: Filters, counts: Mapping[str, int]
) -> OutOfSight | None:
    """Who asks for a time may have switched off just what has dates, and would see nothing."""
    hidden = [layer for layer in release.layers if layer.key not in filters.layers]
    found = [(layer, counts[layer.key]) for layer in hidden if counts.get(layer.key)]
    if not (filters.days and filters.layers and found):
        return None
    off = {layer.key for layer in hidden} - {layer.key for layer, _count in found}
    shown = [layer.key for layer in release.layers if layer.key not in off]
    return OutOfSight(found, shown if off else [EVERY_LAYER])


def picture(
    release: Release,
    filters: Filters,
    frame: Frame,
    query: QueryDict,
    lang: str,
    chosen: EntryRecord | None,
    sizes: Mapping[str, int] = drawing.SIZES,
) -> drawing.Picture:
    around = frame if frame.zoom is not None else frame.widened(BESIDE, ABOVE)
    everywhere = replace(filters, bbox=None)

    def marks_at(zoom: float) -> list[drawing.Mark]:
        found = release.marks(everywhere, box_of(around), math.floor(zoom))
        draw = marker(release, frame, query, lang, zoom)
        return [draw(mark) for mark in found] + chosen_mark(release, frame, chosen, lang)

    return drawing.picture(frame, ground.coast(), ground.names(lang), marks_at, sizes)


def marker(
    release: Release, frame: Frame, query: QueryDict, lang: str, zoom: float
) -> Callable[[Any], drawing.Mark]:
    """What turns a release's mark into a drawn one."""
    numbers = {layer.key: number for number, layer in enumerate(release.layers)}
    colours = [f"light-dark({layer.colour},{layer.colour_dark})" for layer in release.layers]

    def draw(mark: Mark) -> drawing.Mark:
        x, y = frame.percent(mark.lat, mark.lon)
        layers = {numbers[key]: count for key, count in mark.layers.items()}
        if mark.n == 1:
            first = min(layers, default=0)
            title = in_language(mark.name, lang).words
            url = named_url(mark.id, mark.name, lang)
            pin = float(release.layers[first].size) if release.layers else 15.0
            return drawing.Mark(x, y, title, url, pin, layer=first)
        size = drawing.ring_size(mark.n)
        closer = query.copy()
        for left_behind in ("page", "entry"):
            closer.pop(left_behind, None)
        closer["lat"], closer["lon"] = f"{mark.lat:.4f}", f"{mark.lon:.4f}"
        closer["z"] = f"{min(MAX_ZOOM, math.floor(zoom) + (6 if mark.one_point else 2)):g}"
        return drawing.Mark(
            x,
            y,
            mix(release, layers, mark.n, lang),
            f"?{closer.urlencode()}",
            size,
            count=drawing.count_label(mark.n),
            arcs=drawing.arcs(layers, size, colours),
        )

    return draw


def mix(release: Release, layers: Mapping[int, int], total: int, lang: str) -> str:
    """A cluster in words."""
    parts = [
        f"{in_language(release.layers[layer].name, lang).words} {count}"
        for layer, count in sorted(layers.items())
    ]
    return _("Together here: %(count)s") % {"count": total} + ". " + ", ".join(parts)


def chosen_mark(
    release: Release, frame: Frame, chosen: EntryRecord | None, lang: str
) -> list[drawing.Mark]:
    """The chosen entry's pins, which no cluster swallows."""
    if chosen is None:
        return []
    keys = [layer.key for layer in release.layers]
    layer = min((keys.index(key) for key in chosen.layers if key in keys), default=0)
    marks = []
    for site in chosen.sites:
        if site.lat is None or site.lon is None:
            continue
        x, y = frame.percent(site.lat, site.lon)
        size = release.layers[layer].size if release.layers else 15
        name = told(chosen, "name", lang).words
        url = entry_url(chosen, lang)
        marks.append(drawing.Mark(x, y, name, url, size, layer=layer, chosen=True))
    return marks


def zooms(frame: Frame) -> dict[str, dict[str, str]]:
    """Where the zoom links lead: the same middle, a step nearer and farther."""
    lat, lon = frame.middle
    zoom = frame.zoom if frame.zoom is not None else frame.zoom_at(drawing.WIDE)
    steps = {"nearer": min(MAX_ZOOM, math.floor(zoom) + 1), "farther": max(0, math.ceil(zoom) - 1)}
    return {
        name: {"lat": f"{lat:.4f}", "lon": f"{lon:.4f}", "z": f"{z:g}"} for name, z in steps.items()
    }


def live(release: Release, lang: str) -> dict[str, Any]:
    """What the live map needs to know (the page's `atlas-data`)."""
    first = first_layers(release)
    layers = [
        {
            "key": layer.key,
            "name": in_language(layer.name, lang).words,
            "colour": layer.colour,
            "dark": layer.colour_dark,
            "shape": layer.shape,
            "size": layer.size,
        }
        for layer in release.layers
    ]
    tiles = reverse("open:tile", args=[release.hash, 0, 0, 0])
    return {
        "release": release.hash,
        "lang": lang,
        "tiles": tiles.replace("/0/0/0.mvt", "/{z}/{x}/{y}.mvt"),
        "area": list(settings.MAP_AREA),
        "search": reverse("open:search"),
        "places": reverse("open:places"),
        "page": reverse("atlas:map"),
        "layers": layers,
        "first": [key for key in first if key != NOBODY] if first else None,
        "max_zoom": release.about.get("last_zoom", 14),
    }
