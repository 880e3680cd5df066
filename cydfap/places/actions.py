"""All that is written about areas."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log

from .boundaries import Boundary
from .models import Area


def polygons_folder() -> Path:
    """Where imported boundaries lie for the base map: one GeoJSON FeatureCollection a kind of area.

    <kind>.geojson; each feature has `code`, `name_en`, `name_cy`; coordinates to about a metre.
    """
    folder: Path = settings.DATA / "areas"
    return folder


@transaction.atomic
def save_area(
    *, values: dict[str, Any], within: Iterable[str], by: AbstractBaseUser | None
) -> bool:
    """Make an area, or change it if it differs; True if anything was written.

    `values` are the fields of Area, `code` among them; `within` the codes of wider areas, those
    already known. An empty name does not take away one that is there.
    """
    code = values["code"]
    area = Area.objects.filter(code=code).first()
    given = {name: value for name, value in values.items() if value not in ("", None)}
    if area is None:
        area = Area(**given)
        changed = True
    else:
        changed = any(getattr(area, name) != value for name, value in given.items())
        for name, value in given.items():
            setattr(area, name, value)
    if changed:
        area.full_clean(exclude=["successor"])
        area.save()
    known = area.within.values_list("pk", flat=True)
    wider = list(Area.objects.filter(code__in=list(within)).exclude(pk__in=known))
    if wider:
        area.within.add(*wider)
    if changed:
        log(instance=area, action="wagtail.edit", user=by)
    return changed or bool(wider)


@transaction.atomic
def save_boundaries(*, boundaries: list[Boundary], by: AbstractBaseUser | None) -> int:
    """Make or change the areas of a boundary file; how many changed. `keep_polygons` is for after
    the transaction: files are not rolled back.
    """
    changed = 0
    for boundary in boundaries:
        west, south, east, north = boundary.box
        lat, lon = boundary.middle
        values = {
            "code": boundary.code, "kind": boundary.kind.value,
            "name_en": boundary.name_en, "name_cy": boundary.name_cy,
            "west": west, "south": south, "east": east, "north": north,
            "lat": round(lat, 5), "lon": round(lon, 5),
        }  # fmt: skip
        nation = {"E": "E92000001", "W": "W92000004", "S": "S92000003", "N": "N92000002"}
        wider = nation.get(boundary.code[0], "")
        within = [wider] if wider != boundary.code else []
        changed += save_area(values=values, within=within, by=by)
    return changed


def keep_polygons(boundaries: list[Boundary]) -> None:
    """Put the polygons beside those of earlier files; a newer one of the same code takes its
    place.
    """
    folder = polygons_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for kind in sorted({boundary.kind for boundary in boundaries}):
        path = folder / f"{kind.value}.geojson"
        features = {f["properties"]["code"]: f for f in read_features(path)}
        for each in boundaries:
            if each.kind == kind:
                features[each.code] = feature_of(each)
        text = json.dumps(
            {"type": "FeatureCollection", "features": list(features.values())},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        # One name: whoever keeps polygons has the turn, and what a killed one left is written over.
        part = path.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)


def read_features(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def feature_of(boundary: Boundary) -> dict[str, Any]:
    names = {"code": boundary.code, "name_en": boundary.name_en, "name_cy": boundary.name_cy}
    shape = {"type": "MultiPolygon", "coordinates": boundary.polygons}
    return {"type": "Feature", "properties": names, "geometry": shape}
