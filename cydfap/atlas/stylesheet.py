"""Few style sheets from many: small files are good to read, one file is quick to fetch."""

import re
from collections.abc import Iterable
from pathlib import Path

FIRST = "tokens.css"
# What the map's page does without: its first view shall be light.
APART = ("news.css", "sign-in.css", "desk.css")


def sheets(folder: Path) -> dict[str, list[Path]]:
    """The sheets that are served, and what each is made of: the house's tokens, then the others by
    name.
    """
    files = sorted(folder.glob("*.css"), key=lambda file: (file.name != FIRST, file.name))
    together = [file for file in files if file.name not in APART]
    return {"cydfap.css": together, **{name: [folder / name] for name in APART}}


def squeezed(css: str) -> str:
    """Without comments and needless white space. Strings and url() of ours hold neither."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    return re.sub(r":\s+", ":", css).replace(";}", "}").strip()


def bundle(files: Iterable[Path], target: Path) -> None:
    target.write_text("\n".join(squeezed(file.read_text()) for file in files) + "\n")
