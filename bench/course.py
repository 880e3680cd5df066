"""The course of a run: piece after piece, size after size, then the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from . import (
    boxes,
    browser,
    change,
    data,
    imports,
    letters,
    pages,
    postgis,
    release,
    search,
    texts,
    tiles,
)
from .place import Place
from .spent import Missing
from .table import Row, machine, markdown, said

# What needs no server beside it, for each size.
ALONE: dict[str, Callable[[Place, int], list[Row]]] = {
    "release": release.measure,
    "boxes": boxes.measure,
    "imports": imports.measure,
}
# What has a size of its own.
ONCE: dict[str, Callable[[Place], Iterable[Row]]] = {
    "change": change.measure,
    "pages": pages.measure,
    "texts": texts.measure,
    "letters": letters.measure,
}


def run(folder: Path, sizes: list[int], pieces: list[str]) -> None:
    """Print the table of these pieces. Rows are told as they are measured, so that a broken-off run
    has said something."""
    about, tools, rows = machine(), [data.ABOUT], []
    for row in measured(Place(folder), sizes, pieces, tools):
        said(" | ".join(row.cells()))
        rows.append(row)
    print(about, *(f"- {tool}" for tool in tools), sep="\n", end="\n\n")
    print(markdown(rows))


def measured(place: Place, sizes: list[int], pieces: list[str], tools: list[str]) -> Iterator[Row]:
    """What other work on the machine would disturb most comes first."""
    if "browser" in pieces:
        yield from where_there("browser", browser.measure(place, sizes))
        yield from where_there("browser", browser.demo(place))
    for name, measure in ALONE.items():
        for size in sizes if name in pieces else ():
            yield from measure(place, size)
    if {"tiles", "search"} & set(pieces):
        yield from where_there("tiles, search", beside_postgis(place, sizes, pieces, tools))
    if "tiles" in pieces:
        yield tiles.in_one_town(place)
    for name, measure_once in ONCE.items():
        yield from measure_once(place) if name in pieces else ()
    if "release" in pieces:
        tools.append(release.version())


def where_there(pieces: str, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows; where a program is missing, one that says what installs it."""
    try:
        yield from rows
    except Missing as problem:
        yield Row(f"{pieces}: not measured", None, str(problem))


def beside_postgis(
    place: Place, sizes: list[int], pieces: list[str], tools: list[str]
) -> Iterator[Row]:
    with postgis.server() as connection:
        tools.append(postgis.version(connection))
        for size in sizes:
            postgis.load(connection, place.entries(size))
            if "tiles" in pieces:
                yield from tiles.measure(place, size, connection)
            if "search" in pieces:
                yield from search.measure(place, size, connection)
