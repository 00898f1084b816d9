"""What a file is comes from its content; the name has to agree. (I5)"""

import io

import pytest

from drillhub.evidence.errors import ArchiveUnsafe, FileBroken, FileDisguised, FileRefused, FileTypeNotAccepted
from drillhub.evidence.file_types import FileType, recognise
from tests.evidence import files

JAPANESE = "日付,内容\r\n2026/4/1,髙﨑①が確認\r\n"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        pytest.param(files.jpeg(), "集合写真.jpg", FileType.JPEG, id="jpeg"),
        pytest.param(files.jpeg(), "IMG_0001.JPEG", FileType.JPEG, id="jpeg in capitals"),
        pytest.param(files.png(), "画面.png", FileType.PNG, id="png"),
        pytest.param(files.png(), "画面.jpg", FileType.PNG, id="a picture under another picture's name"),
        pytest.param(files.jpeg(), "写真", FileType.JPEG, id="no ending at all"),
        pytest.param(files.webp(), "写真.webp", FileType.WEBP, id="webp"),
        pytest.param(files.heic(), "IMG_0002.HEIC", FileType.HEIC, id="heic"),
        pytest.param(files.PDF, "報告.v2.pdf", FileType.PDF, id="pdf"),
        pytest.param(files.xlsx(), "名簿.xlsx", FileType.XLSX, id="xlsx"),
        pytest.param(files.docx(), "議事録.docx", FileType.DOCX, id="docx"),
        pytest.param(JAPANESE.encode("cp932"), "記録.csv", FileType.CSV, id="csv in CP932"),
        pytest.param(JAPANESE.encode("utf-16"), "記録.csv", FileType.CSV, id="csv in UTF-16"),
        pytest.param(JAPANESE.encode(), "記録.txt", FileType.TEXT, id="text in UTF-8"),
        pytest.param("BMIを測った記録".encode(), "記録.txt", FileType.TEXT, id="text that begins like a bitmap"),
    ],
)
def test_i5_a_file_is_what_its_content_says(data, name, kind):
    assert recognise(io.BytesIO(data), name) is kind


@pytest.mark.parametrize(
    ("data", "name", "error", "words"),
    [
        pytest.param(files.EXE, "写真.jpg", FileDisguised, "実行できるプログラム", id="program as a picture"),
        pytest.param(files.EXE, "setup.exe", FileTypeNotAccepted, "実行できるプログラム", id="program"),
        pytest.param(b"#!/bin/sh\nrm -rf /\n", "記録.txt", FileDisguised, "実行できるプログラム", id="script as text"),
        pytest.param(files.HTML, "報告.pdf", FileDisguised, "Webページ", id="web page as pdf"),
        pytest.param(files.HTML, "報告.txt", FileDisguised, "Webページ", id="web page as text"),
        pytest.param(b"\n \n" + files.SVG, "図.png", FileDisguised, "Webページ", id="svg as png"),
        pytest.param(
            "\ufeff<html>".encode("utf-16-le"), "記録.txt", FileDisguised, "Webページ", id="web page in UTF-16"
        ),
        pytest.param(files.PDF, "写真.jpg", FileDisguised, "中身はPDFです", id="pdf as a picture"),
        pytest.param(files.jpeg(), "報告.pdf", FileDisguised, "中身はJPEGの写真です", id="picture as pdf"),
        pytest.param(files.jpeg(), "写真.exe", FileDisguised, "中身はJPEGの写真です", id="picture as program"),
        pytest.param(files.xlsx(), "議事録.docx", FileDisguised, "中身はExcelです", id="workbook as document"),
        pytest.param(JAPANESE.encode(), "写真.jpg", FileDisguised, "中身はテキストです", id="text as picture"),
        pytest.param(JAPANESE.encode(), "記録", FileDisguised, "中身はテキストです", id="text without an ending"),
        pytest.param(files.archive(("a.txt", "a")), "写真.zip", FileTypeNotAccepted, "圧縮ファイル", id="zip"),
        pytest.param(files.archive(("a.txt", "a")), "名簿.xlsx", FileDisguised, "圧縮ファイル", id="zip as workbook"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "名簿.xls", FileTypeNotAccepted, "古い形式", id="xls"
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "名簿.xlsx", FileDisguised, "パスワード付き", id="locked"
        ),
        pytest.param(b"GIF89a" + bytes(100), "図.gif", FileTypeNotAccepted, "対応していない形式の画像", id="gif"),
        pytest.param(bytes(4) + b"ftypmp42" + bytes(99), "動画.mp4", FileTypeNotAccepted, "動画か音声", id="video"),
        pytest.param(bytes(4) + b"ftypavif" + bytes(99), "写真.heic", FileDisguised, "動画か音声", id="another ftyp"),
        pytest.param(bytes(range(256)) * 4, "不明.dat", FileTypeNotAccepted, "種類の分からないデータ", id="unknown"),
        pytest.param(b"\x00\x01\x02", "記録.txt", FileDisguised, "種類の分からないデータ", id="bytes as text"),
    ],
)
def test_i5_a_disguised_or_unwanted_type_is_refused_with_its_name_and_what_it_is(data, name, error, words):
    with pytest.raises(FileRefused) as refusal:
        recognise(io.BytesIO(data), name)

    assert type(refusal.value) is error
    assert f"「{name}」" in str(refusal.value)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(files.PDF[:-8], "報告.pdf", id="a pdf without its end"),
        pytest.param(files.xlsx()[:-40], "名簿.xlsx", id="a workbook without its end"),
        pytest.param(files.docx("<not closed>"), "議事録.docx", id="XML that is none"),
    ],
)
def test_a_file_that_was_cut_off_is_told_as_broken(data, name):
    with pytest.raises(FileBroken, match="壊れているか途中で切れていて") as refusal:
        recognise(io.BytesIO(data), name)
    assert name in str(refusal.value)


def test_a_member_with_a_wrong_checksum_is_told_as_broken():
    data = bytearray(
        files.archive(("[Content_Types].xml", files.CONTENT_TYPES), ("word/document.xml", "<x>1</x>"), compression=0)
    )
    data[data.index(b"<x>1")] ^= 1

    with pytest.raises(FileBroken):
        recognise(io.BytesIO(bytes(data)), "議事録.docx")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(files.bomb(), "展開すると大きくなりすぎます", id="101 MB of nothing"),
        pytest.param(
            files.docx("<x/>", ("a.bin", bytes(3_000_000))), "展開すると大きくなりすぎます", id="ratio above 100"
        ),
        pytest.param(
            files.docx("<x/>", *((f"word/{number}.xml", "<x/>") for number in range(2_000))),
            "中のファイルが多すぎます",
            id="2,002 entries",
        ),
        pytest.param(files.with_entities(), "XMLの実体が定義されています", id="entities"),
        pytest.param(files.docx("<x/>", ("word/vbaProject.bin", b"macro")), "マクロが含まれています", id="macros"),
        pytest.param(
            files.docx("<x/>", ("../../etc/x", b"out")), "中のファイルの場所が正しくありません", id="a way out"
        ),
    ],
)
def test_i5_an_office_file_that_is_a_trap_is_refused_and_says_why(data, why):
    with pytest.raises(ArchiveUnsafe, match=why):
        recognise(io.BytesIO(data), "議事録.docx")
