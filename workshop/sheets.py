"""Writes tables that open in Excel with Thai intact and with no live formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

Cell = str | int | float | None

BOM = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
MEDIA_TYPES = {"xlsx": XLSX, "csv": CSV}
FONT = "TH Sarabun New"
"""What Thai offices have; Excel falls back to its own Thai font where it is missing."""
_POINTS = 16
_FORMULA = re.compile(r"^[\s\u200b\ufeff]*[=+\-@\t\r＝＋－＠]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CELL_MAX = 32_767  # characters in one cell, Excel's own limit
_NARROWEST, _WIDEST = 8, 48


@dataclass(frozen=True)
class Table:
    """One sheet: its name (at most 31 characters, no []:*?/\\), headings, and rows of cells.

    Text is always text: "007" keeps its zeros. Only int and float become numbers.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def written(table: Table, ending: str) -> bytes:
    """The table alone as a file; ending: one of MEDIA_TYPES."""
    return to_csv(table.headings, table.rows) if ending == "csv" else to_xlsx([table])


def neutral(cell: Cell) -> str:
    """The cell for a CSV: a leading apostrophe where a spreadsheet would read a formula.

    Nothing else of the text is touched. Figures keep their sign; a text that only looks like one
    ("+49", a phone "+4930123456") gets the apostrophe too, else a spreadsheet would make a number
    of it that lost its sign. So both kinds of file hold the same text. Imports take it off again.
    """
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    text = cell.replace("\0", "")
    if _FORMULA.match(text):
        return f"'{text}"
    return text


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, bom: bool = True) -> bytes:
    """UTF-8 with BOM, commas, CRLF; every cell `neutral`."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([neutral(heading) for heading in headings])
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    text = written.getvalue().encode("utf-8", "replace")
    return BOM.encode() + text if bom else text


def to_xlsx(tables: Sequence[Table]) -> bytes:
    """A workbook with one sheet per table: bold frozen headings, a filter, columns wide enough.

    Strings are written as strings, so nothing in them runs, becomes a link or a date.
    """
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        body = {"font_name": FONT, "font_size": _POINTS, "valign": "top"}
        plain = book.add_format(body)
        bold = book.add_format({**body, "bold": True, "bottom": 1})
        wrapped = book.add_format({**body, "text_wrap": True})
        for table in tables:
            _write(book.add_worksheet(_sheet_name(table.name)), table, plain, bold, wrapped)
    return written.getvalue()


def _write(sheet: Any, table: Table, plain: Any, bold: Any, wrapped: Any) -> None:
    widths = [_width(heading) + 2 for heading in table.headings]
    for at, heading in enumerate(table.headings):
        sheet.write_string(0, at, _clean(heading), bold)
    for number, row in enumerate(table.rows, start=1):
        for at, cell in enumerate(row):
            widths[at] = max(widths[at], _width(cell))
            if isinstance(cell, str):
                text = _clean(cell)
                sheet.write_string(number, at, text, wrapped if len(text) > _WIDEST else plain)
            elif cell is not None:
                sheet.write_number(number, at, cell, plain)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(_WIDEST, max(_NARROWEST, width)))
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)[:_CELL_MAX]


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:31].strip() or "Sheet"


def _width(cell: Cell) -> int:
    """Columns the text takes: Thai vowels and tones above and below take none."""
    text = "" if cell is None else str(cell)
    return sum(not "\u0e31" <= char <= "\u0e4e" or char in "าำเแโใไๆฯๅ" for char in text[:80]) + 1
