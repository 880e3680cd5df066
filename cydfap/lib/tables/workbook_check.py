"""What is looked at before a workbook is opened: it is a zip file, and may be a bomb."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO
from xml.parsers import expat

from .shared_texts import MEMBER, SharedTexts
from .table import Refusal, TableProblem

MAX_UNPACKED = 500_000_000
MAX_RATIO = 200  # of XML unpacked to packed; a sheet of one value over and over reaches half
RATIO_FROM = 20_000_000  # bytes unpacked; below this no ratio does harm
MAX_MEMBERS = 5_000
MAX_CELLS = 25_000_000  # from A1 to the last cell, which the reader fills whole, of all sheets
MAX_MADE = 50_000_000  # letters that are not in the file: repeated cells, counted spaces
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576  # XFD1048576, the last cell that there can be
FEW_CELLS = 100_000  # so many need no exact count
CELLS_AGAIN = "xl/calcChain.xml"  # names cells of the sheets, in the same words
CHUNK = 1 << 20

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
LONGEST_TAG = 1 << 16
OVERLAP = 256
# Found in bytes and not by a parser: the reader takes what no parser would. It asks for no space
# between attributes, so a quote may come before one. Sixty letters or an eighth figure are enough
# to know that a cell is too far. Each begins with plain letters, and what must be before them
# follows: the search then goes from one such letter to the next.
CELL = re.compile(rb"""r(?<=[\s"']r)\s*=\s*["']([A-Za-z]{0,64})([0-9]{0,8})""")
EXTENT = re.compile(
    rb"""dimension(?<=[<:]dimension)[^<]*?[\s"']ref\s*=\s*["']"""
    rb"""([A-Za-z]{0,64})([0-9]{0,8})(?::([A-Za-z]{0,64})([0-9]{0,8}))?"""
)
# No < within: a search then ends at the next tag.
ATTRIBUTE = rb"""\s+%s\s*=\s*(?:"[^"<]*"|'[^'<]*')"""
WITHOUT_PLACE = rb"c(?=[\s/>])(?!(?:%s)*?%s)" % (
    ATTRIBUTE % rb"""[^\s=<>"'/]+""",
    ATTRIBUTE % b"r",
)
CELLS_WITHOUT_PLACE = (re.compile(b"<" + WITHOUT_PLACE), re.compile(b":" + WITHOUT_PLACE))
BLANKS = re.compile(rb"\s\s+")
PLACE = re.compile(r"([A-Za-z]{0,3})([0-9]{0,7})")
ROOTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
ODS_CELLS = ("table:table-cell", "table:covered-table-cell")
Pieces = Callable[[], Iterator[bytes]]  # a member's bytes, from its beginning each time
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    NotImplementedError,  # packed in a way that Python does not know
    EOFError,
    OSError,  # a place beyond the file's start or end
    KeyError,
    ValueError,
)


def is_zip(start: bytes) -> bool:
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def refuse_old_or_encrypted(path: Path, start: bytes) -> None:
    """TableProblem for the container that old Excel files and password-protected ones share."""
    if start.startswith(OLE):
        encrypted = ENCRYPTED_STREAM in path.read_bytes()
        raise TableProblem(Refusal.ENCRYPTED if encrypted else Refusal.OLD_EXCEL)


def cells_within(path: Path) -> int:
    """How many cells a workbook takes when it is opened, the empty ones up to the last that is
    filled among them; 0 for a file of another kind. TableProblem as `check_workbook`.
    """
    with path.open("rb") as file:
        start = file.read(4)
    return check_workbook(path) if is_zip(start) else 0


def check_workbook(path: Path) -> int:
    """TableProblem unless this is an XLSX or ODS file that is safe to open. Returns how many cells
    its sheets take.

    First by the zip directory alone; then every member is unpacked piece by piece, since a
    directory can lie, and since one far-off cell makes a small file vast.
    """
    total = 0
    try:
        with zipfile.ZipFile(path) as package:
            _check_directory(package)
            is_ods = _kind(package) == "ods"
            if not is_ods:
                _check_copies(package)
            for member in package.infolist():
                is_sheets = is_ods and member.filename == "content.xml"
                check = _check_ods_sheets if is_sheets else _check_cells
                with package.open(member) as file:
                    cells = check(partial(_pieces, file))
                total += cells if member.filename != CELLS_AGAIN else 0
                # The reader opens every sheet, and two of them at once.
                _check_total(total)
    except UNREADABLE as problem:
        raise TableProblem(Refusal.DAMAGED, str(problem)) from problem
    return total


def _check_copies(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    for shared in members:
        if shared.filename.lower().replace("\\", "/") != MEMBER:
            continue
        with package.open(shared) as file:
            texts = SharedTexts(_pieces(file))
        for member in members:
            if member.filename == shared.filename:
                continue
            with package.open(member) as file:
                values = sum(piece.count(b"v") for piece in _pieces(file))
                texts.check(_whole_tags(_pieces(file)), values)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    # zipfile reads no more than the directory says, and then checks the sum.
    return iter(partial(file.read, CHUNK), b"")


def _check_directory(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if any(member.flag_bits & 1 for member in members):
        raise TableProblem(Refusal.ENCRYPTED)
    if len(members) > MAX_MEMBERS:
        raise TableProblem(Refusal.BOMB, f"{len(members)} members")
    if unpacked > MAX_UNPACKED:
        raise TableProblem(Refusal.BOMB, f"{unpacked} bytes unpacked")
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed:
        raise TableProblem(Refusal.BOMB, f"{unpacked // max(1, packed)} times as large unpacked")


def _kind(package: zipfile.ZipFile) -> str:
    names = set(package.namelist())
    if len(ROOTS & {name.lower().replace("\\", "/") for name in names}) > 1:
        # The reader goes by the file's name, and might open what was not looked at.
        raise TableProblem(Refusal.NOT_A_TABLE, "zip")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        kind = package.read("mimetype").decode("ascii", "replace").strip()
        if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
            if b"encryption-data" in package.read("META-INF/manifest.xml"):
                raise TableProblem(Refusal.ENCRYPTED)
            return "ods"
        raise TableProblem(Refusal.NOT_A_TABLE, kind[:100])
    raise TableProblem(Refusal.NOT_A_TABLE, "zip")


def _check_size(width: int, height: int) -> int:
    if width * height > MAX_CELLS:
        raise TableProblem(Refusal.BOMB, f"{width} columns by {height} rows")
    return width * height


def _check_total(cells: int) -> None:
    if cells > MAX_CELLS:
        raise TableProblem(Refusal.BOMB, f"{cells} cells")


def _check_made(letters: int) -> None:
    if letters > MAX_MADE:
        raise TableProblem(Refusal.BOMB, f"{letters} letters that are not in the file")


def _check_cells(pieces: Pieces) -> int:
    """Of an XLSX member: how far from A1 its farthest cells are. Any member may be a sheet."""
    width = height = unplaced = rows = more = 0
    for text in _whole_tags(pieces()):
        for ends in EXTENT.findall(text):
            _check_place(*ends[:2])
            _check_place(*ends[2:])
        found = CELL.findall(text)
        for letters in {letters for letters, figures in found if figures or len(letters) > 60}:
            width = max(width, _check_place(letters)[0])
        for figures in {figures for letters, figures in found if letters}:
            height = max(height, _check_place(b"", figures)[1])
        # A row's own number makes no cell; it only tells where those without a place go.
        for figures in {figures for letters, figures in found if not letters}:
            rows = max(rows, _check_place(b"", figures)[1])
        _check_size(width, height)
        unplaced += sum(len(tag.findall(text)) for tag in CELLS_WITHOUT_PLACE)
        more += text.count(b"row")
    if not unplaced:
        return width * height
    most = (width + unplaced) * (max(height, rows) + more + 1)
    return most if most <= FEW_CELLS else _check_unplaced(pieces())


def _whole_tags(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, cut before a tag and not within one. A tag may have any number of blanks."""
    kept = b""
    for piece in pieces:
        text = kept + piece
        cut = max(0, text.rfind(b"<"))
        kept = BLANKS.sub(b" ", text[cut:])
        if len(kept) <= LONGEST_TAG:
            yield text[:cut]
        else:
            # A long text; a place named within it is short.
            yield text[:cut] + kept
            kept = kept[-OVERLAP:]
    yield kept


def _check_place(letters: bytes, figures: bytes = b"") -> tuple[int, int]:
    """Column and row; 0 where there is none. The reader trusts the file, and would set room aside
    for as many."""
    column, row = _column(letters), int(figures or 0)
    if column > LAST_COLUMN or row > LAST_ROW or len(figures) > 7:
        raise TableProblem(Refusal.BOMB, "a cell beyond XFD1048576")
    return column, row


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class _Unplaced:
    """Counts as the reader does where cells are that do not say it: each beside the one before."""

    def __init__(self) -> None:
        self.row = self.column = self.width = self.height = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.partition(":")[2] or name
        if name not in ("row", "c"):
            return
        column, row = 0, 0
        if place := PLACE.match(attributes.get("r", "")):
            column, row = _check_place(place[1].encode(), place[2].encode())
        if name == "row":
            self.row = row - 1 if row else self.row
            return
        self.column = column or self.column + 1
        self.width = max(self.width, self.column)
        self.height = max(self.height, row or self.row + 1)
        _check_size(self.width, self.height)

    def end(self, name: str) -> None:
        if (name.partition(":")[2] or name) == "row":
            self.row, self.column = self.row + 1, 0


def _check_unplaced(pieces: Iterator[bytes]) -> int:
    size = _Unplaced()
    _follow(size, pieces)
    return size.width * size.height


class _OdsSize:
    """Follows a sheet's rows and their repetitions: how large the rectangle of filled cells is."""

    def __init__(self) -> None:
        self.above = self.repeated = self.column = self.filled = self.width = 0
        # Of the sheets before, and of this one.
        self.before = self.here = 0
        self.span = 1
        self.in_cell = False
        # Letters of this cell and of this row, as written and as they will be read; of all sheets.
        self.letters = self.spaces = self.written = self.read = self.made = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.before += self.here
            self.above = self.width = self.here = 0
        elif name == "table:table-row":
            if self.in_cell:
                # No spreadsheet writes one, and it would hide what the row around it repeats.
                raise TableProblem(Refusal.BOMB, "a table within a cell")
            self.repeated = _number(attributes, "table:number-rows-repeated")
            self.column = self.filled = self.written = self.read = 0
        elif name in ODS_CELLS:
            self.span = _number(attributes, "table:number-columns-repeated")
            self.column += self.span
            self.in_cell = True
            self.letters += len(attributes.get("office:string-value", ""))
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.filled = self.column
        elif self.in_cell:
            self.filled = self.column
            if name == "text:s":
                self.spaces += _number(attributes, "text:c")

    def end(self, name: str) -> None:
        if name in ODS_CELLS:
            self.in_cell = False
            self.written += self.letters
            self.read += (self.letters + self.spaces) * self.span
            self.letters = self.spaces = 0
        elif name == "table:table-row":
            self.above += self.repeated
            if self.filled:
                self.width = max(self.width, self.filled)
                self.here = _check_size(self.width, self.above)
                _check_total(self.before + self.here)
                self.made += self.read * self.repeated - self.written
                _check_made(self.made)

    def text(self, text: str) -> None:
        if self.in_cell:
            self.letters += len(text)


def _number(attributes: dict[str, str], name: str) -> int:
    """How often something is repeated. ValueError for what no spreadsheet writes: counting back
    would hide what came before."""
    number = int(attributes.get(name, 1))
    if number < 0:
        raise ValueError(name)
    return number


def _check_ods_sheets(pieces: Pieces) -> int:
    size = _OdsSize()
    _follow(size, pieces())
    return size.before + size.here


def _follow(size: _OdsSize | _Unplaced, pieces: Iterator[bytes]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = size.start
    parser.EndElementHandler = size.end
    if isinstance(size, _OdsSize):
        parser.buffer_text = True
        parser.CharacterDataHandler = size.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    # No spreadsheet writes one, and entities within entities are a bomb.
    raise TableProblem(Refusal.BOMB, "DOCTYPE")
