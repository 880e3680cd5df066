"""The directory's order and its index."""

import re

import pytest
from django.core.management import call_command

from cydfap.atlas import stylesheet


@pytest.mark.parametrize(
    ("address", "alphabet", "linked"),
    [
        ("/en/directory/", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", {"A", "C"}),
        ("/cy/cyfeiriadur/", None, {"A", "C"}),
    ],
)
def test_the_index_is_the_language_s_own_alphabet(address, alphabet, linked, reader, release):
    page = reader.get(address).content.decode()
    index = page[page.index('class="letters"') :].split("</nav>")[0]
    names = re.findall(r">(\w+)<", index)
    if alphabet:
        assert "".join(names) == alphabet
    else:
        assert names.index("Ch") == names.index("C") + 1
        assert names.index("Ll") == names.index("L") + 1
    assert {name for _, name in re.findall(r'<a href="([^"]*)">(\w+)</a>', index)} == linked


def test_a_search_has_no_index_for_its_order_is_not_the_alphabet_s(reader, release):
    page = reader.get("/en/directory/?q=antur").content.decode()
    assert 'class="letters"' not in page
    assert "Antur Waunfawr" in page


def test_one_style_sheet_says_what_the_many_say():
    squeezed = stylesheet.squeezed(
        "/* why */ a , b { color : red ; }\n@media (width > 2px) { i { top: calc(1px + 2px) } }"
    )
    assert squeezed == "a,b{color :red}@media (width>2px){i{top:calc(1px + 2px)}}"


def test_the_assets_are_made_once(settings, tmp_path, capsys):
    settings.DATA = tmp_path
    settings.MAP_NATIONS = ""
    (tmp_path / "assets").mkdir()
    call_command("assets")
    first = capsys.readouterr().out
    assert "typeface" in first
    call_command("assets")
    assert capsys.readouterr().out == ""
    fonts = sum(file.stat().st_size for file in (tmp_path / "assets" / "fonts").iterdir())
    assert fonts <= 38_000
