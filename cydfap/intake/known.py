"""What the directory holds already, as an import needs to see it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model, QuerySet

from cydfap.directory.models import (
    Entry,
    EntryLayer,
    EntrySector,
    Generation,
    Identifier,
    Layer,
    Site,
    Source,
)
from cydfap.lib.welsh import fold

from .likeness import Identifiers, Neighbourhood, blocks_of, name_key

ENTRY_FIELDS = [
    "public_id",
    "kind",
    "status",
    "legal_form",
    "privacy",
    "name_en",
    "name_cy",
    "name_state_en",
    "name_state_cy",
    "summary_en",
    "summary_cy",
    "summary_state_en",
    "summary_state_cy",
    "description_en",
    "description_cy",
    "description_state_en",
    "description_state_cy",
    "opened",
    "closed",
    "website",
    "email",
    "phone",
    "source_id",
    "source_url",
    "licence",
    "checked_on",
]
SITE_FIELDS = ["address", "town", "postcode", "lat", "lon", "precision", "authority_id"]
AT_ONCE = 500

NameKey = tuple[int | None, str, str]
AMBIGUOUS = -1


def place_keys(postcode: str, town: str, lat: float | None, lon: float | None) -> list[str]:
    """What a place is called when rows are matched by it, the most exact first; "" stands for no
    place.
    """
    keys = [postcode.upper()] if postcode else []
    if town:
        keys.append(fold(town))
    if lat is not None and lon is not None:
        keys.append(f"{lat:.3f},{lon:.3f}")
    return keys


class Known:
    """The directory at one generation: entries by id, identifier, name and place; and their
    neighbourhoods.
    """

    def __init__(self) -> None:
        self.generation = Generation.current()
        self.sources: dict[str, int] = dict(Source.objects.values_list("name", "pk"))
        self.layers: dict[str, int] = {}
        self.layer_keys: dict[int, str] = {}
        for pk, key, name_en, name_cy in Layer.objects.values_list(
            "pk", "key", "name_en", "name_cy"
        ):
            self.layer_keys[pk] = key
            for word in (name_cy, name_en, key):
                if word:
                    self.layers[fold(word)] = pk
        self.by_id: dict[str, int] = {}
        self.ids: dict[int, str] = {}
        self.by_identifier: dict[tuple[str, str], int] = {}
        self.by_name: dict[NameKey, int] = {}
        self.neighbours = Neighbourhood()
        self.names: dict[int, str] = {}
        self.identifiers: dict[int, Identifiers] = {}
        self._load()

    def _load(self) -> None:
        for pk, scheme, value in Identifier.objects.values_list("entry_id", "scheme", "value"):
            self.by_identifier[scheme, value] = pk
            self.identifiers[pk] = (*self.identifiers.get(pk, ()), (scheme, value))
        sites: dict[int, tuple[str, str, float | None, float | None]] = {
            pk: (postcode, town, lat, lon)
            for pk, postcode, town, lat, lon in Site.objects.filter(order=0).values_list(
                "entry_id", "postcode", "town", "lat", "lon"
            )
        }
        nowhere = ("", "", None, None)
        rows = Entry.objects.values_list(
            "pk", "public_id", "name_en", "name_cy", "source_id", "website", "phone"
        )
        for pk, public_id, name_en, name_cy, source, website, phone in rows.iterator(
            chunk_size=20_000
        ):
            self.by_id[public_id] = pk
            self.ids[pk] = public_id
            self.names[pk] = name_en or name_cy
            postcode, town, lat, lon = sites.get(pk, nowhere)
            places = [*place_keys(postcode, town, lat, lon), ""]
            for key in {name_key(name) for name in (name_en, name_cy) if name}:
                for place in places:
                    self.learn_name((source, key, place), pk)
                blocks = blocks_of(key, postcode, lat, lon, website, phone)
                self.neighbours.enter(
                    public_id, key, lat, lon, self.identifiers.get(pk, ()), blocks
                )

    def learn_name(self, key: NameKey, pk: int) -> None:
        """Two things of one source with one name at one place cannot be told apart by them."""
        self.by_name[key] = pk if self.by_name.get(key, pk) == pk else AMBIGUOUS

    def layer(self, word: str) -> int | None:
        return self.layers.get(fold(word))


def existing(pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Entries as they are: their fields, their first site's, and `layers`, `sectors`,
    `identifiers` as tuples.
    """
    found: dict[int, dict[str, Any]] = {}
    for some in parts(list(pks), AT_ONCE):
        for row in Entry.objects.filter(pk__in=some).values("pk", *ENTRY_FIELDS):
            row.update(site=None, layers=(), sectors=(), identifiers=())
            found[row.pop("pk")] = row
        for row in Site.objects.filter(entry__in=some, order=0).values(
            "pk", "entry_id", *SITE_FIELDS
        ):
            pk = row.pop("entry_id")
            found[pk]["site"] = row.pop("pk")
            found[pk].update(row)
        gather(found, EntryLayer, some, "layers", "layer_id")
        gather(found, EntrySector, some, "sectors", "sector")
        gather(found, Identifier, some, "identifiers", "scheme", "value")
    for row in found.values():
        if row["site"] is None:
            row.update(dict.fromkeys(SITE_FIELDS, ""), lat=None, lon=None, authority_id=None)
    return found


def names_of(public_ids: list[str]) -> dict[str, str]:
    """Public id → what to call the entry."""
    found: dict[str, str] = {}
    for some in parts(public_ids, AT_ONCE):
        rows = Entry.objects.filter(public_id__in=some)
        for public_id, name_en, name_cy in rows.values_list("public_id", "name_en", "name_cy"):
            found[public_id] = name_en or name_cy
    return found


def gather(
    found: dict[int, dict[str, Any]], model: type[Model], pks: list[int], name: str, *columns: str
) -> None:
    rows: QuerySet[Any, Any] = model._default_manager.filter(entry__in=pks)
    ordered = rows.order_by("entry_id", "order" if name == "sectors" else "pk")
    for pk, *values in ordered.values_list("entry_id", *columns):
        value = values[0] if len(values) == 1 else tuple(values)
        found[pk][name] = (*found[pk][name], value)


def parts(items: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
