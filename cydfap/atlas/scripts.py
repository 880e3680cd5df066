"""One script from many modules: small files are good to read, one file is quick to fetch."""

import re
from collections.abc import Iterator
from pathlib import Path

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([a-z-]+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?(?:const|class|function) (\w+))", re.MULTILINE)
# Whatever else would be imported or exported.
OTHER = re.compile(r"^(?:import\b(?!\()|export\b).*", re.MULTILINE)


class NotJoined(ValueError):
    """The modules cannot be one file; says which line or which circle is the reason."""


def join(entry: Path) -> str:
    """The module `entry` with all that it imports, each once and before those that import it.

    They import and export by name only, at the beginning of a line, from the same folder. What is
    imported when it is needed, `import("./x.js")`, stays apart and is found from that folder.
    """
    return "\n".join(wrapped(module) for module in in_order(entry, ())) + "\n"


def in_order(module: Path, above: tuple[Path, ...]) -> list[Path]:
    if module in above:
        raise NotJoined(f"{module.name} imports itself, by {above[-1].name}")
    found: dict[Path, None] = {}
    for other in imported(module):
        found |= dict.fromkeys(in_order(other, (*above, module)))
    return [*found, module]


def imported(module: Path) -> Iterator[Path]:
    for _names, other in IMPORT.findall(module.read_text(encoding="utf-8")):
        yield module.with_name(f"{other}.js")


def wrapped(module: Path) -> str:
    """The module as one constant, an object of what it exports: its other names stay its own."""
    text = module.read_text(encoding="utf-8")
    names = [name for _declared, name in EXPORT.findall(text)]
    text = EXPORT.sub(r"\1", IMPORT.sub(taken, text))
    if other := OTHER.search(text):
        raise NotJoined(f"{module.name}: {other.group()}")
    given = f"return {{ {', '.join(names)} }};\n" if names else ""
    return f"const {constant(module.stem)} = (() => {{\n{text}{given}}})();"


def taken(statement: re.Match[str]) -> str:
    names, module = statement.groups()
    return f"const {{{names.replace(' as ', ': ')}}} = {constant(module)};\n"


def constant(module: str) -> str:
    return "$" + module.replace("-", "_")
