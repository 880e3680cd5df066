"""The search's Welsh: what it takes from the dictionaries, and the words that this release has."""

from functools import cache
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from cydfap.lib.welsh.keys import Keys
from cydfap.lib.welsh.lexicon import Lexicon
from cydfap.lib.welsh.spelling import LONGEST


@cache
def lexicon() -> Lexicon:
    """The dictionaries as flat files in `CYDFAP_DATA`: made at the first call ever, in seconds.

    Lecsicon Cymraeg Bangor is used where its files lie in `CYDFAP_DATA/lecsicon`.
    """
    dropped_in = settings.DATA / "lecsicon"
    dictionary = settings.ROOT / "node_modules" / "dictionary-cy"
    return Lexicon(settings.DATA / "welsh", dictionary, dropped_in if dropped_in.is_dir() else None)


class Vocabulary:
    """All words of an index, sorted, as a container of keys."""

    def __init__(self, words: NDArray[np.bytes_]) -> None:
        self.words = words

    def __contains__(self, key: Any) -> bool:
        wanted = str(key).encode()
        if len(wanted) > LONGEST:
            return False
        at = int(np.searchsorted(self.words, np.bytes_(wanted)))
        return at < len(self.words) and bool(self.words[at] == wanted)


def keys(words: NDArray[np.bytes_]) -> Keys:
    """What makes keys for an index with these words: a name that only it knows counts too."""
    return Keys(lexicon(), Vocabulary(words))
