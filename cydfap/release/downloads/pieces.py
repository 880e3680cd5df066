"""Lines of text made for whole columns at once: a million of them in seconds.

A piece is a column of text fragments, null where a record has nothing to say; pieces are joined
record by record, without the nulls.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO, TypeAlias

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from cydfap.release.about import SLUG_LENGTH

from .content import plain

Escape = Callable[[str], str]
Column: TypeAlias = pa.ChunkedArray

NOT_PLAIN_JSON = r'["\\\x00-\x1f]'
NOT_PLAIN_XML = r"[&<>\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
XML_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def scalar(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


NOTHING = scalar("")


def changed(column: Column, pattern: str, change: Escape) -> Column:
    """With the texts in which the pattern is found changed."""
    found = pc.fill_null(pc.match_substring_regex(column, pattern), False).combine_chunks()
    if not found.true_count:
        return column
    new = [change(text) for text in column.filter(found).to_pylist()]
    done = pc.replace_with_mask(column.combine_chunks(), found, pa.array(new, pa.large_string()))
    return pa.chunked_array([done])


def json_inside(text: str) -> str:
    return orjson.dumps(text).decode()[1:-1]


def xml_inside(text: str) -> str:
    clean = XML_NEVER.sub("", text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_json(column: Column) -> Column:
    """Texts as they stand between the quotes of JSON."""
    return changed(plain(column), NOT_PLAIN_JSON, json_inside)


def in_xml(column: Column) -> Column:
    return changed(plain(column), NOT_PLAIN_XML, xml_inside)


def piece(before: str, column: Column, after: str = "") -> Column:
    """Each text between the two, null where there is no text. The column is escaped already."""
    if not pa.types.is_large_string(column.type):
        column = column.cast(pa.large_string())
    said = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.large_string()), column)
    return pc.binary_join_element_wise(scalar(before), said, scalar(after), NOTHING)


def json_text(name: str, column: Column) -> Column:
    """`"name":"text"`"""
    return piece(f'"{name}":"', in_json(column), '"')


def json_number(name: str, column: Column) -> Column:
    return piece(f'"{name}":', column)


def json_list(name: str, column: Column) -> Column:
    """`"name":["a","b"]` of texts with semicolons between."""
    quoted = pc.replace_substring(in_json(column), ";", '","')
    return piece(f'"{name}":["', quoted, '"]')


def joined(pieces: list[Column], between: str = ",") -> Column:
    """What there is of each record; empty where there is nothing."""
    # Arrow loses the records of which there is nothing (26.0.1), so each begins with an empty text.
    begun = pc.binary_join_element_wise(NOTHING, *pieces, scalar(between), null_handling="skip")
    return pc.binary_replace_slice(begun, 0, len(between.encode()), "")


def always(text: str, like: Column) -> Column:
    """The same text for every record."""
    return pc.binary_join_element_wise(scalar(text), pc.utf8_slice_codeunits(like, 0, 0), NOTHING)


def slugs(here: Column, there: Column) -> Column:
    """As records.slug_of, for columns of names."""
    own, other = slugged(here), slugged(there)
    found = pc.if_else(pc.equal(own, ""), other, own)
    return pc.if_else(pc.equal(found, ""), scalar("-"), found)


def slugged(names: Column) -> Column:
    bare = pc.utf8_lower(pc.utf8_normalize(names, "NFD"))
    bare = pc.replace_substring_regex(bare, r"[\p{M}'’‘ʼ´`′‛＇ʹ]+", "")
    bare = pc.ascii_trim(pc.replace_substring_regex(bare, "[^a-z0-9]+", "-"), "-")
    return pc.ascii_rtrim(pc.binary_slice(bare.cast(pa.large_binary()), 0, SLUG_LENGTH)
                          .cast(pa.large_string()), "-")  # fmt: skip


def write_lines(file: BinaryIO, lines: Column, between: str = "\n") -> None:
    """A line a record, with something between; a line's end after the last if that is between."""
    ended = pc.binary_join_element_wise(lines, NOTHING, scalar(between)).combine_chunks()
    offsets, text = ended.buffers()[1:3]
    end = memoryview(offsets).cast("q")[len(ended)] if len(ended) else 0
    kept = end if between == "\n" else max(0, end - len(between))
    file.write(memoryview(text or b"")[:kept])
