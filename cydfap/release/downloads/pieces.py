"""Lines of text made for whole columns at once: a million of them in seconds.

A piece is what records say of something, put together from texts and, for each record, which of
them it has. Nothing is joined before all pieces of a line are there; then each line is copied once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import BinaryIO, NamedTuple, TypeAlias

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from cydfap.release.about import SLUG_LENGTH
from cydfap.release.texts import (
    BLANK,
    TEXT,
    Array,
    Mask,
    in_one,
    kept,
    of_bytes,
    rows_with,
    spread,
    words,
)

Column: TypeAlias = pa.ChunkedArray

# Coded columns up to this long have what surrounds them written into their texts.
FEW = 1_000
# Texts: a megabyte or two is still near the processor when the file takes it.
COPIED_AT_ONCE = 1 << 16

XML_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Texts(NamedTuple):
    """Some texts, and which of them each record has where `has` says that it has any."""

    texts: pa.Array
    at: Array
    has: Mask


class Piece(NamedTuple):
    """What stands between two words in every record that has it."""

    has: Mask
    before: str
    inside: Sequence[Texts | Piece]
    after: str

    def texts(self) -> Iterator[Texts]:
        """In the order of the line, those that are always together as one."""
        if self.before:
            yield constant(self.before, self.has)
        for one in self.inside:
            yield from one.texts() if isinstance(one, Piece) else [one]
        if self.after:
            yield constant(self.after, self.has)


@lru_cache(8)
def everywhere(records: int) -> Mask:
    """The one mask of so many records that all have something."""
    return np.ones(records, bool)


def known(has: Mask) -> Mask:
    return everywhere(len(has)) if has.all() else has


def constant(text: str, has: Mask) -> Texts:
    return Texts(pa.array([text], TEXT), np.zeros(len(has), np.int32), has)


def mapped(column: pa.Array | Column, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Texts changed, once each different one where the column is coded."""
    column = in_one(column)
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(column.indices, change(column.dictionary))
    texts = column if column.type == TEXT else column.cast(TEXT)
    return change(pc.fill_null(texts, "") if texts.null_count else texts)


def changed(texts: pa.Array, which: Mask, change: Callable[[str], str]) -> pa.Array:
    if not which.any():
        return texts
    mask = pa.array(which)
    new = [change(text) for text in texts.filter(mask).to_pylist()]
    return pc.replace_with_mask(texts, mask, pa.array(new, TEXT))


def json_inside(text: str) -> str:
    return orjson.dumps(text).decode()[1:-1]


def xml_inside(text: str) -> str:
    clean = XML_NEVER.sub("", text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def not_plain_json(data: Array) -> Mask:
    found: Mask = (data < 0x20) | (data == ord('"')) | (data == ord("\\"))
    return found


def not_plain_xml(data: Array) -> Mask:
    """Also what may be the beginning of U+FFFE and U+FFFF, and a line's end, which may stay."""
    found: Mask = (data == ord("&")) | (data == ord("<")) | (data == ord(">"))
    found |= (data < 0x20) | (data == 0xEF)
    return found


def in_json(column: pa.Array | Column) -> pa.Array:
    """Texts as they stand between the quotes of JSON."""
    return mapped(column, lambda t: changed(t, rows_with(t, not_plain_json), json_inside))


def in_xml(column: pa.Array | Column) -> pa.Array:
    return mapped(column, lambda t: changed(t, rows_with(t, not_plain_xml), xml_inside))


def said(column: pa.Array | Column) -> Texts:
    """A column's texts, where they are not empty. They are escaped already."""
    column = mapped(column, lambda texts: texts)
    if pa.types.is_dictionary(column.type):
        texts, at = column.dictionary, column.indices.to_numpy()
        has = (np.diff(spread(texts)[0]) > 0)[at]
    else:
        texts, at = column, np.arange(len(column), dtype=np.int32)
        has = np.diff(spread(texts)[0]) > 0
    return Texts(texts, at, known(has))


def piece(before: str, inside: pa.Array | Column | Piece, after: str = "") -> Piece:
    """Each text between the two, nothing where there is no text. A column is escaped already."""
    part = inside if isinstance(inside, Piece) else said(inside)
    return Piece(part.has, before, [part], after)


def json_text(name: str, column: Column) -> Piece:
    """`"name":"text"`"""
    return piece(f'"{name}":"', in_json(column), '"')


def json_number(name: str, column: Column) -> Piece:
    return piece(f'"{name}":', column)


def json_list(name: str, column: Column) -> Piece:
    """`"name":["a","b"]` of texts with semicolons between."""
    quoted = mapped(in_json(column), lambda texts: pc.replace_substring(texts, ";", '","'))
    return piece(f'"{name}":["', quoted, '"]')


def joined(pieces: Sequence[Piece], between: str = ",") -> Piece:
    """What there is of each record, one after another; nothing where there is nothing."""
    inside: list[Piece] = []
    begun = np.zeros(len(pieces[0].has), bool)
    for one in pieces:
        if begun is one.has:
            inside.append(one._replace(before=between + one.before))
        else:
            inside.append(Piece(known(begun & one.has), between, [], ""))
            inside.append(one)
            begun = known(begun | one.has)
    return Piece(begun, "", inside, "")


def always(text: str, records: int) -> Piece:
    """The same text for every record."""
    return Piece(everywhere(records), text, [], "")


def slugs(here: Column, there: Column) -> pa.Array:
    """As records.slug_of, for columns of names."""
    found = slugged(in_one(here))
    for other in (slugged, lambda names: pa.array(["-"] * len(names), TEXT)):
        none = np.diff(spread(found)[0]) == 0
        if none.any():
            mask = pa.array(none)
            found = pc.replace_with_mask(found, mask, other(in_one(there).filter(mask)))
    return found


def slugged(names: pa.Array) -> pa.Array:
    foreign = rows_with(names, lambda data: data >= 0x80)
    if foreign.any():
        mask = pa.array(foreign)
        bare = pc.utf8_lower(pc.utf8_normalize(names.filter(mask), "NFD"))
        bare = pc.replace_substring_regex(bare, r"[\p{M}'’‘ʼ´`′‛＇ʹ]+", "")
        names = pc.replace_with_mask(names, mask, bare)
    starts, data = spread(names)
    bare, starts = words(data[starts[0] : starts[-1]], starts - starts[0])
    bare = np.where(bare == BLANK, ord("-"), bare).astype(np.uint8)
    if (np.diff(starts) > SLUG_LENGTH).any():
        place = np.arange(len(bare)) - np.repeat(starts[:-1], np.diff(starts))
        bare, starts = kept(bare, starts, place < SLUG_LENGTH)
    return pc.ascii_rtrim(of_bytes(bare, starts), "-")


def write_lines(file: BinaryIO, lines: Piece, between: str = "\n") -> None:
    """A line a record, with something between; a line's end after the last if that is between."""
    records = len(lines.has)
    ended = Piece(everywhere(records), "", [lines], between)
    texts = list(together(ended.texts()))
    bases = np.cumsum([0, *(len(one.texts) for one in texts)])
    which = np.empty((records, len(texts)), np.int32)
    for at, one in enumerate(texts):
        which[:, at] = one.at + bases[at]
    order = which.ravel()
    if any(one.has is not ended.has for one in texts):
        has = np.empty(which.shape, bool)
        for at, one in enumerate(texts):
            has[:, at] = one.has
        order = order[has.ravel()]
    every = pa.concat_arrays([one.texts for one in texts])
    for at in range(0, len(order), COPIED_AT_ONCE):
        starts, data = spread(every.take(pa.array(order[at : at + COPIED_AT_ONCE])))
        is_last = at + COPIED_AT_ONCE >= len(order)
        end = starts[-1] - len(between) if is_last and between != "\n" else starts[-1]
        file.write(data[starts[0] : end].data)


def together(texts: Iterator[Texts]) -> Iterator[Texts]:
    """Texts of which one is the same everywhere become one with their neighbour."""
    last = next(texts)
    for one in texts:
        few = len(last.texts) + len(one.texts) <= FEW
        if one.has is last.has and few and 1 in (len(last.texts), len(one.texts)):
            both = [a + b for a in last.texts.to_pylist() for b in one.texts.to_pylist()]
            last = Texts(pa.array(both, TEXT), last.at + one.at, one.has)
        else:
            yield last
            last = one
    yield last
