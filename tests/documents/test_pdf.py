"""Reports as pdf: a standard, readable, repeatable file whatever people wrote."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from pypdf import PdfReader

from drillhub.documents.pdf import write_pdf
from tests.documents.build import document


@pytest.fixture(autouse=True)
def context(migrated_app: Flask) -> Iterator[None]:
    with migrated_app.app_context():
        yield


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_p7_the_same_document_gives_the_same_bytes() -> None:
    assert write_pdf(document()) == write_pdf(document())


def test_it_claims_pdf_a_3a_and_pdf_ua_1_which_the_typesetter_checked() -> None:
    metadata = PdfReader(io.BytesIO(write_pdf(document()))).trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_names_with_rare_characters_are_printed() -> None:
    printed = text_of(write_pdf(document(text="𠮷野家 髙橋 﨑本 草彅")))
    for name in ("𠮷野家", "髙橋", "﨑本", "草彅"):
        assert name in printed
    assert "〓" not in printed


def test_a_character_without_a_glyph_becomes_geta_and_is_listed() -> None:
    printed = text_of(write_pdf(document(text="無事です😀")))
    assert "無事です〓" in printed
    assert "U+1F600" in printed


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('#read("/etc/passwd")', id="a typesetting command"),
        pytest.param("$ x $ *bold* _it_ @label <label> \\ // comment", id="markup"),
        pytest.param('"} , #panic("x")', id="an attempt to leave the data"),
    ],
)
def test_i2_what_people_write_is_printed_and_never_executed(text: str) -> None:
    printed = text_of(write_pdf(document(text=text))).replace("\n", "")
    assert text.split()[0] in printed


def test_a_long_table_repeats_its_head_and_numbers_its_pages() -> None:
    pages = PdfReader(io.BytesIO(write_pdf(document(rows=120)))).pages
    assert len(pages) >= 4
    assert all("実施日" in page.extract_text() for page in list(pages)[1:4])
    assert f"{len(pages)} / {len(pages)}" in pages[-1].extract_text()


def test_an_empty_table_and_a_very_long_word_do_not_break_it() -> None:
    assert write_pdf(document(rows=0, text="あ" * 10_000)).startswith(b"%PDF-")
