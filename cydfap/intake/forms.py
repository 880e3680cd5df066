"""What a person says about a file: when bringing it in, and what its columns are."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .headings import Columns
from .models import Import

# What a column can be, in the words of whoever chooses; the order is that of the list.
FIELDS: dict[str, Any] = {
    "name": _("Name"), "name_en": _("Name in English"), "name_cy": _("Name in Welsh"),
    "name_else": _("Name, where the other is empty"),
    "summary": _("Summary"), "summary_en": _("Summary in English"),
    "summary_cy": _("Summary in Welsh"),
    "description": _("Description"), "description_en": _("Description in English"),
    "description_cy": _("Description in Welsh"),
    "layers": _("Layers"), "kind": _("Kind"), "sectors": _("Sectors"), "status": _("Status"),
    "legal_form": _("Legal form"), "opened": _("Opened"), "closed": _("Closed"),
    "website": _("Website"), "email": _("Public e-mail"), "phone": _("Public telephone"),
    "address": _("Address"), "town": _("Town"), "region": _("County or local authority"),
    "nation": _("Nation"), "postcode": _("Postcode"),
    "lat": _("Latitude"), "lon": _("Longitude"), "latlon": _("Latitude and longitude"),
    "easting": _("Easting"), "northing": _("Northing"), "grid_reference": _("Grid reference"),
    "precision": _("How exact the place is"), "privacy": _("How precisely it is shown"),
    "id": _("Our id"), "identifiers": _("Identifiers"), "coopuk": _("Co-operatives UK id"),
    "company_number": _("Company number"), "charity_number": _("Charity number"),
    "mutual_number": _("Number of a registered society"),
    "registered_number": _("Registered number"), "registrar": _("Register"),
    "source": _("Source"), "source_url": _("Address of the source"), "licence": _("Licence"),
    "checked_on": _("Last checked"), "name_state": _("State of the name"),
    "summary_state": _("State of the summary"),
    "description_state": _("State of the description"),
}  # fmt: skip
# How a changed column is called; what is not here is called as above.
CHANGED: dict[str, Any] = {
    "name_state_en": _("State of the English name"),
    "name_state_cy": _("State of the Welsh name"),
    "summary_state_en": _("State of the English summary"),
    "summary_state_cy": _("State of the Welsh summary"),
    "description_state_en": _("State of the English description"),
    "description_state_cy": _("State of the Welsh description"),
    "authority_id": _("Local authority"),
}


def label_of(name: str) -> str:
    return str(CHANGED.get(name) or FIELDS.get(name) or name)


class UploadForm(forms.ModelForm[Import]):
    """A file and how to read it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A spreadsheet: CSV, XLSX or ODS. The first row has headings. Choose it, or drop it on "
            "the field."
        ),
    )

    class Meta:
        model = Import
        fields = ["lang", "layer", "source", "licence", "complete"]
        help_texts = {
            "lang": _("The language of the texts whose headings do not say which."),
            "layer": _("For rows that have none. If left empty: the file's name."),
            "source": _("For rows that have none. If left empty: the file's name."),
            "licence": _(
                "For rows that have none. If left empty, the licence counts as not verified."
            ),
        }

    field_order = ["file", "lang", "layer", "source", "licence", "complete"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_LIMIT_BYTES:
            limit = settings.IMPORT_LIMIT_BYTES // 1_000_000
            raise forms.ValidationError(
                _(
                    "The file is too large. It may have %(limit)s MB. Part it, or leave columns "
                    "out."
                ),
                params={"limit": limit},
            )
        return file


class ColumnsForm(forms.Form):
    """For each heading of a file, the field that it is, or none."""

    def __init__(self, headings: list[str], columns: Columns, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings
        fields = {heading: name for name, heading in columns.headings.items()}
        choices = [("", _("Left out")), *FIELDS.items()]
        for number, heading in enumerate(headings):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading or _("(no heading)"),
                choices=choices,
                required=False,
                initial=fields.get(heading, ""),
            )

    def mapping(self) -> dict[str, str]:
        """{heading: field or ""}"""
        return {
            heading: self.cleaned_data[f"column-{number}"]
            for number, heading in enumerate(self.headings)
        }
