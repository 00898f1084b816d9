"""Office files are zip archives of XML. This looks into one without trusting anything it says about itself."""

import xml.sax
import zipfile
import zlib
from typing import BinaryIO, Final

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from drillhub.core.i18n import _, _l
from drillhub.evidence.errors import ArchiveUnsafe, FileBroken

MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 100_000_000
MAX_RATIO: Final = 100
_CHUNK: Final = 1 << 16
_OFFICE: Final = _l("Officeファイル")
_XML: Final = (".xml", ".rels")
_ENCRYPTED: Final = 0x1


def members(file: BinaryIO, name: str) -> frozenset[str]:
    """The names inside. Raises FileBroken, and ArchiveUnsafe when the archive is larger than its limits."""
    with _opened(file, name) as archive:
        entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise ArchiveUnsafe(name=name, why=_("中のファイルが多すぎます"))
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > MAX_UNPACKED or unpacked / packed > MAX_RATIO:
        raise ArchiveUnsafe(name=name, why=_("展開すると大きくなりすぎます"))
    return frozenset(entry.filename for entry in entries)


def check(file: BinaryIO, name: str) -> None:
    """Read every member of an Office file: whole, without macros, and without XML that defines entities.

    Raises FileBroken, ArchiveUnsafe.
    """
    read = 0
    with _opened(file, name) as archive:
        for entry in archive.infolist():
            inside = entry.filename
            if entry.flag_bits & _ENCRYPTED:
                raise ArchiveUnsafe(name=name, why=_("パスワードがかかっています"))
            if inside.lower().endswith("vbaproject.bin"):
                raise ArchiveUnsafe(name=name, why=_("マクロが含まれています"))
            if inside.startswith(("/", "\\")) or ".." in inside.replace("\\", "/").split("/"):
                raise ArchiveUnsafe(name=name, why=_("中のファイルの場所が正しくありません"))
            read += _read(archive, entry, name)
            if read > MAX_UNPACKED:
                raise ArchiveUnsafe(name=name, why=_("展開すると大きくなりすぎます"))


def _opened(file: BinaryIO, name: str) -> zipfile.ZipFile:
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise FileBroken(name=name, kind=_OFFICE) from error


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> int:
    """Read one member to its end, which checks its digest; gives its true size."""
    size = 0
    try:
        with archive.open(entry) as member:
            while chunk := member.read(_CHUNK):
                size += len(chunk)
                if size > MAX_UNPACKED:
                    return size
        if entry.filename.lower().endswith(_XML) and size:
            with archive.open(entry) as member:
                sax.parse(member, xml.sax.ContentHandler(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise ArchiveUnsafe(name=name, why=_("XMLの実体が定義されています")) from error
    except (zipfile.BadZipFile, zlib.error, xml.sax.SAXException, ValueError, EOFError, NotImplementedError) as error:
        raise FileBroken(name=name, kind=_OFFICE) from error
    return size
