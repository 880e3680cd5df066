"""The demo's files into the directory. Files that a forum may copy and make its own."""

import csv
from pathlib import Path
from typing import Any

from cydfap.directory import actions as directory
from cydfap.directory.models import Entry, Layer, Relation, Site
from cydfap.directory.turns import one_writer, writing
from cydfap.places import actions as places

from . import actions
from .models import Import
from .plan import Plan
from .planning import make_plan

NUMBERS = {"west", "south", "east", "north", "lat", "lon"}
Row = dict[str, str]


@one_writer()
def load(folder: Path) -> dict[str, int]:
    """Add what is missing; change nothing that is there. How many of each were added."""
    added = {
        "areas": load_areas(rows(folder / "areas.csv")),
        "layers": load_layers(rows(folder / "layers.csv")),
        "entries": load_entries(folder / "entries.csv"),
        **load_links(rows(folder / "sites.csv"), rows(folder / "relations.csv")),
    }
    directory.fill_authorities()
    return added


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@writing()
def load_areas(areas: list[Row]) -> int:
    added = 0
    for area in areas:
        within = [code for code in area.pop("within", "").split(";") if code]
        values: dict[str, Any] = {
            name: float(text) if name in NUMBERS else text for name, text in area.items() if text
        }
        added += places.save_area(values=values, within=within, by=None)
    if added:
        directory.raise_generation()
    return added


def load_layers(layers: list[Row]) -> int:
    there = set(Layer.objects.values_list("key", flat=True))
    new = [layer for layer in layers if layer["key"] not in there]
    for values in new:
        layer = Layer(
            **{
                **values,
                "size": int(values["size"]),
                "order": int(values["order"]),
                "on_by_default": values["on_by_default"] == "true",
            }
        )
        directory.save_layer(layer=layer, by=None)
    return len(new)


def load_entries(path: Path) -> int:
    """Through an import plan, of which only the additions are wanted."""
    imported = Import(name=path.name, lang="en")
    planner, _ = make_plan(path=path, imported=imported)
    keep_additions(planner.plan)
    if not planner.plan.adds:
        return 0
    actions.bring_in(path=path, imported=imported, planner=planner, by=None)
    return planner.plan.counts()["add"]


def keep_additions(plan: Plan) -> None:
    """What somebody has edited since the demo was loaded stays as they left it."""
    from .enums import Outcome
    from .plan import CODES

    for index, code in enumerate(plan.outcomes):
        if code == CODES[Outcome.CHANGE]:
            plan.outcomes[index] = CODES[Outcome.SAME]
    plan.changes.clear()


@writing()
def load_links(sites: list[Row], relations: list[Row]) -> dict[str, int]:
    """Further places, and links between entries; those of entries that are gone are passed over."""
    pks = dict(Entry.objects.values_list("public_id", "pk"))
    added = {"sites": 0, "relations": 0}
    for site in sites:
        if site["entry_id"] in pks:
            added["sites"] += add_site(pks[site["entry_id"]], site)
    for each in relations:
        subject, object_ = pks.get(each["from_id"]), pks.get(each["to_id"])
        if subject and object_:
            _, new = Relation.objects.get_or_create(
                subject_id=subject, kind=each["kind"], object_id=object_,
                defaults={"note_en": each["note_en"], "note_cy": each["note_cy"]},
            )  # fmt: skip
            added["relations"] += new
    if any(added.values()):
        directory.raise_generation()
    return added


def add_site(entry: int, row: Row) -> bool:
    there = Site.objects.filter(entry=entry)
    values: dict[str, Any] = {
        name: float(row[name]) if name in NUMBERS else row[name]
        for name in ("address", "town", "postcode", "lat", "lon", "precision")
        if row[name]
    }
    if there.filter(**values).exists():
        return False
    last = there.order_by("-order").values_list("order", flat=True).first()
    Site.objects.create(entry_id=entry, order=0 if last is None else last + 1, **values)
    return True
