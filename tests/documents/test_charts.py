"""A chart is its table and a picture of it: on the page, in the PDF and as a chart of the spreadsheet program."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from flask import Flask
from pypdf import PdfReader

from drillhub.documents.blocks import Cell, Chart, Column, Document, Section, Table
from drillhub.documents.charts import picture
from drillhub.documents.pdf import write_pdf
from drillhub.documents.workbook import write_workbook
from tests.documents.build import document


@pytest.fixture(autouse=True)
def context(migrated_app: Flask) -> Iterator[None]:
    with migrated_app.app_context():
        yield


def chart(*values: Cell, target: float | None = 0.9, shape: str = "line", first: str = "1年目") -> Chart:
    columns = (Column("計画年次"), Column("参加率", "percent"), Column("目標", "percent"))
    steps = (first, "2年目", "3年目")
    rows = tuple((step, value, target) for step, value in zip(steps, values, strict=False))
    table = Table("参加率（K04）", columns, rows)
    return Chart(table, shape, "参加率は上がっている。", 2 if target is not None else None)  # type: ignore[arg-type]


def with_chart(drawn: Chart) -> Document:
    return replace(document(), sections=(Section("2", "数字の推移", (drawn,)),))


def words_in(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</t(?:ext|span)>", svg)


def test_the_picture_names_every_value_and_the_target() -> None:
    words = words_in(picture(chart(0.786, 0.9), "ja"))
    for word in ("1年目", "2年目", "78.6%", "90.0%", "目標"):
        assert word in words


def test_a_step_without_a_value_is_a_dash_and_never_a_zero() -> None:
    svg = picture(chart(0.5, None, 0.7), "ja")
    assert "—" in words_in(svg)
    assert "0.0%" not in words_in(svg)
    line = re.search(r'<path[^>]* d="([^"]*)" stroke="#115a36"', svg)
    assert line is not None
    assert line[1].count("M") == 2  # two ends that are not joined over the gap


@pytest.mark.parametrize("shape", ["line", "bar"])
def test_a_value_just_below_its_target_is_written_under_its_point_where_the_target_does_not_strike_it(
    shape: str,
) -> None:
    def height(word: str, target: float | None) -> float:
        svg = picture(chart(0.85, 0.95, target=target, shape=shape), "ja")
        found = re.search(rf'translate\([\d.]+,([\d.]+)\)"[^>]*>{re.escape(word)}<', svg)
        assert found is not None
        return float(found[1])

    assert height("85.0%", 0.9) > height("85.0%", None) + 20
    assert height("95.0%", 0.9) == height("95.0%", None)


@pytest.mark.parametrize("shape", ["line", "bar"])
def test_p7_the_same_chart_gives_the_same_files(shape: str) -> None:
    drawn = chart(0.5, 0.6, 0.7, shape=shape)
    assert picture(drawn, "ja") == picture(drawn, "ja")
    assert write_pdf(with_chart(drawn)) == write_pdf(with_chart(drawn))
    assert write_workbook(with_chart(drawn)) == write_workbook(with_chart(drawn))


def test_i2_words_in_a_chart_stay_words() -> None:
    svg = picture(chart(0.5, first='<script>alert(1)</script>"&'), "ja")
    assert "<script>" not in svg


def test_the_pdf_tells_what_the_picture_shows_and_has_its_numbers_as_text() -> None:
    data = write_pdf(with_chart(chart(0.786, 0.9)))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    assert "78.6%" in text
    assert "参加率（K04）" in text
    assert "pdfuaid:part" in PdfReader(io.BytesIO(data)).trailer["/Root"]["/Metadata"].get_data().decode()
    assert alternatives(data) == ["参加率は上がっている。"]


def alternatives(data: bytes) -> list[str]:
    """The words that a screen reader has for the pictures of a PDF."""
    found: list[str] = []

    def look(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                look(child)
        elif isinstance(node, dict):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            look(node.get("/K", []))

    look(PdfReader(io.BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def test_a_character_without_a_glyph_does_not_stop_the_pdf() -> None:
    assert write_pdf(with_chart(chart(0.5, first="1年目😀"))).startswith(b"%PDF")


@pytest.mark.parametrize(("shape", "kind"), [("line", "LineChart"), ("bar", "BarChart")])
def test_the_workbook_has_a_chart_of_its_own_fed_by_the_cells(shape: str, kind: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(with_chart(chart(0.786, None, 0.9, shape=shape)))))
    sheet = book["2 数字の推移"]
    drawn = sheet._charts[0]
    assert type(drawn).__name__ == kind
    values = drawn.series[0].val.numRef.f
    cells = [cell[0].value for cell in sheet[values.split("!")[1].replace("$", "")]]
    assert cells == [0.786, "—", 0.9]


def test_nothing_but_the_table_is_below_the_chart_when_it_is_long() -> None:
    two = replace(document(), sections=(Section("2", "数字の推移", (chart(0.5), chart(0.6))),))
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook(two)))["2 数字の推移"]
    first, second = (drawn.anchor._from.row for drawn in sheet._charts)
    assert second - first >= 12
