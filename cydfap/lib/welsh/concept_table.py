"""`concepts.csv`: a concept a row, with its words in English and in Welsh.

The first word in each language is the concept's label; kinds and sectors of entries have theirs
from here. `state` is that of the Welsh words (draft: no Welsh speaker has read them).
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent


class Concept(NamedTuple):
    key: str
    en: tuple[str, ...]
    cy: tuple[str, ...]
    state: str


@cache
def concepts() -> tuple[Concept, ...]:
    """Every row, in the file's order. Those of the directory's vocabularies have their keys."""
    with (FOLDER / "concepts.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Concept(
                row["key"], tuple(row["en"].split("|")), tuple(row["cy"].split("|")), row["state"]
            )
            for row in csv.DictReader(file)
        )


@cache
def _by_key() -> dict[str, Concept]:
    return {concept.key: concept for concept in concepts()}


def label(key: str, lang: str) -> str:
    """What a concept is called, in Welsh or else in English."""
    concept = _by_key()[key]
    return concept.cy[0] if lang == "cy" else concept.en[0]
