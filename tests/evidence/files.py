"""Files as people send them, good and bad. Small ones are made here, so that every byte is known."""

import io
import zipfile

import pillow_heif
from openpyxl import Workbook
from PIL import Image, ImageDraw
from PIL.Image import Exif
from PIL.TiffImagePlugin import IFDRational

PHONE = "Aoba Phone 7"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200) + b"This program cannot be run in DOS mode." + bytes(300)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'
)


def exif_of_a_phone(*, orientation: int = 1) -> Exif:
    """Where, when and by which phone, and how it was held."""
    exif = Image.Exif()
    exif[0x010F] = PHONE
    exif[0x0112] = orientation
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (IFDRational(35), IFDRational(10), IFDRational(53))
    gps[3], gps[4] = "E", (IFDRational(136), IFDRational(54), IFDRational(23))
    return exif


def drawing(width: int = 80, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new(mode, (width, height), "blue")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2 - 1, height), fill="red")
    return picture


def written(picture: Image.Image, kind: str, **more: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **more)
    return stream.getvalue()


def jpeg(width: int = 80, height: int = 40, *, orientation: int = 1) -> bytes:
    return written(
        drawing(width, height), "JPEG", exif=exif_of_a_phone(orientation=orientation), comment=b"hidden comment"
    )


def png(mode: str = "RGB") -> bytes:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", PHONE)
    return written(drawing(mode=mode), "PNG", pnginfo=info, exif=exif_of_a_phone())


def webp() -> bytes:
    return written(drawing(), "WEBP", exif=exif_of_a_phone(), lossless=True)


def heic() -> bytes:
    pillow_heif.register_heif_opener()
    return written(drawing(), "HEIF", exif=exif_of_a_phone().tobytes())


def xlsx() -> bytes:
    book = Workbook()
    book.active.append(["氏名", "出欠"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def archive(*members: tuple[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as target:
        for name, content in members:
            target.writestr(name, content)
    return stream.getvalue()


def docx(body: str = "<w:document xmlns:w='w'/>", *more: tuple[str, str | bytes]) -> bytes:
    return archive(("[Content_Types].xml", CONTENT_TYPES), ("word/document.xml", body), *more)


def with_entities() -> bytes:
    """A Word file whose XML would grow a thousandfold when read."""
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return docx(f"<?xml version='1.0'?>{entities}<x>&b;</x>")


def bomb() -> bytes:
    """101 MB of nothing in a small file."""
    return docx("<x/>", ("word/media/nothing.bin", bytes(101_000_000)))


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A picture of 900 million pixels in a few bytes: only its header says so."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )
