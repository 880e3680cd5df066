"""A place's name is found however it is written: in one word or two, or mutated after yng."""

import numpy as np
import pyarrow as pa
import pytest

from cydfap.release import index, indexing
from cydfap.release.index import FORM, OTHER

TEXTS = [
    "Yr eglwys yn Nhyddewi",
    "Yr eglwys yn Nhŷ Ddewi",
    "Tyddewi",
    "Siop yng Nghroeslon",
    "Siop y Groeslon",
    "Neuadd y Felinheli",
    "Tŷ mawr, a cherflun o Dewi",
    "Siop y groes",
]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The texts that answer a question."""
    folder = tmp_path_factory.mktemp("search")
    texts = pa.array(TEXTS, pa.large_string())
    nameless = indexing.Field.of(pa.array([], pa.large_string()), np.zeros(0, np.int64))
    field = indexing.Field.of(texts, np.arange(len(TEXTS)), is_welsh=True)
    indexing.build(folder, [nameless], [field])
    made = index.Index.load(folder, len(TEXTS))

    def ask(query: str) -> dict[str, int]:
        answers = made.answers(query)
        return {TEXTS[at]: int(answers[at]) for at in np.flatnonzero(answers)}

    return ask


@pytest.mark.parametrize("query", ["Tŷ Ddewi", "ty ddewi", "Nhŷ Ddewi", "Tyddewi", "nhyddewi"])
def test_one_word_or_two(found, query):
    assert set(TEXTS[:3]) <= set(found(query))


def test_the_writing_that_was_asked_for_comes_first(found):
    assert found("Tyddewi") == {TEXTS[2]: OTHER, TEXTS[0]: FORM, TEXTS[1]: FORM}


@pytest.mark.parametrize("query", ["Groeslon", "groeslon", "Croeslon", "Nghroeslon"])
def test_a_name_that_is_known_with_its_article_only(found, query):
    assert set(found(query)) == {TEXTS[3], TEXTS[4]}


def test_what_only_looks_alike_stays_apart(found):
    assert TEXTS[7] not in found("Groeslon")
    assert TEXTS[5] in found("Felinheli")
    assert set(found("Melinheli")) == set(found("Felinheli")) == {TEXTS[5]}
