"""The columns of the downloads, explained to people."""

from django.utils.translation import gettext_lazy as _

EXPLAINED = {
    "id": _("The entry’s public id; it never changes and is never used again"),
    "name_en, name_cy": _("The name in each language"),
    "summary_en, summary_cy": _("One or two sentences in each language"),
    "description_en, description_cy": _("Longer text in each language"),
    "name_state, summary_state, description_state": _(
        "The state of each text: original, reviewed, draft, stale, same or missing"
    ),
    "layers": _("The layers of the map that it is in, separated by ;"),
    "kind": _("organisation, project, report or resource"),
    "legal_form": _("The legal form, from a fixed list"),
    "sectors": _("What it works in, the main sector first, separated by ;"),
    "status": _("active, planned, closed or unknown"),
    "opened, closed": _("Dates as exact as they are known (EDTF): 2014-10, 2016~"),
    "website, email, phone": _("The organisation’s public ones, never a person’s"),
    "address, postcode": _("Where it is, unless its place is shown less exactly"),
    "lat, lon": _("Latitude and longitude (WGS 84), no more exact than may be shown"),
    "precision": _("How exact the place is: exact, postcode, town or area"),
    "privacy": _("How exactly the place may be shown"),
    "identifiers": _("Ids in registers, as scheme:id (org-id.guide), separated by ;"),
    "source, source_url": _("Who says so, and where"),
    "licence": _("The licence of the source"),
    "checked_on": _("The day on which somebody last checked it"),
}


def columns() -> list[tuple[str, str]]:
    """(columns' names, what they hold) in the page's language."""
    return [(names, str(explained)) for names, explained in EXPLAINED.items()]
