"""Views of the map as figures in other pages: drawn by the server, with no script."""

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cydfap.atlas.views.map import first_layers, frame_of, picture
from cydfap.release import reading
from cydfap.release.reading import Filters

# The height of a figure in pixels, on a desktop and on a phone.
SIZES = {"wide": 590, "narrow": 400}


def draw(query: str, lang: str, mark: str) -> SafeString:
    """The view that the query string of a map's address asks for; empty without a release."""
    release = reading.current()
    if release is None:
        return SafeString("")
    asked = QueryDict(query)
    frame = frame_of(asked)
    chosen = release.entry(asked.get("entry", ""))
    filters = Filters.from_query(asked, lang).or_first(first_layers(release))
    drawn = picture(release, filters, frame, asked, lang, chosen, SIZES)
    context = {"picture": drawn, "layers": release.layers, "ids": mark}
    return render_to_string("atlas/_figure.html", context)
