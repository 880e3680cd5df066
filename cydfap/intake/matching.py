"""Which entry a row is about: by id, by identifier, else by source, name and place."""

from dataclasses import dataclass, field
from typing import Any

from .known import AMBIGUOUS, Known, place_keys
from .likeness import Identifiers, name_key, told_apart
from .reading import Batch

ANOTHER = "another"


@dataclass
class Seen:
    """What the file has said so far, row by row."""

    entries: dict[int, int] = field(default_factory=dict)  # primary key → row
    ids: dict[str, int] = field(default_factory=dict)  # public id of a new entry → row
    identifiers: dict[tuple[str, str], int] = field(default_factory=dict)
    identified: dict[int, Identifiers] = field(default_factory=dict)  # row → its identifiers


@dataclass(slots=True)
class Match:
    """`pk` of the entry, or None; `by_id` when the row carries our id. `like` says of what it may
    be a duplicate:
    a public id, or a row's number; and why."""

    pk: int | None = None
    by_id: bool = False
    like: Any = None
    why: str = ""


class Matcher:
    def __init__(self, known: Known, decisions: dict[str, str], source: str) -> None:
        self.known, self.decisions, self.source = known, decisions, source
        self.seen = Seen()

    def match(self, batch: Batch, index: int, key: str) -> Match | None:
        """None if the row was refused on the way (two rows about one thing). `key`: its name's
        key.
        """
        row = batch.numbers[index]
        found = self.find(batch, index, key)
        decision = self.decisions.get(str(row), "") if self.decisions else ""
        if decision and decision != ANOTHER and decision in self.known.by_id:
            found = Match(self.known.by_id[decision])
        if found.pk is not None:
            first = self.seen.entries.setdefault(found.pk, row)
            if first != row:
                batch.refuse(index, self.speaking(batch), "second-id", first=first)
                return None
        elif not self.is_first(batch, index, row, found, decision):
            return None
        return found

    def speaking(self, batch: Batch) -> str:
        """The column that says what a row is about."""
        names = ("id", "coopuk", "identifiers", "name", "name_en", "name_cy")
        return next((name for name in names if name in batch.cells), "")

    def find(self, batch: Batch, index: int, key: str) -> Match:
        values, known = batch.values, self.known
        if "id" in values and (public_id := values["id"][index]):
            pk = known.by_id.get(public_id)
            if pk is not None:
                return Match(pk, by_id=True)
        identifiers: Identifiers = values["identifiers"][index] if "identifiers" in values else ()
        for pair in identifiers:
            pk = known.by_identifier.get(pair)
            if pk is not None:
                if told_apart(identifiers, known.identifiers.get(pk, ())):
                    # Another register says that they are two: a person must see it.
                    return Match(like=known.ids[pk], why="same-identifier")
                return Match(pk)
        return Match(self.by_name(batch, index, key, identifiers))

    def by_name(self, batch: Batch, index: int, key: str, identifiers: Identifiers) -> int | None:
        values, known = batch.values, self.known
        source = values["source"][index] if "source" in values else ""
        source_pk = known.sources.get(source or self.source)
        if source_pk is None or not key:
            return None
        postcode = values["postcode"][index] if "postcode" in values else ""
        town = values["town"][index] if "town" in values else ""
        lat = values["lat"][index] if "lat" in values else None
        lon = values["lon"][index] if "lon" in values else None
        # The most exact place that the row gives, and only that: another postcode is another
        # branch.
        place = (place_keys(postcode, town, lat, lon) or [""])[0]
        pk = known.by_name.get((source_pk, key, place))
        if pk is None or pk == AMBIGUOUS:
            return None
        return None if told_apart(identifiers, known.identifiers.get(pk, ())) else pk

    def is_first(self, batch: Batch, index: int, row: int, found: Match, decision: str) -> bool:
        """Enter a new thing's id and identifiers; False (and refused) where an earlier row had
        them.
        """
        values, seen = batch.values, self.seen
        if "id" in values and (public_id := values["id"][index]):
            first = seen.ids.setdefault(public_id, row)
            if first != row:
                batch.refuse(index, "id", "second-id", first=first)
                return False
        identifiers: Identifiers = values["identifiers"][index] if "identifiers" in values else ()
        if not identifiers:
            return True
        for pair in identifiers:
            first = seen.identifiers.setdefault(pair, row)
            if first != row and decision != ANOTHER:
                if told_apart(identifiers, seen.identified[first]):
                    found.like, found.why = first, "same-identifier"
                else:
                    name = self.speaking(batch)
                    batch.refuse(index, name, "second-identifier", first=first, text=":".join(pair))
                    return False
        seen.identified[row] = identifiers
        return True


def key_of(batch: Batch, index: int) -> str:
    values = batch.values
    for name in ("name_en", "name_cy"):
        if name in values and (text := values[name][index]):
            return name_key(text)
    return ""
