"""XLSX and ODS: the rows of a workbook's first sheet that has any."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from .table import Refusal, TableProblem
from .workbook_check import check_workbook


def read_workbook(path: Path) -> tuple[Iterator[list[str]], list[str]]:
    """The first visible sheet's rows from row 1 on, and the names of others that have rows.

    What is in the file is checked before it is opened. Formulas come as their last results.
    """
    check_workbook(path)
    first, others = None, []
    try:
        for sheet in _visible(path):
            if sheet.height and first is None:
                first = sheet
            elif sheet.height:
                # Only the name: a sheet in hand takes as much memory as it has cells.
                others.append(sheet.name)
    except BaseException as problem:
        # The reader is Rust; where it gives up, its panic is no Exception.
        if not isinstance(problem, Exception) and type(problem).__name__ != "PanicException":
            raise
        raise TableProblem(Refusal.DAMAGED, str(problem)) from problem
    if first is None:
        raise TableProblem(Refusal.EMPTY)
    rows = ([_text(value) for value in row] for row in first.iter_rows())
    return rows, others


def _visible(path: Path) -> Iterator[CalamineSheet]:
    with CalamineWorkbook.from_path(str(path)) as workbook:
        for sheet in workbook.sheets_metadata:
            shown = sheet.visible == SheetVisibleEnum.Visible
            if shown and sheet.typ == SheetTypeEnum.WorkSheet:
                yield workbook.get_sheet_by_name(sheet.name)


def _text(value: Any) -> str:
    """A cell as a person would type it: no ".0", dates as ISO, midnight left out."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # A spreadsheet shows fifteen figures; the rest is dust (0.1 + 0.2).
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    return _moment(value)


def _moment(value: Any) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)
