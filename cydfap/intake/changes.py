"""What a row would change in the entry that it is about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cydfap.directory.coarsening import DECIMALS
from cydfap.directory.enums import Precision, TextState

from .headings import TEXTS
from .placing import rough_km_between
from .reading import Batch

PLAIN = ("kind", "status", "legal_form", "privacy", "opened", "closed", "website", "email", "phone",
         "source_url", "licence", "checked_on")  # fmt: skip
# What an emptied cell clears, in a row that carries our own id (a row of an export is the whole
# record).
# Places are not among them: a public download leaves out what privacy holds back.
CLEARED = frozenset({
    "name_en", "name_cy", "summary_en", "summary_cy", "description_en", "description_cy",
    "legal_form", "opened", "closed", "website", "email", "phone", "source_url", "checked_on",
    "sectors",
})  # fmt: skip
TRANSLATIONS = (TextState.REVIEWED, TextState.DRAFT, TextState.SAME)

COARSENESS = {
    "": 9, Precision.EXACT: 0, Precision.POSTCODE: 1, Precision.TOWN: 2, Precision.AREA: 3,
}  # fmt: skip
# How far from a point of this precision a thing may truly be.
REACH_KM = {
    "": 0,
    Precision.EXACT: 0.1,
    Precision.POSTCODE: 5,
    Precision.TOWN: 40,
    Precision.AREA: 150,
}
SAME_POINT_KM = 0.002

# Where a release says that an entry is.
Told = Callable[[dict[str, Any]], tuple[float, float] | None]


@dataclass(slots=True)
class Change:
    """Old and new values by column; `layers` are primary keys or names of layers yet to be made."""

    row: int
    pk: int
    public_id: str
    site: int | None
    old: dict[str, Any] = field(default_factory=dict)
    new: dict[str, Any] = field(default_factory=dict)

    def set(self, name: str, old: Any, new: Any) -> None:
        self.old[name], self.new[name] = old, new


def differences(
    batch: Batch, index: int, pk: int, old: dict[str, Any], *, whole: bool, lang: str, told: Told
) -> Change:
    """`old` as `known.existing` gives it; `whole`: the row carries our id."""
    change = Change(batch.numbers[index], pk, old["public_id"], old["site"])
    values = batch.values
    for name in PLAIN:
        if name in values:
            new = values[name][index]
            if new != old[name] and (new or (whole and name in CLEARED)):
                change.set(name, old[name], new)
    if "sectors" in values:
        sectors = values["sectors"][index]
        if sectors != old["sectors"] and (sectors or whole):
            change.set("sectors", old["sectors"], sectors)
    for text in TEXTS:
        compare_text(change, text, values, index, old, whole, lang)
    stated = bool(batch.cells.get("precision"))

    def no_news() -> bool:
        return whole and stated and is_as_told(values, index, old, told)

    compare_place(change, values, index, old, stated=stated, no_news=no_news)
    return change


def is_as_told(values: dict[str, Any], index: int, old: dict[str, Any], told: Told) -> bool:
    """Does the row, a line of a public download, give the very point that a release tells of what
    we have? It is no news, however far from the place that is known.
    """
    lat: Any = values["lat"][index] if "lat" in values else None
    lon: Any = values["lon"][index] if "lon" in values else None
    if lat is None or (lat, lon) == (old["lat"], old["lon"]):
        return False
    return told(old) == (round(lat, DECIMALS), round(lon, DECIMALS))


def compare_text(
    change: Change, text: str, values: dict[str, Any], index: int, old: dict[str, Any],
    whole: bool, lang: str,
) -> None:  # fmt: skip
    """The words on each side, and what they do to the states: a translation whose original moved
    is stale.
    """
    moved: dict[str, bool] = {}
    for side in ("en", "cy"):
        name = f"{text}_{side}"
        new = values[name][index] if name in values else ""
        moved[side] = name in values and new != old[name] and bool(new or whole)
        if moved[side]:
            change.set(name, old[name], new)
    for side, other in (("en", "cy"), ("cy", "en")):
        state = f"{text}_state_{side}"
        stated = values[state][index] if state in values else ""
        words = change.new.get(f"{text}_{side}", old[f"{text}_{side}"])
        usual = TextState.ORIGINAL if side == lang else TextState.DRAFT
        after = state_after(old[state], stated, usual, moved[side], moved[other])
        if not words:
            after = TextState.MISSING.value
        if after != old[state]:
            change.set(state, old[state], after)


def state_after(
    before: str, stated: str, usual: TextState, words_moved: bool, other_moved: bool
) -> str:
    """A state that the row changes holds; one that it repeats says nothing of words that moved."""
    if stated and stated not in (before, TextState.MISSING):
        return stated
    if words_moved:
        return usual.value
    if other_moved and before in TRANSLATIONS:
        return TextState.STALE.value
    return before


def compare_place(
    change: Change, values: dict[str, Any], index: int, old: dict[str, Any], *,
    stated: bool, no_news: Callable[[], bool],
) -> None:  # fmt: skip
    for name in ("address", "town"):
        if name in values and (new := values[name][index]) and new != old[name]:
            change.set(name, old[name], new)
    if "lat" in values:
        compare_point(change, values, index, old, stated, no_news)


def compare_point(
    change: Change, values: dict[str, Any], index: int, old: dict[str, Any],
    stated: bool, no_news: Callable[[], bool],
) -> None:  # fmt: skip
    """`no_news`: the point is what we tell ourselves."""
    postcode = values["postcode"][index]
    moved_postcode = bool(postcode) and not old["postcode"].upper().startswith(postcode.upper())
    if moved_postcode:
        change.set("postcode", old["postcode"], postcode)
    lat, lon = values["lat"][index], values["lon"][index]
    precision = values["precision"][index]

    def stays_put() -> bool:
        """What costs more is asked last."""
        return old["lat"] is not None and (
            stays(
                old, lat, lon, precision,
                postcode=postcode, moved_postcode=moved_postcode, stated=stated,
            )
            or (not moved_postcode and no_news())
        )  # fmt: skip

    if lat is None or stays_put():
        compare_authority(change, values, index, old)
        return
    authority = values["authority"][index]
    for name, new in (
        ("lat", lat), ("lon", lon), ("precision", precision), ("authority_id", authority),
    ):  # fmt: skip
        if new != old[name]:
            change.set(name, old[name], new)


def compare_authority(
    change: Change, values: dict[str, Any], index: int, old: dict[str, Any]
) -> None:
    """A point that stays may lie in an area that was not known, or not the same, before."""
    lat, lon, new = values["lat"][index], values["lon"][index], values["authority"][index]
    if new is None or lat is None or new == old["authority_id"]:
        return
    same_point = rough_km_between(old["lat"], old["lon"], lat, lon) < SAME_POINT_KM
    if old["authority_id"] is None or same_point:
        change.set("authority_id", old["authority_id"], new)


def stays(
    old: dict[str, Any], lat: float, lon: float, precision: str, *,
    postcode: str, moved_postcode: bool, stated: bool,
) -> bool:  # fmt: skip
    """The place we have is this place, or lies within it and is better known."""
    km = rough_km_between(old["lat"], old["lon"], lat, lon)
    coarser = COARSENESS[precision] - COARSENESS[old["precision"]]
    if km < SAME_POINT_KM:
        return coarser >= 0 or not stated
    if moved_postcode and old["postcode"]:
        return False
    if coarser > 0:
        return km <= REACH_KM[precision]
    # A postcode's middle is a few metres elsewhere in every edition.
    both_postcode = precision == old["precision"] == Precision.POSTCODE
    return bool(both_postcode and postcode and postcode == old["postcode"] and km < 1)
