"""What was asked for lately, kept so that it need not be made again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

MOST = 200


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept", bound=Sized)


class Recent(Generic[Key, Kept]):
    """What was asked for last, up to so many bytes. Safe for threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.kept: OrderedDict[Key, Kept] = OrderedDict()
        self.nbytes = 0
        self.lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], Kept]) -> Kept:
        with self.lock:
            if (found := self.kept.get(key)) is not None:
                self.kept.move_to_end(key)
                return found
        made = make()
        with self.lock:
            if (before := self.kept.pop(key, None)) is not None:
                self.nbytes -= before.nbytes
            self.kept[key] = made
            self.nbytes += made.nbytes
            while len(self.kept) > 1 and (len(self.kept) > MOST or self.nbytes > self.limit):
                _, oldest = self.kept.popitem(last=False)
                self.nbytes -= oldest.nbytes
        return made
