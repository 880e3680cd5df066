"""What can be wrong with a row or a file, said for people in their own language.

A problem is kept as a code and its details, never as a sentence, so that everybody reads it in
their
own language. `%(…)s` in a sentence is a detail.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

MESSAGES: dict[str, Any] = {
    "no-name": gettext_lazy("There is no name. Write one, in English or in Welsh."),
    "too-long": gettext_lazy(
        "This text has more letters (%(length)s) than there is room for (%(limit)s). Shorten it."
    ),
    "bad-id": gettext_lazy(
        "“%(text)s” is not one of our ids. Leave the cell empty for a new entry."
    ),
    "second-id": gettext_lazy(
        "This row is about the same entry as row %(first)s. Keep one of the two."
    ),
    "second-identifier": gettext_lazy(
        "%(text)s was already given in row %(first)s. Keep it in one row."
    ),
    "identifier-elsewhere": gettext_lazy(
        "%(text)s belongs to another entry, %(name)s, and was left out."
    ),
    "bad-identifier": gettext_lazy(
        "“%(text)s” is not a register and a number. Write it like GB-COH:01234567. It was left out."
    ),
    "unknown-privacy": gettext_lazy(
        "“%(text)s” does not say how precisely to show the place. Write exact, postcode, town, "
        "area or hidden."
    ),
    "unknown-word": gettext_lazy("“%(text)s” is not a known choice here, and was left out."),
    "bad-date": gettext_lazy(
        "“%(text)s” is not a date. Write it like 31/12/2019, 2019-12-31, 2019-12 or 2019. It was"
        " left out."
    ),
    "bad-website": gettext_lazy("“%(text)s” is not a web address, and was left out."),
    "bad-email": gettext_lazy("“%(text)s” is not an e-mail address, and was left out."),
    "bad-phone": gettext_lazy("“%(text)s” is not a telephone number, and was left out."),
    "control-characters": gettext_lazy("Hidden control characters were taken out of this cell."),
    "bad-number": gettext_lazy("“%(text)s” is not a number, and was left out."),
    "half-a-point": gettext_lazy(
        "Latitude and longitude go together; one of them is missing. The point was left out."
    ),
    "nought-point": gettext_lazy(
        "Latitude and longitude are both 0, which is in the sea off Africa. The point was left out."
    ),
    "off-the-globe": gettext_lazy("There is no such place: %(lat)s, %(lon)s. It was left out."),
    "swapped": gettext_lazy(
        "Latitude and longitude look swapped. Read as latitude %(lat)s, longitude %(lon)s."
    ),
    "minus-mended": gettext_lazy(
        "The minus sign of the longitude is missing. Read as %(lon)s, which agrees with the rest"
        " of the row."
    ),
    "minus-missing": gettext_lazy(
        "This point is east of Britain. If the minus sign is missing, write %(lon)s."
    ),
    "point-far-from-postcode": gettext_lazy(
        "The point is far from the postcode %(postcode)s (kilometres: %(km)s). The point was "
        "kept. Check both."
    ),
    "postcode-malformed": gettext_lazy(
        "“%(text)s” is not a whole postcode. The entry is kept without a pin."
    ),
    "postcode-malformed-suggest": gettext_lazy(
        "“%(text)s” is not a postcode. Is it %(suggestion)s? The entry is kept without a pin."
    ),
    "postcode-unknown": gettext_lazy(
        "There is no postcode %(text)s. The entry is kept without a pin."
    ),
    "postcode-unknown-suggest": gettext_lazy(
        "There is no postcode %(text)s. Is it %(suggestion)s? The entry is kept without a pin."
    ),
    "postcode-without-point": gettext_lazy("The postcode %(text)s has no known place on the map."),
    "postcode-in-other-nation": gettext_lazy(
        "The postcode %(postcode)s is in %(there)s, but the row says %(named)s. Check which is "
        "right."
    ),
    "postcode-in-other-area": gettext_lazy(
        "The postcode %(postcode)s is in %(there)s, but the row says %(named)s. Check which is "
        "right."
    ),
    "postcode-in-other-town": gettext_lazy(
        "The postcode %(postcode)s is in %(there)s, far from the %(town)s that is best known "
        "(kilometres: %(km)s). If another place of that name is meant, nothing needs doing."
    ),
    "bad-grid": gettext_lazy("“%(text)s” is not a place on the national grid, and was left out."),
    "unknown-town": gettext_lazy("No place called “%(text)s” is known. The entry has no pin."),
    "town-chosen": gettext_lazy(
        "More than one place is called “%(text)s”. The largest was taken: %(lat)s, %(lon)s."
    ),
    "same-as-row": gettext_lazy("Looks like row %(first)s: %(why)s."),
    "same-as-entry": gettext_lazy("Looks like %(name)s (%(id)s): %(why)s."),
    # Whole files.
    "no-headings": gettext_lazy(
        "No heading of this file is known. The first row must hold headings; one of them must be"
        " the name. Found: %(found)s."
    ),
    "no-name-heading": gettext_lazy(
        "No column of this file is the name. Give one the heading “name”. Found: %(found)s."
    ),
    "no-rows": gettext_lazy("The file has headings but no rows."),
    "twice-heading": gettext_lazy(
        "Two columns mean the same (%(text)s). The first was read, the second left out."
    ),
    # What the reader of tables noticed.
    "note-lost-letter": gettext_lazy(
        "A letter was lost in “%(detail)s” when the file was saved. "
        "Mend it here, or save the file again as “CSV UTF-8” or XLSX."
    ),
    "note-mixed-encoding": gettext_lazy(
        "“%(detail)s” was saved in another way than the rest of the file. Check its accents."
    ),
    "note-doubled": gettext_lazy(
        "The accents of this text look spoilt: it may have been saved twice, each time in another "
        "way. Is it “%(detail)s”? It was kept as it stands. Mend it, or save the file again, from "
        "before it was spoilt, as “CSV UTF-8” or XLSX."
    ),
    "note-formula": gettext_lazy(
        "This cell holds a formula (%(detail)s). It was kept as plain text and will not be run."
    ),
    "note-extra-cells": gettext_lazy(
        "This row has more cells than there are headings. “%(detail)s” was left out."
    ),
    "note-duplicate-heading": gettext_lazy(
        "Two columns have the heading “%(detail)s”. The first was read, the second left out."
    ),
    "note-title-row": gettext_lazy("“%(detail)s” was taken as a title above the headings."),
    "note-other-sheets": gettext_lazy(
        "Only the first sheet was read. The others were not: %(detail)s."
    ),
    "table-empty": gettext_lazy("The file is empty."),
    "table-too-large": gettext_lazy(
        "The file is too large. It may have %(limit)s MB. Part it, or leave columns out."
    ),
    "table-nul-bytes": gettext_lazy(
        "The file holds NUL bytes (row %(row)s): it is not a text. Save it again as “CSV UTF-8” "
        "or XLSX."
    ),
    "table-not-a-table": gettext_lazy(
        "This is not a table (%(detail)s). Save it as CSV, XLSX or ODS."
    ),
    "table-encrypted": gettext_lazy("The file asks for a password. Save it without one."),
    "table-old-excel": gettext_lazy("This is an old Excel file (.xls). Save it as .xlsx."),
    "table-too-wide": gettext_lazy(
        "The file has more columns (%(detail)s) than can be read. Leave some out."
    ),
    "no-file": gettext_lazy("There is no file %(name)s."),
    "closed-file": gettext_lazy("The file %(name)s cannot be read."),
    # What the reader said of these two is a programmer's English: it stays out.
    "table-damaged": gettext_lazy("The file is damaged. Save it again as CSV, XLSX or ODS."),
    "table-bomb": gettext_lazy(
        "The file is small outside and vast inside. It was not opened. Save it again as CSV."
    ),
    "table-unclosed-quote": gettext_lazy(
        "A quotation mark is opened in row %(row)s and never closed. Close it, then import."
    ),
    "table-cell-too-long": gettext_lazy(
        "A cell of row %(row)s is longer than any text should be. Look for a missing quotation "
        "mark."
    ),
    "disk-full": gettext_lazy("The disk is full. Nothing was imported. Make room and try again."),
    "database": gettext_lazy(
        "The database could not take this in. Nothing was imported. Try again; if it stays so, "
        "tell who looks after the site: its log says more."
    ),
    "broken": gettext_lazy(
        "The import broke off because of a fault of ours. Nothing was imported. Tell who looks "
        "after the site: its log says more."
    ),
    "worker-died": gettext_lazy(
        "The import was begun more than once and never came to its end: it may be too large for "
        "this server’s memory. Nothing was imported. Part the file and try again."
    ),
    "too-many-layers": gettext_lazy(
        "There may be at most %(limit)s layers, and this file would bring them to %(found)s. "
        "Choose another column for the layers, or join some of them. New among others: %(new)s."
    ),
    "may-not-make-layers": gettext_lazy(
        "This file would make layers that are not there: %(new)s. You may import, but not add "
        "layers. Name a layer that is there, or ask somebody who may add it."
    ),
    "reserved-layer": gettext_lazy(
        "No layer can be called “%(text)s”: in addresses that word means all layers or none. "
        "Use another."
    ),
    "layer-too-long": gettext_lazy(
        "“%(text)s…” has more letters (%(length)s) than a layer’s name has room for (%(limit)s). "
        "Use a shorter one."
    ),
    "undo-broken": gettext_lazy(
        "This import could not be taken back, and nothing of it was. Try again; if it stays so, "
        "tell who looks after the site: its log says more."
    ),
    "undo-disk-full": gettext_lazy(
        "The disk is full. Nothing was taken back. Make room and try again."
    ),
    "file-gone": gettext_lazy("The file of this import is no longer there. Bring it in again."),
    "moved-on": gettext_lazy(
        "The directory has changed since you looked at this plan. Look at it again, then import."
    ),
}

# Why two things may be one.
REASONS: dict[str, Any] = {
    "same-name-and-place": gettext_lazy("the same name and place"),
    "same-name-near": gettext_lazy("the same name, near by"),
    "alike-name-near": gettext_lazy("nearly the same name, near by"),
    "same-postcode": gettext_lazy("nearly the same name at the same postcode"),
    "same-website": gettext_lazy("the same website and a name that is alike"),
    "same-phone": gettext_lazy("the same telephone and a name that is alike"),
    "same-identifier": gettext_lazy("the same number on a register"),
}


def sentence(code: str, details: dict[str, Any]) -> str:
    """The problem in the language that is active now."""
    if code not in MESSAGES:
        return _("Something is wrong here: %(code)s.") % {"code": code}
    return str(MESSAGES[code]) % {name: told(name, value) for name, value in details.items()}


def told(name: str, value: Any) -> Any:
    """A detail as it is said: reasons and the names of places have two languages."""
    if name == "why":
        return str(REASONS.get(value, value))
    if isinstance(value, dict):
        return value.get(get_language()) or value.get("en")
    return value


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to see in one row: `column` is the heading as the file has it, or empty."""

    row: int
    column: str
    code: str
    details: dict[str, Any] = field(default_factory=dict)

    def message(self) -> str:
        return sentence(self.code, self.details)

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "message": self.message()}

    def as_record(self) -> dict[str, Any]:
        """What is kept in the plan's file; `Problem(**record)` reads it back."""
        return asdict(self)


class Refused(Exception):
    """The whole file cannot be taken. `str()` says why, in the active language."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code, self.details = code, details

    def __str__(self) -> str:
        return sentence(self.code, self.details)


class UnknownColumns(Refused):
    """Nothing can be read before somebody says what the columns are, which have these headings."""

    def __init__(self, code: str, headings: list[str], **details: Any) -> None:
        super().__init__(code, **details)
        self.headings = headings
