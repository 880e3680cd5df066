"""What an import would do, before it does it: row by row. Nothing here writes."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from cydfap.directory.models import UsedId
from cydfap.lib.welsh import fold

from .additions import additions
from .changes import Change, differences
from .enums import Outcome
from .gazette import Gazette
from .headings import Columns
from .known import Known, existing
from .likeness import Neighbourhood, blocks_of
from .making import is_reserved
from .matching import ANOTHER, Match, Matcher, key_of
from .placing import place
from .problems import Problem
from .reading import Batch, batches
from .values import LIMITS, normalise

OUTCOMES = tuple(Outcome)
CODES = {outcome: code for code, outcome in enumerate(OUTCOMES)}
Report = Callable[[int], None]


@dataclass(frozen=True)
class Options:
    """How a file is to be read; `source`, `licence` and `layer` stand in where a row has none."""

    lang: str
    source: str
    licence: str
    layer: str
    source_url: str = ""
    complete: bool = False
    decisions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Likely:
    """A possible duplicate: of an entry (a public id) or of a row (its number), and why."""

    row: int
    of: str
    name: str
    why: str


@dataclass
class Plan:
    """Rows in the file's order: `numbers`, `outcomes` (indexes of OUTCOMES), `names`; and what
    goes with them.
    """

    generation: int
    headings: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    outcomes: bytearray = field(default_factory=bytearray)
    names: list[str] = field(default_factory=list)
    adds: list[dict[str, list[Any]]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    duplicates: list[Likely] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    absent: list[tuple[str, str]] = field(default_factory=list)
    # Names that the plan would make: sources, layers.
    sources: dict[str, None] = field(default_factory=dict)
    layers: dict[str, None] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """`rows` and one number for each outcome."""
        told = Counter(self.outcomes)
        each = {outcome.value: told.get(code, 0) for outcome, code in CODES.items()}
        return {"rows": len(self.outcomes), **each}

    def new_layers(self) -> list[str]:
        """The names of the layers that the plan would make, each once however it is written."""
        return list({fold(word): word for word in reversed(self.layers)}.values())[::-1]

    def fingerprint(self) -> str:
        """The same for two plans that would do the same."""
        digest = hashlib.sha256(bytes(self.outcomes))
        for change in self.changes:
            digest.update(repr((change.pk, sorted(map(str, change.new.items())))).encode())
        for likely in self.duplicates:
            digest.update(repr((likely.row, likely.of)).encode())
        return digest.hexdigest()


class Planner:
    """Makes one plan. `report(rows so far)` is called after each batch."""

    def __init__(self, options: Options, report: Report = lambda rows: None) -> None:
        self.options, self.report = options, report
        self.known = Known()
        self.gazette = Gazette()
        self.matcher = Matcher(self.known, options.decisions, options.source)
        self.plan = Plan(self.known.generation)
        self.ids = {*self.known.by_id, *UsedId.objects.values_list("public_id", flat=True)}

    def make(self, rows: Iterable[Any], columns: Columns) -> Plan:
        self.plan.problems.extend(columns.problems)
        for batch in batches(rows, columns):
            self.take(batch)
            self.report(len(self.plan.numbers))
        if self.options.complete:
            self.find_absent()
        self.plan.problems.sort(key=lambda problem: problem.row)
        self.known.neighbours = Neighbourhood()  # the largest part, and no longer needed
        return self.plan

    def take(self, batch: Batch) -> None:
        normalise(batch, self.options.lang)
        self.check_layers(batch)
        place(batch, self.gazette)
        names = names_of(batch)
        keys = [key_of(batch, index) for index in range(len(batch))]
        matches = self.match_all(batch, keys)
        outcomes = bytearray([CODES[Outcome.REFUSE]]) * len(batch)
        added: list[int] = []
        olds = existing(match.pk for match in matches.values() if match.pk is not None)
        for index, match in matches.items():
            if match.pk is not None:
                outcome = self.compare(batch, index, match, match.pk, olds[match.pk])
            else:
                outcome = self.consider(batch, index, match, keys[index], names[index])
            outcomes[index] = CODES[outcome]
            if outcome is Outcome.ADD:
                added.append(index)
        self.plan.numbers += batch.numbers
        self.plan.names += names
        self.plan.outcomes += outcomes
        self.plan.problems += batch.problems
        if added:
            self.plan.adds.append(self.add(batch, added))

    def check_layers(self, batch: Batch) -> None:
        """A row stays out that names a new layer for which no address could ask, or one whose
        name has no room: cut short, it would not be known the next time, and be made again.
        """
        column = batch.values.get("layers", [])
        new = {word for words in set(column) for word in words if self.known.layer(word) is None}
        if reserved := set(filter(is_reserved, new)):
            for index, words in enumerate(column):
                for word in reserved.intersection(words):
                    batch.refuse(index, "layers", "reserved-layer", text=word[:60])
        limit = LIMITS["layers"]
        if long := {word for word in new if len(word) > limit}:
            for index, words in enumerate(column):
                for word in long.intersection(words):
                    batch.refuse(index, "layers", "too-long", length=len(word), limit=limit)

    def match_all(self, batch: Batch, keys: list[str]) -> dict[int, Match]:
        """Index → match, of the rows that are not refused."""
        found: dict[int, Match] = {}
        name_column = next(
            (name for name in ("name", "name_en", "name_cy") if name in batch.cells), "name_en"
        )
        for index in range(len(batch)):
            if index in batch.refused:
                continue
            match = self.matcher.match(batch, index, keys[index])
            if match is None:
                continue
            nameless = not keys[index] and (match.pk is None or "name_en" in batch.cells)
            if nameless and not (match.pk is not None and not match.by_id):
                batch.refuse(index, name_column, "no-name")
                continue
            found[index] = match
        return found

    def compare(
        self, batch: Batch, index: int, match: Match, pk: int, old: dict[str, Any]
    ) -> Outcome:
        """A row about an entry that is there."""
        told = self.gazette.told_point
        change = differences(
            batch, index, pk, old, whole=match.by_id, lang=self.options.lang, told=told
        )
        self.compare_named(batch, index, change, old)
        if "identifiers" in batch.values:
            new = self.free_identifiers(batch, index, pk)
            if fresh := tuple(pair for pair in new if pair not in old["identifiers"]):
                change.set("identifiers", old["identifiers"], (*old["identifiers"], *fresh))
        if not change.new:
            return Outcome.SAME
        self.plan.changes.append(change)
        return Outcome.CHANGE

    def compare_named(self, batch: Batch, index: int, change: Change, old: dict[str, Any]) -> None:
        """Source and layers, which a row names and the plan may have to make."""
        values, known = batch.values, self.known
        source = values["source"][index] if "source" in values else ""
        if source and known.sources.get(source) != old["source_id"]:
            change.set("source", old["source_id"], source)
            if source not in known.sources:
                self.plan.sources.setdefault(source)
        words = values["layers"][index] if "layers" in values else ()
        layers = tuple(dict.fromkeys(known.layer(word) or word for word in words))
        if layers and set(layers) != set(old["layers"]):
            change.set("layers", old["layers"], layers)
            self.plan.layers |= dict.fromkeys(each for each in layers if isinstance(each, str))

    def free_identifiers(
        self, batch: Batch, index: int, pk: int | None
    ) -> tuple[tuple[str, str], ...]:
        """The row's identifiers without those of other entries, which are told."""
        free = []
        for pair in batch.values["identifiers"][index]:
            other = self.known.by_identifier.get(pair, pk)
            first = self.matcher.seen.identifiers.setdefault(pair, batch.numbers[index])
            if other != pk or first != batch.numbers[index]:
                name = self.known.names.get(other, "") if other and other != pk else f"({first})"
                batch.warn(
                    index, "identifiers", "identifier-elsewhere", text=":".join(pair), name=name
                )
            else:
                free.append(pair)
        return tuple(free)

    def consider(self, batch: Batch, index: int, match: Match, key: str, name: str) -> Outcome:
        """A row about nothing that is there: new, unless it looks like something."""
        values, row = batch.values, batch.numbers[index]

        def value(field: str, default: Any) -> Any:
            return values[field][index] if field in values else default

        decision = self.options.decisions.get(str(row), "")
        identifiers = value("identifiers", ())
        lat, lon = value("lat", None), value("lon", None)
        place = value("postcode", ""), lat, lon
        blocks = blocks_of(key, *place, value("website", ""), value("phone", ""))
        neighbours = self.known.neighbours
        if decision == ANOTHER:
            if identifiers:
                values["identifiers"][index] = self.free_identifiers(batch, index, None)
        elif decision.startswith("row "):
            # A person said that this is the same as an earlier row: there is nothing to add.
            return Outcome.SAME
        else:
            like, why = match.like, match.why
            if like is None and (found := neighbours.look(key, lat, lon, identifiers, blocks)):
                like, why = found.other, found.why
            if like is not None:
                self.suspect(batch, index, like, why)
                return Outcome.DUPLICATE
        neighbours.enter(row, key, lat, lon, identifiers, blocks)
        return Outcome.ADD

    def suspect(self, batch: Batch, index: int, like: int | str, why: str) -> None:
        row = batch.numbers[index]
        column = self.matcher.speaking(batch)
        if isinstance(like, int):
            self.plan.duplicates.append(Likely(row, f"row {like}", "", why))
            batch.warn(index, column, "same-as-row", first=like, why=why)
            return
        name = self.known.names[self.known.by_id[like]]
        self.plan.duplicates.append(Likely(row, like, name, why))
        batch.warn(index, column, "same-as-entry", id=like, name=name, why=why)

    def add(self, batch: Batch, indexes: list[int]) -> dict[str, list[Any]]:
        options = self.options
        defaults = {
            "lang": options.lang,
            "source": options.source,
            "source_url": options.source_url,
            "licence": options.licence,
            "layers": (options.layer,),
        }
        self.ids.update(batch.values.get("id", ()))
        columns = additions(batch, indexes, defaults, self.ids)
        self.ids.update(columns["public_id"])
        known = self.known
        self.plan.sources |= {
            name: None for name in set(columns["source"]) if name not in known.sources
        }
        for words in dict.fromkeys(columns["layers"]):
            self.plan.layers |= {word: None for word in words if known.layer(word) is None}
        return columns

    def find_absent(self) -> None:
        """Entries of the source, not yet closed, that a complete file lacks.

        Not those that a row may be about: that is yet to be decided.
        """
        from cydfap.directory.enums import Status
        from cydfap.directory.models import Entry

        there = self.matcher.seen.entries
        undecided = {likely.of for likely in self.plan.duplicates}
        rows = Entry.objects.filter(source__name=self.options.source).exclude(status=Status.CLOSED)
        for pk, public_id, name_en, name_cy in rows.order_by("pk").values_list(
            "pk", "public_id", "name_en", "name_cy"
        ):
            if pk not in there and public_id not in undecided:
                self.plan.absent.append((public_id, name_en or name_cy))


def names_of(batch: Batch) -> list[str]:
    """What to call each row."""
    blank = [""] * len(batch)
    english = batch.values.get("name_en", blank)
    welsh = batch.values.get("name_cy", blank)
    return [one or other for one, other in zip(english, welsh, strict=True)]
