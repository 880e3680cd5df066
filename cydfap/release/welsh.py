"""The search's Welsh: what it takes from the dictionaries, and the words that this release has."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from cydfap.lib.welsh import lexicon_files
from cydfap.lib.welsh.keys import Keys
from cydfap.lib.welsh.lexicon import Lexicon
from cydfap.lib.welsh.spelling import LONGEST


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
