import subprocess
import sys

import pytest

from cydfap.lib.welsh.keys import Keys
from cydfap.lib.welsh.lexicon import Lexicon

AFFIXES = """SET UTF-8
PFX M Y 1
PFX M   c           g          c[^h]

SFX B Y 1
SFX B 0 au
"""
# A form that no other source has: were the folder not read, it would be a stranger.
LECSICON = [
    ("glorbod", "glorbyn", "NPL", ""),
    ("glorbyn", "glorbyn", "NM", ""),
    ("lorbyn", "glorbyn", "NM", "SM"),
    ("nglorbyn", "glorbyn", "NM", "NM"),
    ("glorbiodd", "glorbio", "VERB", ""),
    ("too few cells",),
]

OPEN = """
import pathlib, sys
from cydfap.lib.welsh.lexicon import Lexicon
Lexicon(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A lexicon from a small dictionary and a Lecsicon folder, made by two processes at once."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "index.aff").write_text(AFFIXES, encoding="utf-8")
    (folder / "index.dic").write_text("2\nclwydwr/MB\nbarddas\n", encoding="utf-8")
    lecsicon = folder / "lecsicon"
    lecsicon.mkdir()
    lines = ["\t".join(cells) for cells in LECSICON]
    (lecsicon / "lecsicon.tsv").write_text("\n".join(lines), encoding="utf-8")
    return Lexicon(folder / "cache", folder, lecsicon)


def test_a_word_knows_its_mutations_and_plurals_from_the_dictionary(small):
    keys = Keys(small)
    assert keys.derived("glwydwr") == ("clwydwr",)
    assert keys.derived("clwydwrau") == ("clwydwr",)
    assert keys.derived("nghlwydwr") == ()


def test_lecsicon_bangor_is_read_where_its_folder_is_given(small):
    keys = Keys(small)
    assert keys.derived("glorbod") == ("glorbyn",)
    assert keys.derived("lorbyn") == ("glorbyn",)
    assert keys.derived("nglorbyn") == ("glorbyn",)
    assert keys.derived("hglorbyn") == ()
    assert small.lemmas("glorbiodd") == ["glorbio"]


def test_two_processes_may_make_the_files_at_once(dictionary, tmp_path):
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(tmp_path / "cache"), str(dictionary)],
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for maker in makers:
        _, complaint = maker.communicate()
        assert maker.returncode == 0, complaint.decode()
    (made,) = (tmp_path / "cache").iterdir()
    assert made.name.startswith("welsh-")


def test_without_a_dictionary_it_says_which_file_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"index\.aff"):
        Lexicon(tmp_path / "cache", tmp_path)


def test_a_stranger_is_nothing(lexicon):
    assert lexicon.bits("qqqqq") == 0
    assert lexicon.lemmas("qqqqq") == []
    assert lexicon.bits("q" * 99) == 0
    assert not lexicon.begins("qqqqq")
    assert lexicon.begins("cydw")
