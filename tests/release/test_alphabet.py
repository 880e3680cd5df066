import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from cydfap.lib.welsh import english_key, sort_key
from cydfap.release.alphabet import BLOCK, alphabetical

# What makes a difference: letters of two, grown words, marks, what parts and joins words.
PARTS = st.sampled_from(
    [
        *"aChdDfglnrt019",
        "ng",
        "rh",
        "Llan",
        "pen",
        "aber",
        "ŵ",
        "É",
        "日",
        "'",
        "`",
        "’",
        " ",
        "-",
        "_",
    ]
)
NAMES = st.lists(st.lists(PARTS, max_size=9).map("".join), max_size=9)


@given(NAMES)
@example(["Llangefni", "Bangor", "Aberhonddu", "ddd", " Ty'r  Ŵyl- ", "", "--", "d'd"])
def test_the_keys_of_a_column_are_those_of_each_name(names):
    texts = pa.array(names, pa.large_string())
    assert alphabetical(texts, "en").to_pylist() == [english_key(name) for name in names]
    assert alphabetical(texts, "cy").to_pylist() == [sort_key(name) for name in names]


def test_a_part_of_a_column_and_a_long_one_have_the_same_keys():
    names = ["Ysgol", "Chwarel", "Caffi"] * (BLOCK // 3 + 1)
    texts = pa.array(names, pa.large_string())
    found = alphabetical(texts, "cy")
    assert found[-3:].to_pylist() == [sort_key(name) for name in names[-3:]]
    assert alphabetical(texts.slice(1, 1), "cy").to_pylist() == [sort_key("Chwarel")]
    assert alphabetical(pa.chunked_array([], pa.large_string()), "cy").to_pylist() == []
