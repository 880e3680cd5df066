"""What happens, on the map (docs/adr/0013): events as rows of a release of their own, and the days
of these and of reports, which stand where their entries do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Protocol, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cydfap.directory.enums import Happening as Shown
from cydfap.directory.enums import Precision, Privacy, TextState
from cydfap.lib import dates
from cydfap.lib.languages import LANGUAGES, other_language
from cydfap.news.enums import NewsKind
from cydfap.news.models.event import map_id
from cydfap.news.on_map import Happening, happenings
from cydfap.places.enums import AreaKind

Array = NDArray[Any]

# What the rows of events are called beside the kinds of entries.
EVENT = "event"
DECIMALS = 5

TEXTS = ("kind", "when", "state", "path_en", "path_cy")
# `entry` and `at` (where it takes place; itself where at no other entry) are entries, `first` and
# `last` days as date.toordinal() counts them.
SCHEMA = pa.schema(
    [(name, pa.int64()) for name in ("entry", "at", "first", "last")]
    + [(name, pa.large_string()) for name in TEXTS]
)


class Postcodes(Protocol):
    def find_many(self, codes: Any) -> tuple[Array, Array, Any]: ...
    def authorities_near(self, lats: Any, lons: Any) -> Any: ...


def read_happenings(keys: Any) -> list[Happening]:
    """What has days; its entries as rows in `entries` in place of primary keys."""

    def row(key: int | None) -> int | None:
        return None if key is None else int(keys.positions(pa.chunked_array([[key]]))[0])

    return [replace(each, entry=row(each.entry), at=row(each.at)) for each in happenings()]


def bounds(when: str) -> tuple[int, int]:
    """The first and last day that a date may mean."""
    known = dates.parse(when)
    return (known.earliest or date.min).toordinal(), (known.latest or date.max).toordinal()


def with_happenings(gathered: Any, sites: pa.Table, postcodes: Postcodes) -> pa.Table:
    """Add the rows of events to `gathered.entries`, and to the published `sites` their places;
    returns these, and fills `gathered.dated`. No events where no layer shows them.
    """
    reports = [each for each in gathered.happenings if each.entry is not None]
    show_reports(gathered, reports)
    rows = [dated(each, cast(int, each.entry), cast(int, each.entry)) for each in reports]
    bit = layer_bit(gathered.layers, Shown.EVENTS)
    if bit is not None:
        events = [each for each in gathered.happenings if each.kind == NewsKind.EVENT]
        placed = once(places(events, gathered, sites, postcodes))
        first = len(gathered.entries)
        if placed:
            gathered.entries = joined(gathered.entries, event_rows(placed, bit, gathered.entries))
            sites = joined(sites, site_rows(placed, first, sites.schema))
        for at, (event, _place, host) in enumerate(placed, first):
            rows.append(dated(event, at, at if host is None else host))
    rows.sort(key=lambda row: (row["entry"], row["first"]))
    gathered.dated = pa.Table.from_pylist(rows, SCHEMA)
    return sites


Place = dict[str, Any]
Placed = tuple[Happening, Place, int | None]


def once(placed: Iterable[Placed]) -> list[Placed]:
    """In the order of ids, each id once."""
    by_id = {map_id(one[0].key): one for one in placed}
    return [by_id[key] for key in sorted(by_id)]


def layer_bit(layers: list[dict[str, Any]], shown: str) -> int | None:
    keys = [layer.get("happening", "") for layer in layers]
    return keys.index(shown) if shown in keys else None


def show_reports(gathered: Any, reports: list[Happening]) -> None:
    bit = layer_bit(gathered.layers, Shown.REPORTS)
    if bit is None or not reports:
        return
    bits = gathered.entries["layer_bits"].to_numpy().copy()
    bits[[each.entry for each in reports]] |= np.uint64(1 << bit)
    at = gathered.entries.schema.get_field_index("layer_bits")
    gathered.entries = gathered.entries.set_column(at, "layer_bits", pa.array(bits))


def shown_layers(layers: list[dict[str, Any]], rows: pa.Table) -> list[dict[str, Any]]:
    """Without those that would show what happens, and nothing does."""
    used = {key for keys in pc.unique(rows["layers"]).to_pylist() for key in keys.split(";")}
    return [one for one in layers if not one.get("happening") or one["key"] in used]


def places(
    events: list[Happening], gathered: Any, sites: pa.Table, postcodes: Postcodes
) -> Iterable[Placed]:
    """Of each event that has one, its place on the map, and the row of the entry it is taken from.

    That one's place is taken from what is published of it: an event tells no more.
    """
    if not events:
        return
    lats, lons, authorities = postcodes.find_many([event.postcode for event in events])
    areas = {area["code"]: area for area in gathered.areas if area["lat"] is not None}
    hosts = published_places(sites, [event.at for event in events if event.at is not None])
    for at, event in enumerate(events):
        own: Place = {"postcode": event.postcode, "authority": str(authorities[at])}
        if event.lat is not None and event.lon is not None:
            near = postcodes.authorities_near([event.lat], [event.lon])
            own["authority"] = own["authority"] or str(near[0])
            yield event, own | point(event.lat, event.lon, Precision.EXACT), None
        elif not np.isnan(lats[at]):
            yield event, own | point(lats[at], lons[at], Precision.POSTCODE), None
        elif (event.at, event.site) in hosts:
            yield event, hosts[event.at, event.site], event.at
        elif event.area in areas:
            yield event, own | in_the_middle(areas[event.area]), None


def in_the_middle(area: dict[str, Any]) -> Place:
    """An event may be somewhere in Wales: then nobody knows in which local authority."""
    is_authority = area["kind"] == AreaKind.LOCAL_AUTHORITY
    authority = {"authority": area["code"] if is_authority else ""}
    return authority | point(area["lat"], area["lon"], Precision.AREA)


def point(lat: float, lon: float, precision: str) -> Place:
    return {
        "lat": round(float(lat), DECIMALS),
        "lon": round(float(lon), DECIMALS),
        "precision": str(precision),
    }


def published_places(
    sites: pa.Table, entries: list[int]
) -> dict[tuple[int | None, int | None], Place]:
    """The places on the map of some entries, by entry and number of the site; by None the first."""
    if not entries:
        return {}
    some = pc.and_(
        pc.is_in(sites["entry"], value_set=pa.array(sorted(set(entries)), pa.int64())),
        pc.is_valid(sites["lat"]),
    )
    found: dict[tuple[int | None, int | None], Place] = {}
    for site in sites.filter(some).to_pylist():
        entry = site.pop("entry")
        found[entry, site["site"]] = site
        found.setdefault((entry, None), site)
    return found


def event_rows(placed: list[Placed], bit: int, like: pa.Table) -> pa.Table:
    """Events as rows of `entries`."""
    columns: dict[str, list[Any]] = {name: [] for name in like.column_names}
    for event, _place, _host in placed:
        known: dict[str, Any] = {
            "id": map_id(event.key),
            "kind": EVENT,
            "privacy": Privacy.EXACT,
            "layer_bits": 1 << bit,
            "checked_on": None,
        }
        for lang in LANGUAGES:
            state = event.text_state[lang] or TextState.MISSING
            # As a name is that is not translated.
            is_other = event.title_lang[lang] == other_language(lang)
            known |= {
                f"name_{lang}": event.title[lang],
                f"summary_{lang}": event.intro[lang],
                f"name_state_{lang}": TextState.SAME if is_other else state,
                f"summary_state_{lang}": state if event.intro[lang] else TextState.MISSING,
                f"description_state_{lang}": TextState.MISSING,
            }
        for name, values in columns.items():
            value = known.get(name, "")
            values.append(str(value) if isinstance(value, str) else value)
    return table(columns, like.schema)


def site_rows(placed: list[Placed], first: int, schema: pa.Schema) -> pa.Table:
    """Their places as rows of `sites`; the words for where it is are the event's own."""
    columns: dict[str, list[Any]] = {name: [] for name in schema.names}
    for at, (event, place, _host) in enumerate(placed, first):
        known = place | {"entry": at, "site": 1}
        for lang, other in (("en", "cy"), ("cy", "en")):
            if words := event.place[lang] or event.place[other]:
                known[f"town_{lang}"] = words
        for name, values in columns.items():
            values.append(known.get(name, ""))
    return table(columns, schema)


def table(columns: dict[str, list[Any]], schema: pa.Schema) -> pa.Table:
    def array(values: list[Any], kind: pa.DataType) -> pa.Array:
        if pa.types.is_dictionary(kind):
            return pa.array(values, kind.value_type).dictionary_encode().cast(kind)
        return pa.array(values, kind)

    return pa.table([array(columns[f.name], f.type) for f in schema], schema=schema)


def joined(table: pa.Table, more: pa.Table) -> pa.Table:
    """Not in one piece: that would be a copy of everything."""
    return pa.concat_tables([table, more]).unify_dictionaries()


def dated(happening: Happening, entry: int, at: int) -> dict[str, Any]:
    first, last = bounds(happening.when)
    return {
        "entry": entry,
        "at": at,
        "first": first,
        "last": last,
        "kind": str(happening.kind),
        "when": happening.when,
        "state": str(happening.state),
        "path_en": happening.path["en"],
        "path_cy": happening.path["cy"],
    }


def nothing_dated() -> pa.Table:
    return SCHEMA.empty_table()
