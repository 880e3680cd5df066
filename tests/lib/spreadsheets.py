"""Files as spreadsheets write them, made on the spot."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape

import xlsxwriter

ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"
ODS_START = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>"
)
ODS_END = "</office:spreadsheet></office:body></office:document-content>"


def csv_bytes(table, encoding="utf-8", delimiter=",", line_end="\r\n"):
    text = io.StringIO(newline="")
    # Python leaves a lone CR in a cell bare where lines end in LF, which no spreadsheet does.
    quoting = csv.QUOTE_MINIMAL if line_end == "\r\n" else csv.QUOTE_ALL
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerows(table)
    return text.getvalue().encode(encoding)


def write_csv(path, table, encoding="utf-8", delimiter=",", line_end="\r\n"):
    path.write_bytes(csv_bytes(table, encoding, delimiter, line_end))
    return path


def write_xlsx(path, *sheets):
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as workbook:
        for table in sheets:
            sheet = workbook.add_worksheet()
            for number, row in enumerate(table):
                sheet.write_row(number, 0, row)
    return path


def ods_cell(value):
    if value == "":
        return "<table:table-cell/>"
    return (
        '<table:table-cell office:value-type="string">'
        f"<text:p>{escape(value)}</text:p></table:table-cell>"
    )


def ods_sheet(table, name="Dalen1"):
    rows = "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in table
    )
    return f'<table:table table:name="{name}">{rows}</table:table>'


def write_ods(path, sheets, manifest="<manifest/>", kind=ODS_KIND):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", kind)
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", ODS_START + sheets + ODS_END)
    return path


def change_member(path, name, change):
    """Write the zip file again with one member's bytes changed."""
    with zipfile.ZipFile(path) as package:
        members = {member: package.read(member) for member in package.namelist()}
    members[name] = change(members.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for member, content in members.items():
            package.writestr(member, content)
    return path
