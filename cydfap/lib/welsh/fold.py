"""One spelling for all the ways in which people and keyboards write the same word."""

import unicodedata

APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ´`′‛＇ʹ", "'"))


def fold(text: str) -> str:
    """The text without accents and capitals, apostrophes made one: "Tŷ’r Ŵyl" -> "ty'r wyl".

    Folding what is folded changes nothing. Spaces and punctuation stay as they are.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    # Apostrophes first: taken apart, a lone accent (´) would be a space and a mark.
    spread = unicodedata.normalize("NFD", text.translate(APOSTROPHES))
    spread = unicodedata.normalize("NFD", spread.casefold())
    bare = "".join(letter for letter in spread if not unicodedata.category(letter).startswith("M"))
    return bare.translate(APOSTROPHES)
