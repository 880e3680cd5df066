"""The Welsh dictionaries that this site searches with."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from cydfap.lib.welsh import lexicon_files
from cydfap.lib.welsh.lexicon import Lexicon


def sources() -> tuple[Path, Path | None]:
    """Where the dictionary is, and Lecsicon Cymraeg Bangor if somebody has put its files there."""
    dropped_in = settings.DATA / "lecsicon"
    dictionary = settings.ROOT / "node_modules" / "dictionary-cy"
    return dictionary, dropped_in if dropped_in.is_dir() else None


def stamp() -> str:
    """Another one where the same text may get other keys."""
    return lexicon_files.stamp(*sources())


def lexicon() -> Lexicon:
    """The dictionaries as flat files in `CYDFAP_DATA`: made at the first call ever, in seconds, and
    again when there are others.
    """
    return opened(stamp())


@lru_cache(maxsize=2)
def opened(stamp: str) -> Lexicon:
    return Lexicon(settings.DATA / "welsh", *sources())
