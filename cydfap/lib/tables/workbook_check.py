"""What is looked at before a workbook is opened: it is a zip file, and may be a bomb."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from xml.parsers import expat

from .table import Refusal, TableProblem

MAX_UNPACKED = 500_000_000
MAX_RATIO = 200  # of XML unpacked to packed; a sheet of one value over and over reaches half
RATIO_FROM = 20_000_000  # bytes unpacked; below this no ratio does harm
MAX_MEMBERS = 5_000
MAX_CELLS = 25_000_000  # from A1 to the last cell, which the reader fills whole, of all sheets
CELLS_AGAIN = "xl/calcChain.xml"  # names cells of the sheets, in the same words
CHUNK = 1 << 20

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,9})["']""")
OVERLAP = 256
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
            for member in package.infolist():
                is_sheets = is_ods and member.filename == "content.xml"
                check = _check_ods_sheets if is_sheets else _check_cells
                with package.open(member) as file:
                    # zipfile reads no more than the directory says, and then checks the sum.
                    cells = check(iter(partial(file.read, CHUNK), b""))
                total += cells if member.filename != CELLS_AGAIN else 0
                # The reader opens every sheet, and two of them at once.
                _check_total(total)
    except UNREADABLE as problem:
        raise TableProblem(Refusal.DAMAGED, str(problem)) from problem
    return total


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


def _check_cells(pieces: Iterator[bytes]) -> int:
    """Of an XLSX member: how far from A1 its farthest cells are. Any member may be a sheet."""
    width = height = 0
    kept = b""
    for piece in pieces:
        text = kept + piece
        found = CELL.findall(text)
        if found:
            width = max(width, *(_column(letters) for letters in {cell[0] for cell in found}))
            height = max(height, *(int(cell[1]) for cell in found))
            _check_size(width, height)
        kept = text[-OVERLAP:]
    return width * height


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class _OdsSize:
    """Follows a sheet's rows and their repetitions: how large the rectangle of filled cells is."""

    def __init__(self) -> None:
        self.above = self.repeated = self.column = self.filled = self.width = 0
        # Of the sheets before, and of this one.
        self.before = self.here = 0
        self.span = 1
        self.in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self.before += self.here
            self.above = self.width = self.here = 0
        elif name == "table:table-row":
            self.repeated = int(attributes.get("table:number-rows-repeated", 1))
            self.column = self.filled = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.span = int(attributes.get("table:number-columns-repeated", 1))
            self.column += self.span
            self.in_cell = True
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.filled = self.column
        elif self.in_cell:
            self.filled = self.column

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self.in_cell = False
        elif name == "table:table-row":
            self.above += self.repeated
            if self.filled:
                self.width = max(self.width, self.filled)
                self.here = _check_size(self.width, self.above)
                _check_total(self.before + self.here)


def _check_ods_sheets(pieces: Iterator[bytes]) -> int:
    size = _OdsSize()
    parser = expat.ParserCreate()
    parser.StartElementHandler = size.start
    parser.EndElementHandler = size.end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    for piece in pieces:
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return size.before + size.here


def _refuse_doctype(*_: object) -> None:
    # No spreadsheet writes one, and entities within entities are a bomb.
    raise TableProblem(Refusal.BOMB, "DOCTYPE")
