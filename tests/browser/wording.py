"""What the pages say: an English sentence of the code, in either language, from the catalogue."""

from functools import cache

import polib

from tests.conftest import ROOT

CATALOGUE = ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.po"


@cache
def in_welsh() -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE)) if entry.msgstr}


def said(sentence: str, lang: str) -> str:
    """The sentence as a page in `lang` has it. A sentence without Welsh is a mistake of ours."""
    return sentence if lang == "en" else in_welsh()[sentence]
