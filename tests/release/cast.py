"""Three real Welsh co-operatives, as the registers and their own pages have them."""

from cydfap.directory.actions import raise_generation
from cydfap.directory.enums import Kind, Precision, Privacy, TextState
from cydfap.directory.models import (
    Entry,
    EntryLayer,
    EntrySector,
    Identifier,
    Layer,
    Site,
    Source,
)
from cydfap.places.enums import AreaKind
from cydfap.places.models import Area

WALES, GWYNEDD, CARDIFF = "W92000004", "W06000002", "W06000015"


def areas() -> dict[str, Area]:
    # The demo's areas may be there already.
    given = [
        (WALES, AreaKind.NATION, "Wales", "Cymru", 52.3, -3.8),
        (GWYNEDD, AreaKind.LOCAL_AUTHORITY, "Gwynedd", "Gwynedd", 52.9, -4.0),
        (CARDIFF, AreaKind.LOCAL_AUTHORITY, "Cardiff", "Caerdydd", 51.5, -3.2),
    ]
    made = {}
    for code, kind, name_en, name_cy, lat, lon in given:
        made[code], _ = Area.objects.get_or_create(
            code=code,
            defaults={"kind": kind, "name_en": name_en, "name_cy": name_cy, "lat": lat, "lon": lon},
        )
    for code in (GWYNEDD, CARDIFF):
        made[code].within.add(made[WALES])
    return made


def layers() -> dict[str, Layer]:
    given = [
        ("housing", "Housing co-operatives", "Cydweithfeydd tai"),
        ("members", "Members", "Aelodau"),
    ]
    return {
        key: Layer.objects.get_or_create(
            key=key, defaults={"name_en": en, "name_cy": cy, "order": at}
        )[0]
        for at, (key, en, cy) in enumerate(given)
    }


def entry(
    name_en: str, name_cy: str = "", *, layer: str, sectors: str = "", **more: object
) -> Entry:
    source, _ = Source.objects.get_or_create(
        name="Co-operatives UK open data",
        defaults={"url": "https://www.uk.coop/open-data", "licence": "ODC-By"},
    )
    states = {"name_state_en": TextState.ORIGINAL if name_en else TextState.MISSING}
    states["name_state_cy"] = TextState.ORIGINAL if name_cy else TextState.MISSING
    made = Entry.objects.create(name_en=name_en, name_cy=name_cy, source=source, **states, **more)
    EntryLayer.objects.create(entry=made, layer=layers()[layer])
    for order, sector in enumerate(filter(None, sectors.split(";"))):
        EntrySector.objects.create(entry=made, sector=sector, order=order)
    raise_generation()
    return made


def antur_waunfawr() -> Entry:
    made = entry(
        "Antur Waunfawr",
        "Antur Waunfawr",
        layer="members",
        sectors="health-and-care;environment",
        kind=Kind.ORGANISATION,
        privacy=Privacy.EXACT,
        public_id="ant7rwfr",
    )
    Site.objects.create(
        entry=made, order=0, address="Bryn Pistyll", town="Waunfawr", postcode="LL55 4BJ",
        lat=53.10512, lon=-4.20123, precision=Precision.EXACT, authority=areas()[GWYNEDD],
    )  # fmt: skip
    Site.objects.create(
        entry=made, order=1, address="Warws Werdd", town="Caernarfon", postcode="LL55 1RB",
        lat=53.13911, lon=-4.26822, precision=Precision.EXACT, authority=areas()[GWYNEDD],
    )  # fmt: skip
    Identifier.objects.create(entry=made, scheme="GB-COH", value="01846914")
    return made


# Nobody's: a real one has no business in a test.
HOME = "71 Heol Ddychmygol"


def chicken_shack() -> Entry:
    """A housing co-operative: where it is, people live."""
    made = entry(
        "Chicken Shack Housing Co-operative",
        "Cydweithfa Dai Chicken Shack",
        layer="housing",
        sectors="housing",
        privacy=Privacy.TOWN,
        public_id="60p3t4",
    )
    Site.objects.create(
        entry=made, address=HOME, town="Rhoslefain", postcode="LL36 9NH",
        lat=52.62584, lon=-4.10025, precision=Precision.EXACT, authority=areas()[GWYNEDD],
    )  # fmt: skip
    Identifier.objects.create(entry=made, scheme="COOPUK", value="R004171")
    return made


def cartrefi_cymru() -> Entry:
    """A co-operative without a place to show."""
    made = entry(
        "Cartrefi Cymru Co-operative", layer="members", sectors="health-and-care",
        public_id="cartre1c", privacy=Privacy.POSTCODE,
    )  # fmt: skip
    return made
