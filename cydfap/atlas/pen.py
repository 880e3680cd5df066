"""The atlas draws for pages below it, which know no release."""

from django.utils.safestring import SafeString

from cydfap.cms import map_views


def draw(query: str, lang: str, mark: str) -> SafeString:
    # Only when something is drawn: commands start without the atlas's pages.
    from .figures import draw as draw_figure

    return draw_figure(query, lang, mark)


def version() -> str:
    """The current release's hash; empty before the first."""
    from cydfap.release import reading

    release = reading.current()
    return release.hash if release else ""


def lend() -> None:
    map_views.drawn_by(draw, version)
