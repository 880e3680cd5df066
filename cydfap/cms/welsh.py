"""The Welsh dictionaries that this site searches with."""

from functools import cache

from django.conf import settings

from cydfap.lib.welsh.lexicon import Lexicon


@cache
def lexicon() -> Lexicon:
    """The dictionaries as flat files in `CYDFAP_DATA`: made at the first call ever, in seconds.

    Lecsicon Cymraeg Bangor is used where its files lie in `CYDFAP_DATA/lecsicon`.
    """
    dropped_in = settings.DATA / "lecsicon"
    dictionary = settings.ROOT / "node_modules" / "dictionary-cy"
    return Lexicon(settings.DATA / "welsh", dictionary, dropped_in if dropped_in.is_dir() else None)
