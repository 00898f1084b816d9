"""Copies of pictures to show and hand out: decoded and written anew, so that nothing but the picture is in them.

The place where a photo was taken, the phone's owner, thumbnails of what was cut off and anything hidden behind the
picture stay in the original, which is kept as evidence.
"""

import io
import threading
from typing import BinaryIO, Final

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from drillhub.evidence.errors import FileBroken, PictureTooLarge
from drillhub.evidence.file_types import FileType

MAX_PIXELS: Final = 40_000_000
MAX_SIDE: Final = 2_000
_FORMATS: Final = {FileType.JPEG: "JPEG", FileType.PNG: "PNG", FileType.WEBP: "WEBP", FileType.HEIC: "HEIF"}
_TEN_THOUSAND: Final = 10_000
# A decoded picture takes up to 160 MB; several at once would be more than small servers have.
_one_at_a_time = threading.Lock()

pillow_heif.register_heif_opener(thumbnails=False)
# Checked here before anything is decoded, as a refusal in words.
Image.MAX_IMAGE_PIXELS = None


def copy_of(file: BinaryIO, kind: FileType, name: str) -> tuple[bytes, FileType]:
    """A clean copy of a picture, upright and at most MAX_SIDE on each side, and its type.

    Pictures with transparency and screenshots become PNG, everything else JPEG. Raises PictureTooLarge, FileBroken.
    """
    file.seek(0)
    with _one_at_a_time:
        try:
            with Image.open(file, formats=(_FORMATS[kind],)) as picture:
                _require_size(picture, name)
                return _written_anew(picture, kind)
        # Decoders raise nearly anything on broken data; whatever it is, this picture cannot be shown.
        except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, IndexError, OverflowError) as error:
            raise FileBroken(name=name, kind=kind.label) from error


def _require_size(picture: Image.Image, name: str) -> None:
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS:
        raise PictureTooLarge(
            name=name, pixels=f"{pixels // _TEN_THOUSAND:,}", limit=f"{MAX_PIXELS // _TEN_THOUSAND:,}"
        )


def _written_anew(picture: Image.Image, kind: FileType) -> tuple[bytes, FileType]:
    if kind is FileType.JPEG:
        picture.draft("RGB", (MAX_SIDE, MAX_SIDE))  # decodes large photos at a fraction of their size
    picture.load()
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    transparent = upright.has_transparency_data
    upright = _in_usual_colours(upright.convert("RGBA" if transparent else "RGB"), profile)
    upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    # Pillow takes comments and the like over from here when it saves.
    upright.info.clear()
    stream = io.BytesIO()
    if transparent or kind is FileType.PNG:
        upright.save(stream, "PNG")
        return stream.getvalue(), FileType.PNG
    upright.save(stream, "JPEG", quality=85, progressive=True)
    return stream.getvalue(), FileType.JPEG


def _in_usual_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """In sRGB, so that the copy needs no colour profile. One that cannot be read changes nothing."""
    if not profile or picture.mode != "RGB":
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError):
        return picture
