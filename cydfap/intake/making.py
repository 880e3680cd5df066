"""What a plan may have to make before its rows can go in: sources and layers nobody knew."""

from collections import Counter

from django.utils.text import slugify

from cydfap.directory.models import Layer, Source
from cydfap.directory.models.layer import MOST_LAYERS, RESERVED_KEYS
from cydfap.lib.welsh import fold

from .known import Known
from .problems import Refused

# Light and dark, for the paper and the night map: each at least 3:1 against it, and unlike the
# others. None is the green of a new layer on the desk.
COLOURS = (
    ("#8A4B08", "#F0B36B"), ("#0B6E7F", "#6FD3E3"), ("#5B3FD0", "#B3A6FF"),
    ("#9C1F4B", "#FF9DB8"), ("#6B6A12", "#DDDB74"), ("#3D4A5C", "#B8C6D9"),
    ("#C2500A", "#FFA25C"), ("#8E24AA", "#E6A0F5"), ("#2F4DA0", "#9FB4FF"),
    ("#6D4C41", "#D3B5A8"), ("#00838F", "#4DE0EE"), ("#B0233A", "#FF8A8F"),
)  # fmt: skip


class Maker:
    """Primary keys of sources and layers by the words of a file; what is missing is made."""

    def __init__(self, known: Known, *, lang: str, licence: str, source_url: str) -> None:
        self.known, self.lang = known, lang
        self.licence, self.source_url = licence, source_url
        self.created_layers: list[str] = []

    def source(self, name: str) -> int:
        """The source of this name."""
        if name not in self.known.sources:
            made, _ = Source.objects.get_or_create(
                name=name, defaults={"licence": self.licence, "url": self.source_url[:500]}
            )
            self.known.sources[name] = made.pk
        return self.known.sources[name]

    def layer(self, word: str) -> int:
        """The layer of this key or name."""
        pk = self.known.layer(word)
        return self.make_layer(word) if pk is None else pk

    def make_layer(self, word: str) -> int:
        if is_reserved(word):
            raise Refused("reserved-layer", text=word)
        number = Layer.objects.count()
        if number >= MOST_LAYERS:
            raise Refused("too-many-layers", limit=MOST_LAYERS, found=number + 1, new=word)
        colour, dark = free_colour()
        layer = Layer(key=free_key(word), colour=colour, colour_dark=dark, order=number + 1)
        setattr(layer, f"name_{self.lang}", word)
        layer.full_clean()
        layer.save()
        self.created_layers.append(layer.key)
        for each in (word, layer.key):
            self.known.layers.setdefault(fold(each), layer.pk)
        return layer.pk


def free_colour() -> tuple[str, str]:
    """The first colour that no layer has; when all are taken, one that the fewest have."""
    taken = Counter(colour.upper() for colour in Layer.objects.values_list("colour", flat=True))
    return min(COLOURS, key=lambda pair: taken[pair[0]])


def free_key(word: str) -> str:
    """A key like the word that no layer has yet."""
    stem = stem_of(word)
    key, number = stem, 2
    while Layer.objects.filter(key=key).exists():
        key, number = f"{stem}-{number}", number + 1
    return key


def stem_of(word: str) -> str:
    """What the key of a layer of this name is, or begins with."""
    return slugify(word)[:36].strip("-") or "layer"


def is_reserved(word: str) -> bool:
    """Would a layer of this name have a key that addresses use as a word of their own?"""
    return stem_of(word) in RESERVED_KEYS
