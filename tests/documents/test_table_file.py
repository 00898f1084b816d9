"""I6, F53, F55: tables as they arrive in Japan, read strictly or refused with the place named."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from drillhub.documents.csv_file import write_csv
from drillhub.documents.errors import (
    EncodingUnknown,
    NulCharacter,
    QuoteOpen,
    TableEmpty,
    TableUnreadable,
    WorkbookUnsafe,
)
from drillhub.documents.table_file import TableFile, read_table

LIST = "社員番号,氏名,部署\r\n0012,髙橋 﨑,①班\r\n0103,佐藤,総務課\r\n"


def cells(table: TableFile) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


EXPECTED = [("社員番号", "氏名", "部署"), ("0012", "髙橋 﨑", "①班"), ("0103", "佐藤", "総務課")]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param(LIST.encode("cp932"), "CP932", id="cp932"),
        pytest.param(LIST.encode("utf-8"), "UTF-8", id="utf-8"),
        pytest.param(LIST.encode("utf-8-sig"), "UTF-8", id="utf-8 with mark"),
        pytest.param(LIST.encode("utf-16"), "UTF-16", id="utf-16 with mark"),
        pytest.param(LIST.encode("utf-16-le"), "UTF-16", id="utf-16 little endian without mark"),
        pytest.param(LIST.replace(",", "\t").encode("utf-16"), "UTF-16", id="utf-16 with tabs"),
        pytest.param(LIST.replace("\r\n", "\r").encode("cp932"), "CP932", id="old line ends"),
    ],
)
def test_i6_a_staff_list_reads_the_same_in_every_encoding(data: bytes, encoding: str) -> None:
    table = read_table(data)
    assert (cells(table), table.encoding) == (EXPECTED, encoding)


def test_i6_quotes_line_breaks_and_blank_rows_keep_the_row_numbers() -> None:
    table = read_table(b'a,b\r\n"1,2","x\r\ny"\r\n\r\n,\r\n3,"say ""hi"""\r\n')
    assert [(row.number, row.cells) for row in table.rows] == [
        (1, ("a", "b")),
        (2, ("1,2", "x\ny")),
        (5, ("3", 'say "hi"')),
    ]


@pytest.mark.parametrize("text", ["〜", "～", "－", "−", "𠮷", "ｱｲｳ", "㈱", "髙﨑"])
def test_i6_nothing_is_silently_replaced(text: str) -> None:
    assert cells(read_table(f"x\n{text}\n".encode()))[1] == (text,)


@pytest.mark.parametrize(
    ("data", "error", "line"),
    [
        pytest.param(b"a,b\n\xfd\xfe,1\n", EncodingUnknown, 2, id="no known encoding"),
        pytest.param(
            "氏名,x\n佐藤,1\n鈴木,2\n".encode() + b"\x81\xff,3\n",
            EncodingUnknown,
            4,
            id="a wrong byte in the last row",
        ),
        pytest.param(
            "氏名,x\r\n佐藤,1\r\n".encode("utf-16-le") + b"\x00\xd8\n\x00",
            EncodingUnknown,
            3,
            id="half a pair, UTF-16",
        ),
        pytest.param(
            "氏名,x\n佐藤,1\n".encode("cp932") + b"\x81", EncodingUnknown, 3, id="cut in the middle of a character"
        ),
        pytest.param(b"a,b\n1,2\n3,\x00\n", NulCharacter, 3, id="NUL in a cell"),
        pytest.param(b'a,b\n1,2\n"3,4\n5,6\n', QuoteOpen, 3, id="quote never closed"),
    ],
)
def test_f55_a_broken_file_is_refused_with_the_line(data: bytes, error: type[TableUnreadable], line: int) -> None:
    with pytest.raises(error) as refused:
        read_table(data)
    assert refused.value.facts == {"line": line}


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(TableEmpty):
        read_table(b"\r\n,,\r\n")


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_i6_a_workbook_gives_texts_with_zeros_dates_and_whole_numbers() -> None:
    table = read_table(
        workbook(
            ("番号", "入社日", "数"), ("0012", date(2015, 4, 1), 5.0), (None, None, None), ("13", "平成27年4月1日", 1.5)
        )
    )
    assert [(row.number, row.cells) for row in table.rows] == [
        (1, ("番号", "入社日", "数")),
        (2, ("0012", "2015-04-01", "5")),
        (4, ("13", "平成27年4月1日", "1.5")),
    ]


def test_f53_a_sheet_with_a_million_formatted_rows_ends_where_its_data_ends() -> None:
    book = Workbook()
    book.active.append(("a",))
    book.active.cell(row=1_048_576, column=1).number_format = "0"
    out = io.BytesIO()
    book.save(out)
    assert cells(read_table(out.getvalue())) == [("a",)]


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def test_f53_macros_are_refused() -> None:
    with pytest.raises(WorkbookUnsafe):
        read_table(with_member(workbook(("a",)), "xl/vbaProject.bin", b"macro"))


def test_f52_a_workbook_that_unpacks_to_far_more_is_refused_before_unpacking() -> None:
    with pytest.raises(WorkbookUnsafe):
        read_table(with_member(workbook(("a",)), "xl/big.xml", b"0" * 101_000_000))


def test_f53_entities_in_a_workbook_are_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x">]><worksheet><sheetData>&b;</sheetData></worksheet>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(("a",)))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, bomb if name == "xl/worksheets/sheet1.xml" else old.read(name))
    with pytest.raises(TableUnreadable):
        read_table(out.getvalue())


@pytest.mark.parametrize("name", ["zip", "png", "pdf"])
def test_a_file_that_is_no_table_is_refused(name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    data = {
        "zip": out.getvalue(),
        "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        "pdf": b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n\x00",
    }
    with pytest.raises(TableUnreadable):
        read_table(data[name])


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+81-90-1234", "-1", "@x", "\tx", "＝1", "＠x"])
def test_f57_a_cell_that_a_spreadsheet_would_execute_is_neutralised(text: str) -> None:
    data = write_csv([["電話", text, 5]]).data
    assert cells(read_table(data))[0] == ("電話", f"'{text}", "5")


def test_f56_what_cp932_lacks_is_replaced_and_listed() -> None:
    written = write_csv([["𠮷野", "髙﨑"]], encoding="cp932")
    assert written.replaced == ("𠮷",)
    assert written.data.decode("cp932") == "〓野,髙﨑\r\n"
