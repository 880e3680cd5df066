"""The days of a release's rows: what a date filter chooses by, and what a row tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cydfap.news.enums import EventState

from .happenings import TEXTS

Array = NDArray[Any]
OFF = (EventState.POSTPONED, EventState.CANCELLED)


@dataclass(frozen=True)
class DatedRecord:
    """The page of What's happening that gives an entry its days: an event's, or a report's.

    `when` is an EDTF date, `state` one of the vocabulary `event_states` or empty; a path is empty
    in a language that the page is not in.
    """

    kind: str
    when: str
    state: str
    path_en: str
    path_cy: str

    def path(self, lang: str) -> str:
        """In that language if it can be."""
        here, there = self.path_en, self.path_cy
        return (there or here) if lang == "cy" else (here or there)

    @property
    def is_off(self) -> bool:
        """Whether it does not take place on its days."""
        return self.state in OFF


class Dated:
    """dated.arrow: few rows, in the order of their entries' numbers."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self.entry, self.first, self.last = (
            table[name].to_numpy() for name in ("entry", "first", "last")
        )

    def __len__(self) -> int:
        return len(self.entry)

    def of(self, number: int) -> DatedRecord | None:
        """Of the entry with that number; the first of several."""
        at = int(np.searchsorted(self.entry, number))
        if at == len(self.entry) or self.entry[at] != number:
            return None
        return DatedRecord(*(self.table[name][at].as_py() for name in TEXTS))

    def touching(self, first: int, last: int) -> Array:
        """The numbers of the entries whose own days touch those from `first` to `last`."""
        found: Array = self.entry[(self.first <= last) & (self.last >= first)]
        return found
