"""What a plan may have to make before its rows can go in: sources and layers nobody knew."""

from django.utils.text import slugify

from cydfap.directory.models import Layer, Source
from cydfap.lib.welsh import fold

from .known import Known

# Quiet colours, light and dark, that differ from each other and from the page.
COLOURS = (
    ("#14594A", "#7ED3B2"), ("#8A4B08", "#F0B36B"), ("#3B4C9B", "#A9B6F5"),
    ("#7A2E6B", "#E3A3D5"), ("#4D5B12", "#C5D46F"), ("#8C2F39", "#F2A0A8"),
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
        number = Layer.objects.count()
        colour, dark = COLOURS[number % len(COLOURS)]
        layer = Layer(key=free_key(word), colour=colour, colour_dark=dark, order=number + 1)
        setattr(layer, f"name_{self.lang}", word[:120])
        layer.full_clean()
        layer.save()
        self.created_layers.append(layer.key)
        for each in (word, layer.key):
            self.known.layers.setdefault(fold(each), layer.pk)
        return layer.pk


def free_key(word: str) -> str:
    """A key like the word that no layer has yet."""
    stem = slugify(word)[:36].strip("-") or "layer"
    key, number = stem, 2
    while Layer.objects.filter(key=key).exists():
        key, number = f"{stem}-{number}", number + 1
    return key
