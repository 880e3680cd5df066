"""The search's Welsh: the dictionaries', and the words that this release has."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cydfap.cms.welsh import lexicon, stamp
from cydfap.lib.welsh.keys import Keys
from cydfap.lib.welsh.spelling import LONGEST

__all__ = ["Vocabulary", "keys", "lexicon", "stamp"]


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
