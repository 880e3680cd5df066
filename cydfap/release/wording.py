"""How the text of a release stands in each language: what the data page says in one line."""

from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cydfap.directory.enums import TextState
from cydfap.directory.models import TEXTS
from cydfap.lib.languages import LANGUAGES, other_language


def wording(rows: pa.Table, first: NDArray[Any]) -> dict[str, dict[str, int]]:
    """For each language how many names, summaries and descriptions are in which state.

    `first` has a row an entry. A text that neither language has does not count.
    """
    return {lang: states(rows, first, lang) for lang in LANGUAGES}


def states(rows: pa.Table, first: NDArray[Any], lang: str) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for text in TEXTS:
        ours, theirs = (
            rows[f"{text}_state_{each}"].take(pa.array(first)).cast(pa.large_string())
            for each in (lang, other_language(lang))
        )
        pairs = pc.binary_join_element_wise(ours, theirs, pa.scalar(" ", pa.large_string()))
        for found in pairs.value_counts().to_pylist():
            mine, other_s = found["values"].split(" ")
            if (mine, other_s) != (TextState.MISSING, TextState.MISSING):
                counted[mine] += found["counts"]
    return dict(sorted(counted.items()))
