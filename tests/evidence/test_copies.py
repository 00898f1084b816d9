"""Copies of pictures hold the picture and nothing else. (I5)"""

import io

import pytest
from PIL import Image

from drillhub.evidence.copies import MAX_SIDE, copy_of
from drillhub.evidence.errors import FileBroken, PictureTooLarge
from drillhub.evidence.file_types import FileType
from tests.evidence import files

PICTURES = [
    pytest.param(files.jpeg(), FileType.JPEG, id="jpeg"),
    pytest.param(files.png(), FileType.PNG, id="png"),
    pytest.param(files.webp(), FileType.WEBP, id="webp"),
    pytest.param(files.heic(), FileType.HEIC, id="heic"),
]


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize(("data", "kind"), PICTURES)
def test_i5_nothing_of_place_phone_and_comments_is_in_the_copy(data, kind):
    assert files.PHONE.encode() in data

    copy, _ = copy_of(io.BytesIO(data), kind, "写真")

    picture = opened(copy)
    assert dict(picture.getexif()) == {}
    assert not set(picture.info) & {"exif", "xmp", "comment", "icc_profile", "Author"}
    assert files.PHONE.encode() not in copy
    assert b"hidden comment" not in copy


@pytest.mark.parametrize(("data", "kind"), PICTURES)
def test_the_picture_itself_is_the_same(data, kind):
    copy, copy_kind = copy_of(io.BytesIO(data), kind, "写真")

    picture = opened(copy).convert("RGB")
    assert picture.size == (80, 40)
    left, right = picture.getpixel((10, 20)), picture.getpixel((70, 20))
    assert left[0] > 200 > 60 > left[2]
    assert right[2] > 200 > 60 > right[0]
    assert copy_kind is (FileType.PNG if kind is FileType.PNG else FileType.JPEG)


def test_a_photo_taken_sideways_is_upright_in_the_copy():
    copy, _ = copy_of(io.BytesIO(files.jpeg(orientation=6)), FileType.JPEG, "写真.jpg")

    assert opened(copy).size == (40, 80)


def test_a_large_photo_is_made_smaller():
    copy, _ = copy_of(io.BytesIO(files.jpeg(4_000, 3_000)), FileType.JPEG, "写真.jpg")

    assert opened(copy).size == (MAX_SIDE, 1_500)


def test_transparency_stays():
    copy, kind = copy_of(io.BytesIO(files.png("RGBA")), FileType.PNG, "図.png")

    assert kind is FileType.PNG
    assert opened(copy).mode == "RGBA"


def test_i5_a_picture_of_900_million_pixels_is_refused_before_it_is_decoded():
    with pytest.raises(PictureTooLarge, match=r"「図.png」は90,000万画素あります。4,000万画素以下にしてください。"):
        copy_of(io.BytesIO(files.huge_png()), FileType.PNG, "図.png")


@pytest.mark.parametrize(("data", "kind"), PICTURES)
def test_a_picture_that_was_cut_off_is_told_as_broken(data, kind):
    with pytest.raises(FileBroken, match="壊れているか途中で切れていて"):
        copy_of(io.BytesIO(data[: len(data) * 2 // 3]), kind, "写真")
