"""Reports as a workbook: real cells, no formulas, the same bytes."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from drillhub.documents.blocks import Column, Paragraph, Section, Table, Titled
from drillhub.documents.workbook import write_workbook
from tests.documents.build import document


def test_p7_the_same_document_gives_the_same_bytes_at_any_time(time_machine) -> None:
    time_machine.move_to("2026-04-10T00:00:00Z")
    first = write_workbook(document())
    time_machine.move_to("2027-11-03T12:34:56Z")
    assert write_workbook(document()) == first


def test_each_section_has_a_sheet_and_cells_keep_their_kind() -> None:
    book = load_workbook(io.BytesIO(write_workbook(document())))
    assert book.sheetnames == ["表紙", "D 訓練の実施", "E 教育の実施"]
    cells = {cell.value: cell for row in book["D 訓練の実施"].iter_rows() for cell in row}
    assert next(cell for cell in cells.values() if cell.is_date).number_format == "yyyy/mm/dd"
    assert cells[84].data_type == "n"
    assert cells[0.9333].number_format == "0.0%"


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    book = load_workbook(io.BytesIO(write_workbook(document())))
    cells = [cell for row in book["D 訓練の実施"].iter_rows() for cell in row if cell.value == "=避難訓練0"]
    assert [cell.data_type for cell in cells] == ["s"]


@pytest.mark.parametrize("text", ["長い" * 20_000, "🚒" * 20_000, "a" + "🚒" * 20_000])
def test_f58_a_text_too_long_for_a_cell_is_cut_where_excel_still_opens_it_and_shows_that_it_is(text: str) -> None:
    table = Table("良かった点", (Column("提案", "text"),), ((Titled("誘導灯", text),), (text,)))
    long = replace(document(text=text), sections=(Section("D", "訓練", (Paragraph(text), table)),))
    sheet = load_workbook(io.BytesIO(write_workbook(long)))["D 訓練"]
    found = [cell.value for row in sheet.iter_rows() for cell in row if len(str(cell.value)) > 100]
    assert len(found) == 3
    for value in found:
        assert 32_760 < len(value.encode("utf-16-le")) // 2 <= 32_767
        assert value.endswith(" …")
        assert value.removesuffix(" …").removeprefix("誘導灯\n") in text


@pytest.mark.parametrize("text", ["長" * 32_767, "🚒" * 16_383])
def test_f58_a_text_that_just_fits_is_whole(text: str) -> None:
    book = load_workbook(io.BytesIO(write_workbook(document(text=text))))
    assert text in {cell.value for row in book["D 訓練の実施"].iter_rows() for cell in row}
