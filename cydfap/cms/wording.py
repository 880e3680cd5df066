"""What is said where a text is there in one language only, and in which a name is."""

from functools import cache, lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from cydfap.lib.welsh.keys import Keys
from cydfap.lib.welsh.which import spoken_in

from .welsh import lexicon

KNOWN = 10_000


def only_in(lang: str, told_in: str) -> str:
    """That there is only `lang` for now, told in the language `told_in`."""
    with override(told_in):
        return _("Welsh only for now") if lang == "cy" else _("English only for now")


@lru_cache(KNOWN)
def spoken(words: str) -> str:
    """The language of words of which nobody said it, such as a source's name; empty where they do
    not tell.
    """
    return spoken_in(words, _keys())


@cache
def _keys() -> Keys:
    return Keys(lexicon())
