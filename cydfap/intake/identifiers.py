"""What registers call an entry, gathered from all the columns that may say so."""

import re

from .reading import Batch

Pair = tuple[str, str]
# Columns that hold the number of one register.
SCHEMES = {
    "coopuk": "COOPUK",
    "company_number": "GB-COH",
    "charity_number": "GB-CHC",
    "mutual_number": "GB-MPR",
}
REGISTRARS = {
    "fca": "GB-MPR",
    "companies house": "GB-COH",
    "charity commission": "GB-CHC",
    "oscr": "GB-SC",
}
SOCIETY = re.compile(r"(\d{1,5}[A-Z]{1,4}|(IP|CU)\d+)")
COMPANY = re.compile(r"(\d{6,8}|(SC|NI|OC|SO|LP|SL|FC|NF|NC|CE|CS)\d+)")
WRITTEN = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,19}):(\S.{0,59})")


def scheme_of(registrar: str, number: str) -> str:
    """The org-id.guide code of a number, by its registrar, else by its shape; "" if neither tells.

    The Northern Irish registrar and undefined ones kept both companies and societies.
    """
    if scheme := REGISTRARS.get(registrar.lower()):
        # A company's number filed under the societies' registrar is a company's all the same.
        return "GB-COH" if scheme == "GB-MPR" and COMPANY.fullmatch(number) else scheme
    if COMPANY.fullmatch(number):
        return "GB-COH"
    return "GB-MPR" if SOCIETY.fullmatch(number) else ""


def tidy(scheme: str, number: str) -> str:
    """A number as its register writes it: companies have eight places."""
    number = re.sub(r"\s+", "", number).upper()
    if scheme == "GB-COH" and number.isdigit():
        return number.zfill(8)
    return number


def read_identifiers(batch: Batch) -> None:
    """Fill `identifiers`: for each row a tuple of (scheme, value), without doubles."""
    found: list[list[Pair]] = [[] for _ in batch.numbers]
    for name, scheme in SCHEMES.items():
        for index, text in enumerate(batch.cells.get(name, ())):
            if text:
                add(batch, found, index, name, scheme, text)
    read_registered(batch, found)
    read_written(batch, found)
    if any(found):
        batch.values["identifiers"] = [
            (pairs[0],) if len(pairs) == 1 else tuple(dict.fromkeys(pairs)) for pairs in found
        ]


def read_registered(batch: Batch, found: list[list[Pair]]) -> None:
    """Numbers whose register another column names."""
    registrars = batch.cells.get("registrar", [""] * len(batch))
    for index, text in enumerate(batch.cells.get("registered_number", ())):
        if text and (scheme := scheme_of(registrars[index], tidy("", text))):
            add(batch, found, index, "registered_number", scheme, text)


def read_written(batch: Batch, found: list[list[Pair]]) -> None:
    """Cells like `GB-COH:01234567;COOPUK:R000001`."""
    for index, text in enumerate(batch.cells.get("identifiers", ())):
        for part in filter(None, map(str.strip, text.split(";"))) if text else ():
            if match := WRITTEN.fullmatch(part):
                add(batch, found, index, "identifiers", match[1].upper(), match[2])
            else:
                batch.warn(index, "identifiers", "bad-identifier", text=part[:60])


def add(
    batch: Batch, found: list[list[Pair]], index: int, name: str, scheme: str, text: str
) -> None:
    value = tidy(scheme, text)
    if value and len(value) <= 60:
        found[index].append((scheme, value))
    else:
        batch.warn(index, name, "bad-identifier", text=text[:60])
