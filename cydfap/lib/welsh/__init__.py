"""Welsh as a language: folding for comparison, and alphabetical order."""

from .fold import fold
from .order import english_key, sort_key

__all__ = ["english_key", "fold", "sort_key"]
