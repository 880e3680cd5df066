"""In which of the two languages a name is, where nobody has said so."""

from .keys import Keys
from .lexicon_files import COMMON, ENGLISH, NAME
from .spelling import whole_key, written_words


def spoken_in(text: str, keys: Keys) -> str:
    """The language (cy, en) of the more of its words; empty where they do not tell.

    A guess for who reads aloud, good enough for the names of bodies and papers.
    """
    welsh = english = 0
    for word in written_words(text):
        bits = keys.lexicon.bits(whole_key(word))
        is_welsh = bool(bits & (COMMON | NAME)) or bool(keys.derived(word))
        is_english = bool(bits & ENGLISH)
        welsh += is_welsh and not is_english
        english += is_english and not is_welsh
    if welsh == english:
        return ""
    return "cy" if welsh > english else "en"
