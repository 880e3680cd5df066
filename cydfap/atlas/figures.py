"""Views of the map as figures in other pages: drawn by the server, with no script."""

from dataclasses import replace

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import override

from cydfap.atlas.drawing import Mark, Picture
from cydfap.atlas.views.map import first_layers, frame_of, picture
from cydfap.release import reading
from cydfap.release.reading import Filters

# The height of a figure in pixels, on a desktop and on a phone.
SIZES = {"wide": 590, "narrow": 400}


def leading_to_the_map(drawn: Picture) -> Picture:
    """A cluster of the map's page leads to the same page nearer by; elsewhere, to the map's."""
    there = reverse("atlas:map")
    scenes = [
        replace(scene, marks=[elsewhere(mark, there) for mark in scene.marks])
        for scene in drawn.scenes
    ]
    return replace(drawn, scenes=scenes)


def elsewhere(mark: Mark, there: str) -> Mark:
    return replace(mark, url=there + mark.url) if mark.url.startswith("?") else mark


def draw(query: str, lang: str, mark: str) -> SafeString:
    """The view that the query string of a map's address asks for; empty without a release."""
    release = reading.current()
    if release is None:
        return SafeString("")
    asked = QueryDict(query)
    frame = frame_of(asked, release.areas)
    chosen = release.entry(asked.get("entry", ""))
    filters = Filters.from_query(asked, lang).or_first(first_layers(release))
    drawn = picture(release, filters, frame, asked, lang, chosen, SIZES)
    with override(lang):
        drawn = leading_to_the_map(drawn)
    context = {"picture": drawn, "layers": release.layers, "ids": mark}
    return render_to_string("atlas/_figure.html", context)
