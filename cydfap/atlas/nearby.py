"""How near the map goes to a postcode: to its streets, but not where nothing else is."""

from dataclasses import replace

from cydfap.atlas.frame import Frame, box_of
from cydfap.atlas.places import Place, find_places
from cydfap.release.reading import Filters, Release

# A reader looks for neighbours: so many shall be in view, unless the nearest are a county away.
NEIGHBOURS = 2
FARTHEST = 8.5
# A phone shows about a third of the frame that a map at a given zoom is drawn in: 1.5 zooms less.
PHONE = 1.5


def places_near(words: str, filters: Filters, release: Release | None) -> list[Place]:
    """Like `find_places`; the map of a postcode takes in some of what `filters` lets pass."""
    places = find_places(words, filters.lang)
    if release is None:
        return places
    return [
        with_neighbours(place, filters, release) if place.kind == "postcode" else place
        for place in places
    ]


def with_neighbours(place: Place, filters: Filters, release: Release) -> Place:
    zoom = place.zoom
    while zoom > FARTHEST and neighbours(place, zoom, filters, release) < NEIGHBOURS:
        zoom -= 1
    return replace(place, zoom=max(zoom, FARTHEST))


def neighbours(place: Place, zoom: float, filters: Filters, release: Release) -> int:
    """How many are in a phone's view. What was typed is the place, and filters nothing."""
    box = box_of(Frame.at(place.lat, place.lon, zoom + PHONE))
    return release.page(replace(filters, q="", bbox=box), filters.lang, page=1, size=1).total
