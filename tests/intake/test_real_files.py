"""The register of Co-operatives UK, two editions of it, as it is published."""

from pathlib import Path

import pytest

from cydfap.directory.models import Entry, Identifier, Site

from .conftest import command

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def register(shared: Path) -> tuple[str, str]:
    folder = shared / "data" / "coops"
    return (
        str(folder / "coops-uk-2017-06-organisations.csv"),
        str(folder / "workers-coop-standard-Q2-2023-postcodes.csv"),
    )


def entry_of(number: str) -> Entry:
    return Identifier.objects.get(scheme="COOPUK", value=number).entry


def test_two_editions_of_the_register(register):
    older, newer = register
    told = command(older)
    # One company is there under two ids: a person must say whether it is one.
    assert (told["rows"], told["add"], told["duplicate"], told["refuse"]) == (8371, 8370, 1, 0)
    given = Site.objects.exclude(postcode="")
    assert given.exclude(lat=None).count() / given.count() >= 0.98
    assert Entry.objects.filter(status="closed").count() == 1557
    problems = {(problem["row"], problem["column"]) for problem in told["problems"]}
    assert (1545, "Registered Postcode") in problems, "M60 OAS has a letter for a figure"

    centre = entry_of("R000096")
    told = command(newer, "--source", "coops-uk", "--complete")
    assert (told["rows"], told["duplicate"], told["refuse"]) == (7387, 0, 0)
    assert told["add"] == 7387 - 5540
    assert told["change"] + told["same"] == 5540
    centre.refresh_from_db()
    assert centre.name_en == "Cwmpas"
    absent = {each["id"] for each in told["absent"]}
    assert absent
    assert not Entry.objects.filter(public_id__in=absent, status="closed").exists()
    assert len(absent) == 1273

    assert command(newer, "--source", "coops-uk")["same"] == 7387


def test_wales_of_2023_over_the_whole_of_2017_adds_no_duplicate(register, shared):
    command(register[0])
    welsh = shared / "data" / "derived" / "wales-coops-2023-geocoded.csv"
    told = command(str(welsh))
    assert told["rows"] == 510
    assert told["duplicate"] == 0
    assert told["change"] + told["same"] == 377
