"""The records of the directory. Only `cydfap.directory.actions` and import plans write them."""

from .entry import TEXTS, Entry, EntryLayer, EntrySector, UsedId
from .generation import Generation
from .identifier import Identifier
from .layer import Layer
from .relation import Relation
from .site import Site
from .source import Source
from .text import Text, tr

__all__ = [
    "TEXTS",
    "Entry",
    "EntryLayer",
    "EntrySector",
    "Generation",
    "Identifier",
    "Layer",
    "Relation",
    "Site",
    "Source",
    "Text",
    "UsedId",
    "tr",
]
