"""What a file is, decided by its content. The name only has to agree with it.

Recognising reads the beginning and, for text, everything; whether a picture or an Office file can be opened is
checked by whoever opens it (`copies`, `archives`).
"""

import codecs
import re
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO, Final

from drillhub.core.i18n import LazyString, _l
from drillhub.evidence import archives
from drillhub.evidence.errors import FileBroken, FileDisguised, FileTypeNotAccepted

_CHUNK: Final = 1 << 16
_HEAD: Final = 4096
# A pdf ends with this mark; some software adds a few lines behind it.
_PDF_END: Final = b"%%EOF"
_PDF_TAIL: Final = 4096


class FileType(StrEnum):
    """The types that are kept as evidence."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"
    TEXT = "text"

    @property
    def label(self) -> LazyString:
        return _LABELS[self]

    @property
    def media_type(self) -> str:
        """What a file of this type is served as. Text is served as bytes: its encoding is what it came in."""
        return _MEDIA_TYPES.get(self, "application/octet-stream")

    @property
    def is_picture(self) -> bool:
        return self in _PICTURES

    @property
    def suffixes(self) -> frozenset[str]:
        """The endings a name may have. Phones and chat programs mix those of pictures up, which deceives nobody."""
        return _PICTURE_SUFFIXES if self.is_picture else _SUFFIXES[self]

    @property
    def suffix(self) -> str:
        """The usual ending."""
        return _USUAL_SUFFIX[self]


_PICTURES: Final = frozenset({FileType.JPEG, FileType.PNG, FileType.WEBP, FileType.HEIC})
_PICTURE_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif"})
_SUFFIXES: Final = {
    FileType.PDF: frozenset({".pdf"}),
    FileType.XLSX: frozenset({".xlsx"}),
    FileType.DOCX: frozenset({".docx"}),
    FileType.CSV: frozenset({".csv", ".tsv"}),
    FileType.TEXT: frozenset({".txt", ".text", ".log", ".md"}),
}
_USUAL_SUFFIX: Final = {
    FileType.JPEG: ".jpg",
    FileType.PNG: ".png",
    FileType.WEBP: ".webp",
    FileType.HEIC: ".heic",
    FileType.PDF: ".pdf",
    FileType.XLSX: ".xlsx",
    FileType.DOCX: ".docx",
    FileType.CSV: ".csv",
    FileType.TEXT: ".txt",
}
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES: Final = {
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
    FileType.WEBP: "image/webp",
    FileType.HEIC: "image/heic",
    FileType.PDF: "application/pdf",
    FileType.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileType.DOCX: f"{_OFFICE}.wordprocessingml.document",
}
_LABELS: Final = {
    FileType.JPEG: _l("JPEGの写真"),
    FileType.PNG: _l("PNGの画像"),
    FileType.WEBP: _l("WebPの画像"),
    FileType.HEIC: _l("HEICの写真"),
    FileType.PDF: _l("PDF"),
    FileType.XLSX: _l("Excel"),
    FileType.DOCX: _l("Word"),
    FileType.CSV: _l("CSV"),
    FileType.TEXT: _l("テキスト"),
}
_CLAIMED_BY_SUFFIX: Final = {
    suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes
} | dict.fromkeys(_PICTURE_SUFFIXES, FileType.JPEG)

_PROGRAM: Final = _l("実行できるプログラム")
_WEB_PAGE: Final = _l("Webページ（HTML）かXML")
_ARCHIVE: Final = _l("圧縮ファイル")
_VIDEO: Final = _l("動画か音声")
_PICTURE_OF_ANOTHER_KIND: Final = _l("対応していない形式の画像")
_OLD_OFFICE: Final = _l("パスワード付き、または古い形式のOfficeファイル")
_UNKNOWN: Final = _l("種類の分からないデータ")
# What people send by mistake or to deceive: beginning → what it is.
_NOT_EVIDENCE: Final = (
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"#!", _PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", _PROGRAM),  # a Windows shortcut
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (b"GIF8", _PICTURE_OF_ANOTHER_KIND),
    (b"BM", _PICTURE_OF_ANOTHER_KIND),
    (b"II*\x00", _PICTURE_OF_ANOTHER_KIND),
    (b"MM\x00*", _PICTURE_OF_ANOTHER_KIND),
    (b"\x00\x00\x01\x00", _PICTURE_OF_ANOTHER_KIND),
    (b"OggS", _VIDEO),
    (b"ID3", _VIDEO),
    (b"\x1aE\xdf\xa3", _VIDEO),
)
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_MARKUP: Final = re.compile(
    rb"\s*<\s*(!doctype|!--|\?xml|\?php|html|head|body|script|svg|iframe|[a-z]+\s+xmlns)", re.IGNORECASE
)
_TEXT_CODECS: Final = ("utf-8-sig", "cp932")
# Characters that text has no use for. Escape and form feed come from old printers' files.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x80]")


def recognise(file: BinaryIO, name: str) -> FileType:
    """The type of an open file.

    Raises FileDisguised when the name claims another type, FileTypeNotAccepted for types that are not kept,
    FileBroken, ArchiveUnsafe.
    """
    kind = _content(file, name)
    claimed = PurePath(name).suffix.lower()
    if isinstance(kind, LazyString):
        if claimed in _CLAIMED_BY_SUFFIX:
            raise FileDisguised(name=name, kind=kind)
        raise FileTypeNotAccepted(name=name, kind=kind)
    if claimed in kind.suffixes or (not claimed and kind not in {FileType.CSV, FileType.TEXT}):
        return kind
    raise FileDisguised(name=name, kind=kind.label)


def _content(file: BinaryIO, name: str) -> FileType | LazyString:
    """The type that is kept, or in words what else it is."""
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if head[:4] == b"RIFF":
        return FileType.WEBP if head[8:12] == b"WEBP" else _VIDEO
    if head[4:8] == b"ftyp":
        return FileType.HEIC if head[8:12] in _HEIC_BRANDS else _VIDEO
    if head.startswith(b"%PDF-"):
        return _pdf(file, name)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _office(file, name)
    if _is_markup(head):
        return _WEB_PAGE
    text = _is_text(file)
    for beginning, what in _NOT_EVIDENCE:
        # "BM" and "MZ" may begin a sentence; a program is no text.
        if head.startswith(beginning) and not (text and len(beginning) <= 3 and beginning != b"#!"):
            return what
    if text:
        return FileType.CSV if PurePath(name).suffix.lower() in FileType.CSV.suffixes else FileType.TEXT
    return _UNKNOWN


def _pdf(file: BinaryIO, name: str) -> FileType:
    size = file.seek(0, 2)
    file.seek(max(0, size - _PDF_TAIL))
    if _PDF_END not in file.read():
        raise FileBroken(name=name, kind=FileType.PDF.label)
    return FileType.PDF


def _office(file: BinaryIO, name: str) -> FileType | LazyString:
    names = archives.members(file, name)
    if "[Content_Types].xml" not in names:
        return _ARCHIVE
    for kind, part in ((FileType.XLSX, "xl/workbook.xml"), (FileType.DOCX, "word/document.xml")):
        if part in names:
            archives.check(file, name)
            return kind
    return _ARCHIVE


def _is_markup(head: bytes) -> bool:
    for mark, codec in (
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
        (codecs.BOM_UTF8, "utf-8-sig"),
    ):
        if head.startswith(mark):
            head = head.decode(codec, "ignore").encode()
    return _MARKUP.match(head) is not None


def _is_text(file: BinaryIO) -> bool:
    """Whether all of it reads as text in an encoding that Japanese offices use, without control characters."""
    file.seek(0)
    head = file.read(2)
    utf16 = head in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    return any(_reads_as(file, codec) for codec in (("utf-16",) if utf16 else _TEXT_CODECS))


def _reads_as(file: BinaryIO, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if _CONTROL.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
