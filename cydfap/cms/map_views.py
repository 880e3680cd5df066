"""Drawings of map views for pages that know no release: whoever can draw them says so at start.

Pages are below the atlas, which reads releases and draws; so the atlas hands its pen down.
"""

from collections.abc import Callable

from django.utils.safestring import SafeString

# Query string of a map view, language, and the drawing's place on its page → HTML.
Draw = Callable[[str, str, str], SafeString]

_pens: list[tuple[Draw, Callable[[], str]]] = []


def drawn_by(draw: Draw, version: Callable[[], str]) -> None:
    """`version` is another text where what is drawn may be different."""
    _pens[:] = [(draw, version)]


def draw(query: str, lang: str, mark: str) -> SafeString:
    """The map view as HTML without a script; empty where nobody draws or nothing is published.

    `mark` begins the ids within, so that a page can hold several.
    """
    return _pens[0][0](query, lang, mark) if _pens else SafeString("")


def version() -> str:
    """The same text as long as the same view is drawn the same."""
    return _pens[0][1]() if _pens else ""
