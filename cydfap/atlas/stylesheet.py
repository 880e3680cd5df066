"""One style sheet from many: small files are good to read, one file is quick to fetch."""

import re
from collections.abc import Iterable
from pathlib import Path

FIRST = "tokens.css"


def in_order(folder: Path) -> list[Path]:
    """The house's style sheets: its tokens, then the others by name."""
    return sorted(folder.glob("*.css"), key=lambda file: (file.name != FIRST, file.name))


def squeezed(css: str) -> str:
    """Without comments and needless white space. Strings and url() of ours hold neither."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    return re.sub(r":\s+", ":", css).replace(";}", "}").strip()


def bundle(files: Iterable[Path], target: Path) -> None:
    target.write_text("\n".join(squeezed(file.read_text()) for file in files) + "\n")
