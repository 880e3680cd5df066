"""What the dictionaries know of Welsh words, by key."""

from pathlib import Path

import numpy as np

from .lexicon_files import WELSH, LexiconFiles, open_or_build
from .spelling import LONGEST

NOTHING = 0


class Lexicon:
    """Words, the mutations that each allows, and of what each is a form; all by `whole_key`.

    `dictionary` is the folder of hunspell-cy's index.aff and index.dic, `lecsicon` one with the
    tab-separated files of Lecsicon Cymraeg Bangor, if they are there. The first use makes flat
    files in `cache` (some seconds); afterwards they are mapped from disk, shared by all processes.
    """

    def __init__(self, cache: Path, dictionary: Path, lecsicon: Path | None = None) -> None:
        self.files: LexiconFiles = open_or_build(cache, dictionary, lecsicon)

    def bits(self, key: str) -> int:
        """What is known of a word, as bits; 0 for a stranger."""
        at = self._place(key)
        return NOTHING if at is None else int(self.files.bits[at])

    def lemmas(self, key: str) -> list[str]:
        """What it is a form of, itself left out: "tai" -> ["ty"]."""
        at = self._place(key)
        if at is None:
            return []
        start, end = self.files.lemma_start[at : at + 2].tolist()
        places = self.files.lemmas[start:end]
        return [word.decode() for word in self.files.words[places].tolist()]

    def begins(self, beginning: str) -> bool:
        """Whether a Welsh word begins so."""
        first, last = (
            int(np.searchsorted(self.files.words, np.bytes_(beginning.encode()[:LONGEST] + end)))
            for end in (b"", b"\xff")
        )
        return bool((self.files.bits[first:last] & WELSH).any())

    def _place(self, key: str) -> int | None:
        wanted = key.encode()
        if len(wanted) > LONGEST:
            return None
        at = int(np.searchsorted(self.files.words, np.bytes_(wanted)))
        found = at < len(self.files.words) and self.files.words[at] == wanted
        return at if found else None
