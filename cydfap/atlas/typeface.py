"""Cuts Commissioner, the site's typeface, to the letters and axes that the pages use.

Three files: text (a range of weights), the four Welsh letters that are not in Latin-1, and headings
(one weight, the letters flared as if cut in slate). Browsers ask for the second only when a page
has such a letter.
"""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

TEXT_AXES = {"wght": (420, 420, 640), "slnt": 0, "FLAR": 0, "VOLM": 0}
HEADING_AXES = {"wght": 640, "slnt": 0, "FLAR": 100, "VOLM": 100}

ASCII = {chr(code) for code in range(0x20, 0x7F)}
# Signs that no name or sentence of the site needs; leaving them out saves a tenth of the file.
NEVER_WRITTEN = set("¤¦¨ª¬¯±²³´µ¶¸¹º¼½¾ÐÞðþ×÷")
PUNCTUATION = set("‘’“”–—…")
TEXT = ASCII | ({chr(code) for code in range(0xA0, 0x100)} - NEVER_WRITTEN) | PUNCTUATION
HEADING = ASCII | set("ÂÊÎÔÛâêîôûàèìòùáéíóúäëïöüÉñç·&£") | PUNCTUATION
WELSH = set("ŴŵŶŷ")
UNUSED_TABLES = ["MVAR", "STAT", "gasp", "prep", "meta"]


def cut(source: Path, axes: Mapping[str, object], letters: set[str], flavor: str | None) -> TTFont:
    font = instancer.instantiateVariableFont(TTFont(source), dict(axes))
    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.drop_tables += UNUSED_TABLES
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(letters))
    cutter.subset(font)
    font.flavor = flavor
    return font


def heading(latin: Path, latin_ext: Path, target: Path) -> None:
    """One file with the letters of both sources: a heading's ŵ must not cost a request."""
    with TemporaryDirectory() as folder:
        parts = [Path(folder) / "latin.ttf", Path(folder) / "welsh.ttf"]
        cut(latin, HEADING_AXES, HEADING, None).save(parts[0])
        cut(latin_ext, HEADING_AXES, WELSH, None).save(parts[1])
        merged = Merger().merge([str(part) for part in parts])
        merged.flavor = "woff2"
        merged.save(target)


def build(source: Path, target: Path) -> list[Path]:
    """Write the fonts into `target` from the `files` folder of @fontsource-variable/commissioner;
    the paths written.
    """
    latin = source / "commissioner-latin-full-normal.woff2"
    latin_ext = source / "commissioner-latin-ext-full-normal.woff2"
    target.mkdir(parents=True, exist_ok=True)
    text, welsh, head = (target / f"{name}.woff2" for name in ("text", "welsh", "heading"))
    cut(latin, TEXT_AXES, TEXT, "woff2").save(text)
    cut(latin_ext, TEXT_AXES, WELSH, "woff2").save(welsh)
    heading(latin, latin_ext, head)
    return [text, welsh, head]
