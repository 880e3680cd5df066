"""PDF files to be read: good ones by fpdf2, bad ones by hand."""

import zlib
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF

from cydfap.atlas import typeface
from tests.conftest import ROOT

FONTS = ROOT / "node_modules" / "@fontsource-variable" / "commissioner" / "files"
MEGABYTE = 2**20


def font(folder: Path) -> Path:
    """The site's headings' typeface as TTF: it has all Welsh letters."""
    made = folder / "commissioner.ttf"
    if not made.exists():
        cut = made.with_suffix(".woff2")
        parts = ("latin", "latin-ext")
        typeface.heading(*(FONTS / f"commissioner-{part}-full-normal.woff2" for part in parts), cut)
        opened = TTFont(cut)
        opened.flavor = None
        opened.save(made)
    return made


def written(folder: Path, pages: list[str], name: str = "report.pdf", **encryption: str) -> Path:
    """A file with these pages; owner_password and user_password encrypt it."""
    pdf = FPDF()
    pdf.add_font("Commissioner", "", font(folder))
    pdf.set_font("Commissioner", size=11)
    if encryption:
        pdf.set_encryption(**encryption)
    for text in pages:
        pdf.add_page()
        pdf.multi_cell(180, 6, text=text, new_x="LMARGIN")
    pdf.output(str(folder / name))
    return folder / name


def with_content(folder: Path, packed: bytes) -> Path:
    """One page, whose content is this deflated stream."""
    head = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        head + packed + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(b"%010d 00000 n \n" % len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(places)
    end = b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    path = folder / "made.pdf"
    path.write_bytes(body + table + end)
    return path


def deflated(piece: bytes, times: int) -> bytes:
    """A deflate stream of a piece many times over, made at once however long that would be."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    body = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + body * times + b"\x03\x00"


def scanned(folder: Path) -> Path:
    """A page that is a picture of one."""
    from PIL import Image

    pdf = FPDF()
    pdf.add_page()
    pdf.image(Image.new("L", (200, 300), 128), w=100)
    pdf.output(str(folder / "scan.pdf"))
    return folder / "scan.pdf"
