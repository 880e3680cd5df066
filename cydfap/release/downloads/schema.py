"""What every file and every column of a release is, in both languages."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cydfap.release.columns import COLUMNS

from . import tables

Lazy = str | Promise


class Column(NamedTuple):
    """A column: its Frictionless type and what it says."""

    type: str
    says: Lazy


COLUMN: dict[str, Column] = {
    "id": Column("string", _("The entry's public id. It never changes and is never used again.")),
    "name_en": Column("string", _("Name in English.")),
    "name_cy": Column("string", _("Name in Welsh.")),
    "summary_en": Column("string", _("A sentence or two in English.")),
    "summary_cy": Column("string", _("A sentence or two in Welsh.")),
    "description_en": Column("string", _("A longer text in English.")),
    "description_cy": Column("string", _("A longer text in Welsh.")),
    "layers": Column("string", _("Keys of the layers it is in, with semicolons between.")),
    "kind": Column("string", _("`organisation`, `project`, `report` or `resource`.")),
    "legal_form": Column("string", _("Its legal form, where known.")),
    "sectors": Column(
        "string", _("The sectors it works in, the main one first, with semicolons between.")
    ),
    "status": Column("string", _("`active`, `planned`, `closed` or `unknown`.")),
    "opened": Column(
        "string", _("When it opened: an EDTF date, such as 2014-10 or 2016~ (about 2016).")
    ),
    "closed": Column("string", _("When it closed: an EDTF date.")),
    "website": Column("string", _("Its web address.")),
    "email": Column("string", _("The organisation's public e-mail.")),
    "phone": Column("string", _("The organisation's public telephone.")),
    "address": Column("string", _("Street address. Empty unless the exact place may be shown.")),
    "postcode": Column("string", _("Postcode. Empty where only the town or less may be shown.")),
    "lat": Column("number", _("Latitude in degrees (WGS84), as exact as `precision` says.")),
    "lon": Column("number", _("Longitude in degrees (WGS84), as exact as `precision` says.")),
    "precision": Column(
        "string",
        _(
            "How exact the point is: `exact`, `postcode`, or the middle of a `town` or (`area`) "
            "authority."
        ),
    ),
    "privacy": Column(
        "string",
        _("How exactly the entry may be shown: `exact`, `postcode`, `town`, `area` or `hidden`."),
    ),
    "identifiers": Column("string", _("Ids in registers, as scheme:id, with semicolons between.")),
    "source": Column("string", _("Who says so.")),
    "source_url": Column("string", _("Where they say it.")),
    "licence": Column("string", _("The licence of what is said.")),
    "checked_on": Column("date", _("When it was last checked.")),
    "name_state": Column(
        "string", _("State of the name in each language, such as `en:original;cy:draft`.")
    ),
    "summary_state": Column("string", _("State of the summary in each language.")),
    "description_state": Column("string", _("State of the description in each language.")),
    "site": Column(
        "integer", _("The number of the site within its entry, from 1; 0: it has none.")
    ),
    "town_en": Column("string", _("Town, by its English name.")),
    "town_cy": Column("string", _("Town, by its Welsh name.")),
    "authority": Column("string", _("GSS code of the local authority.")),
    "authority_en": Column("string", _("The local authority's English name.")),
    "authority_cy": Column("string", _("The local authority's Welsh name.")),
    "geometry": Column("string", _("The point, as well-known binary.")),
    **{
        f"{text}_state_{lang}": Column("string", _("State of the text of the same name."))
        for text in ("name", "summary", "description")
        for lang in ("en", "cy")
    },
}


class File(NamedTuple):
    """A file: what people call it, its media type, and what its number of rows counts."""

    label: Lazy
    mediatype: str
    counted: str = "rows"
    columns: tuple[str, ...] = ()

    def titled(self, lang: str) -> str:
        with override(lang):
            return str(self.label)

    @property
    def title(self) -> str:
        return self.titled("en")

    @property
    def title_cy(self) -> str:
        return self.titled("cy")


EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: dict[str, File] = {
    "entries.csv": File(
        _("Every entry, as a table"), "text/csv", columns=tuple(tables.ENTRY_HEADINGS)
    ),
    "sites.csv": File(_("Every site, as a table"), "text/csv", columns=tuple(tables.SITE_HEADINGS)),
    "entries-en.xlsx": File(_("Every entry, as a workbook in English"), EXCEL),
    "entries-cy.xlsx": File(_("Every entry, as a workbook in Welsh"), EXCEL),
    "entries.geojson": File(
        _("Every site on the map, for GIS programs"), "application/geo+json", "features"
    ),
    "entries.kml": File(
        _("Every site on the map, for Google Earth and My Maps"),
        "application/vnd.google-earth.kml+xml",
        "features",
    ),
    "entries.parquet": File(
        _("Everything, for analysis (GeoParquet)"),
        "application/vnd.apache.parquet",
        columns=(*COLUMNS, "geometry"),
    ),
    "entries.jsonld": File(
        _("Every entry as linked data (schema.org)"), "application/ld+json", "things"
    ),
    "map.pmtiles": File(_("The map's tiles as one file"), "application/vnd.pmtiles", "tiles"),
    "entries.arrow": File(
        _("What this site itself reads (Arrow)"),
        "application/vnd.apache.arrow.file",
        columns=tuple(COLUMNS),
    ),
}


def fields_of(name: str) -> list[dict[str, Any]]:
    """The columns of a file as a Table Schema; empty for files that are not tables."""
    columns = FILES[name].columns
    fields: list[dict[str, Any]] = [{"name": c, "type": COLUMN[c].type} for c in columns]
    for lang, key in (("en", "description"), ("cy", "description_cy")):
        with override(lang):
            for field in fields:
                field[key] = str(COLUMN[field["name"]].says)
    return fields
