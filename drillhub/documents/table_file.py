"""Reading uploaded tables: csv as Japanese offices save it, and xlsx.

Encodings are detected strictly and in this order: byte order mark, UTF-8, CP932. Guessing by statistics is not
done: it takes ordinary Japanese staff lists for Korean.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook

from drillhub.core.i18n import _
from drillhub.core.text import clean
from drillhub.documents.errors import (
    EncodingUnknown,
    NulCharacter,
    QuoteOpen,
    TableEmpty,
    TableUnreadable,
    TooManyRows,
    WorkbookUnsafe,
)

MAX_ROWS: Final = 20_000
_MAX_ENTRIES: Final = 2_000
_MAX_UNPACKED: Final = 100_000_000
_MAX_RATIO: Final = 100
# Python's codec lets single bytes pass that CP932 does not assign; no Japanese software writes them.
_NOT_IN_CP932: Final = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
# Pictures, pdf and the old .xls: the advice about encodings would not help.
_OTHER_FILES: Final = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"\xd0\xcf\x11\xe0")
_BLANK_ROWS_UNTIL_END: Final = 200
_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)


@dataclass(frozen=True)
class TableRow:
    """A row with the number the spreadsheet shows (the first row is 1)."""

    number: int
    cells: tuple[str, ...]

    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class TableFile:
    """A table as it was in the file. kind: csv or xlsx; encoding: as people call it, such as CP932."""

    kind: str
    encoding: str
    rows: tuple[TableRow, ...]


def read_table(data: bytes) -> TableFile:
    """Read a table by its content, whatever the file's name says.

    All cells come as text: dates as 2015-04-01, whole numbers without ".0", leading zeros as the file has them.
    Blank rows at the end are dropped, blank rows inside keep their number and are dropped too.
    Raises a TableUnreadable that names the line where it can.
    """
    if data.startswith(_OTHER_FILES):
        raise TableUnreadable("file")
    table = _read_workbook(data) if data[:4] == b"PK\x03\x04" else _read_csv(data)
    if not table.rows:
        raise TableEmpty("file")
    return table


# --- csv ----------------------------------------------------------------------------------------------------------


def _read_csv(data: bytes) -> TableFile:
    text, encoding = _decode(data)
    first_line = text.split("\n", 1)[0]
    delimiter = "\t" if first_line.count("\t") > first_line.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[TableRow] = []
    number = 1
    started_on_line = 1
    try:
        for cells in reader:
            row = TableRow(number, tuple(clean(cell) for cell in cells))
            if not row.is_blank():
                rows.append(row)
            if len(rows) > MAX_ROWS:
                raise TooManyRows("file", limit=MAX_ROWS)
            number += 1
            started_on_line = reader.line_num + 1
    except csv.Error as error:
        raise QuoteOpen("file", line=started_on_line) from error
    return TableFile("csv", encoding, tuple(rows))


def _decode(data: bytes) -> tuple[str, str]:
    for mark, codec, name in _BOMS:
        if data.startswith(mark):
            try:
                return _without_nul(data.decode(codec)), name
            except UnicodeDecodeError as error:
                raise _unknown_at(data, error.start) from error
    looks_like_utf16 = data[:200].count(0) >= len(data[:200]) // 4 > 0
    if looks_like_utf16:
        codec = "utf-16-le" if data.count(b"\n\x00") >= data.count(b"\x00\n") else "utf-16-be"
        try:
            return _without_nul(data.decode(codec)), "UTF-16"
        except UnicodeDecodeError as error:
            raise _unknown_at(data, error.start) from error
    try:
        return _without_nul(data.decode("utf-8")), "UTF-8"
    except UnicodeDecodeError as error:
        readable_as_utf8 = error.start
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError as error:
        # The encoding that reads further is the one it is written in; where that one stops, the byte is wrong.
        raise _unknown_at(data, max(readable_as_utf8, error.start)) from error
    if unassigned := _NOT_IN_CP932.search(text):
        raise EncodingUnknown("file", line=text.count("\n", 0, unassigned.start()) + 1)
    return _without_nul(text), "CP932"


def _unknown_at(data: bytes, position: int) -> EncodingUnknown:
    return EncodingUnknown("file", line=data[:position].count(b"\n") + 1)


def _without_nul(text: str) -> str:
    position = text.find("\x00")
    if position >= 0:
        raise NulCharacter("file", line=text.count("\n", 0, position) + 1)
    return text


# --- xlsx ---------------------------------------------------------------------------------------------------------


def _read_workbook(data: bytes) -> TableFile:
    check_archive(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            rows = _rows_of(book.worksheets[0]) if book.worksheets else []
        finally:
            book.close()
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, DefusedXmlException, SyntaxError) as error:
        raise TableUnreadable("file") from error
    return TableFile("xlsx", "Excel", tuple(rows))


def _rows_of(sheet: Any) -> list[TableRow]:
    rows: list[TableRow] = []
    blank = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = TableRow(number, tuple(_cell_text(value) for value in values))
        if row.is_blank():
            blank += 1
            # Sheets that once had formatting to the last row report a million of them.
            if blank > _BLANK_ROWS_UNTIL_END:
                break
            continue
        blank = 0
        rows.append(row)
        if len(rows) > MAX_ROWS:
            raise TooManyRows("file", limit=MAX_ROWS)
    return rows


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))


def check_archive(data: bytes) -> None:
    """Refuse a zip of an Office file that is broken, has macros, or unpacks to more than it should.

    Sizes are read from the directory of the archive, before anything is unpacked. Raises WorkbookUnsafe.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise TableUnreadable("file") from error
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > _MAX_ENTRIES:
        raise WorkbookUnsafe("file", why=_("中のファイルが多すぎます"))
    if unpacked > _MAX_UNPACKED or unpacked / packed > _MAX_RATIO:
        raise WorkbookUnsafe("file", why=_("展開すると大きくなりすぎます"))
    names = {member.filename for member in members}
    if any(name.endswith("vbaProject.bin") for name in names):
        raise WorkbookUnsafe("file", why=_("マクロが含まれています"))
    if "[Content_Types].xml" not in names:
        raise TableUnreadable("file")
