"""Writing a document as an Excel workbook: one sheet a section, real dates and numbers, ready to print on A4."""

import io
import re
from datetime import date, datetime, time
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from drillhub.documents.blocks import (
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Fields,
    Heading,
    Measured,
    Nothing,
    Paragraph,
    Table,
    Titled,
)

_FIRST_WIDTH: Final = 24
_CHART_WIDTH, _CHART_ROWS, _ROW_HEIGHT = 460, 12, 20
_UNFIT_IN_SHEET_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_MOST_IN_A_CELL: Final = 32_767  # UTF-16 units: Excel's own limit, past which it calls the file damaged
_CUT: Final = " …"


def write_workbook(document: Document) -> bytes:
    """The document as xlsx. The same value gives the same bytes; no text ever becomes a formula or a link."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {
            "title": f"{document.title} {document.subtitle}",
            "author": document.organisation,
            # The day the document bears, not the day it was written: the same value gives the same file.
            "created": datetime.combine(document.dated, time()),
        }
    )
    formats = _formats(book)
    _write_cover(book, document, formats)
    for section in document.sections:
        name = _UNFIT_IN_SHEET_NAMES.sub(" ", f"{section.code} {section.title}")[:31]
        sheet = _new_sheet(book, name, document)
        row = _write_title(sheet, f"{section.code}　{section.title}", formats)
        for block in section.blocks:
            row = _write_block(book, sheet, row, block, formats)
    book.close()
    return buffer.getvalue()


def _fitting(text: str, taken: int = 0) -> str:
    """The text as a cell can hold it beside `taken` UTF-16 units; one that is cut ends with an ellipsis."""
    units = text.encode("utf-16-le")
    most = _MOST_IN_A_CELL - taken
    if len(units) <= 2 * most:
        return text
    # A cut through a character of two units drops the half that is left.
    return units[: 2 * (most - len(_CUT))].decode("utf-16-le", errors="ignore") + _CUT


class _Sheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet that never holds a text Excel refuses to open."""

    def write_string(self, row: int, column: int, text: str, cell_format: Any = None) -> int:
        written: int = super().write_string(row, column, _fitting(text), cell_format)
        return written


class _Formats(dict[str, Any]):
    """The formats of a workbook by name; any other name is a number format, made when it is first asked for."""

    def __init__(self, book: Any, ruled: dict[str, Any], named: dict[str, Any]) -> None:
        super().__init__(named)
        self._book, self._ruled = book, ruled

    def __missing__(self, number_format: str) -> Any:
        self[number_format] = self._book.add_format({**self._ruled, "num_format": number_format})
        return self[number_format]


def _formats(book: Any) -> _Formats:
    base = {"font_name": "Yu Gothic", "font_size": 10, "valign": "top", "text_wrap": True}
    ruled = {**base, "bottom": 1, "bottom_color": "#B8BAB4"}
    named = {
        "title": book.add_format({**base, "font_size": 14, "bold": True, "text_wrap": False, "top": 5}),
        "heading": book.add_format({**base, "bold": True, "font_size": 11, "text_wrap": False}),
        "plain": book.add_format({**base, "text_wrap": False}),
        "name": book.add_format({**ruled, "font_color": "#4D4D4D"}),
        "text": book.add_format(ruled),
        "bold": book.add_format({"font_name": "Yu Gothic", "font_size": 10, "bold": True}),
        "inside": book.add_format({"font_name": "Yu Gothic", "font_size": 10}),
        "number": book.add_format({**ruled, "num_format": "#,##0.##"}),
        "percent": book.add_format({**ruled, "num_format": "0.0%"}),
        "date": book.add_format({**ruled, "num_format": "yyyy/mm/dd", "align": "left"}),
        "column": book.add_format({**base, "bold": True, "bg_color": "#ECEEE9", "top": 2, "bottom": 1}),
    }
    return _Formats(book, ruled, named)


def _new_sheet(book: Any, name: str, document: Document) -> Any:
    sheet = book.add_worksheet(name, _Sheet)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{document.edition.replace('&', '&&')}&R&P / &N")
    sheet.hide_gridlines(2)
    return sheet


def _write_title(sheet: Any, text: str, formats: _Formats) -> int:
    sheet.set_row(0, 24)
    for column in range(8):
        sheet.write_blank(0, column, None, formats["title"])
    sheet.write_string(0, 0, text, formats["title"])
    return 2


def _write_cover(book: Any, document: Document, formats: _Formats) -> None:
    sheet = _new_sheet(book, "表紙" if document.language == "ja" else "Cover", document)
    row = _write_title(sheet, f"{document.title}　{document.subtitle}", formats)
    sheet.set_column(0, 0, _FIRST_WIDTH)
    sheet.set_column(1, 1, 70)
    for name, value in (*document.cover, *document.stamps):
        sheet.write_string(row, 0, name, formats["name"])
        sheet.write_string(row, 1, value, formats["text"])
        row += 1
    for note in document.notes:
        sheet.write_string(row + 1, 0, note, formats["plain"])
        row += 1


def _write_block(book: Any, sheet: Any, row: int, block: object, formats: _Formats) -> int:
    """Write a block from this row on; gives the row after it and a blank one."""
    match block:
        case Heading(text):
            sheet.write_string(row, 0, text, formats["heading"])
            return row + 1
        case Paragraph(text) | Nothing(text):
            sheet.write_string(row, 0, text, formats["plain"])
            return row + 2
        case Bullets(items):
            for item in items:
                sheet.write_string(row, 0, f"・{item}", formats["plain"])
                row += 1
            return row + 1
        case Fields(pairs):
            for name, value in pairs:
                sheet.write_string(row, 0, name, formats["name"])
                sheet.write_string(row, 1, value, formats["text"])
                row += 1
            return row + 1
        case Table():
            return _write_table(sheet, row, block, formats)
        case Chart():
            _add_chart(book, sheet, row, block)
            return max(_write_table(sheet, row, block.table, formats), row + _CHART_ROWS + 2)
    raise TypeError(f"no such block: {block!r}")


def _write_table(sheet: Any, row: int, table: Table, formats: _Formats) -> int:
    sheet.write_string(row, 0, table.caption, formats["heading"])
    row += 1
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, max(12, min(60, int(column.width * 14))))
        sheet.write_string(row, index, column.title, formats["column"])
    for cells in table.rows:
        row += 1
        for index, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            _write_cell(sheet, row, index, cell, column, formats)
    return row + 2


def _add_chart(book: Any, sheet: Any, row: int, chart: Chart) -> None:
    """A chart of the program's own beside the table that begins in this row, fed by the table's cells."""
    name, first, last = sheet.get_name(), row + 2, row + 1 + len(chart.table.rows)
    steps = [name, first, 0, last, 0]
    drawn = book.add_chart({"type": "column" if chart.shape == "bar" else "line"})
    drawn.add_series(
        {
            "name": [name, row + 1, 1],
            "categories": steps,
            "values": [name, first, 1, last, 1],
            "data_labels": {"value": True},
            "fill": {"color": "#115A36"},
            "line": {"color": "#115A36", "width": 2.25},
            "marker": {"type": "circle", "size": 7, "fill": {"color": "#115A36"}},
        }
    )
    if chart.target_column is not None:
        target = book.add_chart({"type": "line"})
        target.add_series(
            {
                "name": [name, row + 1, chart.target_column],
                "categories": steps,
                "values": [name, first, chart.target_column, last, chart.target_column],
                "line": {"color": "#1A1A1A", "dash_type": "dash", "width": 1.25},
            }
        )
        drawn.combine(target)
    drawn.set_title({"name": chart.table.caption, "name_font": {"size": 11}})
    drawn.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D8DAD4"}}})
    drawn.set_legend({"position": "bottom"})
    drawn.set_size({"width": _CHART_WIDTH, "height": _CHART_ROWS * _ROW_HEIGHT})
    sheet.insert_chart(row, len(chart.table.columns) + 1, drawn, {"description": chart.alt})


def _write_cell(sheet: Any, row: int, index: int, cell: Cell, column: Column, formats: _Formats) -> None:
    if cell is None:
        sheet.write_string(row, index, "—", formats["text"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, index, datetime.combine(cell, time()), formats["date"])
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, index, cell, formats["percent" if column.kind == "percent" else "number"])
    elif isinstance(cell, Measured):
        sheet.write_number(row, index, cell.number, formats[cell.number_format])
    elif isinstance(cell, Titled) and cell.text:
        title = f"{cell.title}\n"
        text = _fitting(cell.text, taken=len(title.encode("utf-16-le")) // 2)
        parts = (formats["bold"], title, formats["inside"], text, formats["text"])
        sheet.write_rich_string(row, index, *parts)
    elif isinstance(cell, Titled):
        sheet.write_string(row, index, cell.title, formats["text"])
    else:
        sheet.write_string(row, index, cell, formats["text"])
