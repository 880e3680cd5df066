"""Alphabetical order as keys: strings that sort rightly byte by byte, whatever the database.

A key is a row of two-digit places in the alphabet. Digits alone sort alike in every collation
there is; letters and punctuation do not (a Welsh collation of a database would take *ch* apart
again, others leave spaces out).
"""

import re
from functools import lru_cache

from .fold import fold

SPACE = "00"
NUMBERS = {number: f"{place:02}" for place, number in enumerate("0123456789", start=1)}
# k q v x z are not Welsh, but names have them.
WELSH = re.findall(
    r"\w+", "a b c ch d dd e f ff g ng h i j k l ll m n o p ph q r rh s t th u v w x y z"
)
WELSH_PLACES = NUMBERS | {letter: f"{place:02}" for place, letter in enumerate(WELSH, start=20)}
ENGLISH_PLACES = NUMBERS | {
    letter: f"{place:02}" for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz", start=20)
}
FOREIGN = "99"

LETTER = re.compile(r"ch|dd|ff|ng|ll|ph|rh|th|.")
WORD_BREAK = re.compile(r"[\W_]+")

# Where two words have grown together, n + g and r + h are two letters each: Llan|gefni, Pen|gam,
# Aber|honddu. Spelling alone cannot tell them from the letters ng (angor) and rh (arhythmig), so
# these first parts of names are listed. Some stand with the letters that make them sure: *tan* is a
# first part in Tangrisiau, but tangnefedd has the letter ng.
SEAM_NG = (
    "llan|pen|hen|bryn|blaen|glan|llwyn|maen|bron|cefn|gwern|gwaun|melin|ffynnon|ton(?=gw)"
    "|ban(?=gor)|dan(?=gos)|tan(?=gris)|llon(?=gyf)"
)
SEAM_RH = "aber|caer|ar(?=hos)|gor(?=hen)"
SEAM = re.compile(rf"^({SEAM_NG})(?=g)|^({SEAM_RH})(?=h)")
# The first parts themselves.
SEAM_PARTS = [part.split("(")[0] for part in f"{SEAM_NG}|{SEAM_RH}".split("|")]


@lru_cache(maxsize=50_000)
def _welsh_word(word: str) -> str:
    seam = SEAM.match(word)
    if seam:
        return _places(seam.group(), WELSH_PLACES) + _places(word[seam.end() :], WELSH_PLACES)
    return _places(word, WELSH_PLACES)


def _places(word: str, alphabet: dict[str, str]) -> str:
    letters = LETTER.findall(word) if alphabet is WELSH_PLACES else word
    return "".join(alphabet.get(letter) or f"{FOREIGN}{ord(letter):08}" for letter in letters)


def _words(text: str) -> list[str]:
    # An apostrophe joins (Ty'r), a hyphen parts (Betws-y-Coed).
    return WORD_BREAK.sub(" ", fold(text).replace("'", "")).split()


def sort_key(text: str) -> str:
    """A string of digits that sorts as the Welsh alphabet does, word by word.

    Spaces come before numbers and numbers before letters; accents, capitals and punctuation do
    not count. Twice as long as the text, or a little less. Other scripts follow after z.
    """
    return SPACE.join(_welsh_word(word) for word in _words(text))


def english_key(text: str) -> str:
    """The same for the English alphabet."""
    return SPACE.join(_places(word, ENGLISH_PLACES) for word in _words(text))
