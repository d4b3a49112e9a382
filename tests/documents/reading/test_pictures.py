"""Pictures as pages: decoded within limits, set upright, on white."""

import struct
import zlib

import pytest
from PIL import Image

from documents.reading.images import frames, picture_frames
from documents.reading.types import UnreadableError
from tests.documents.reading.paper import encoded, picture


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that claims to be huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def test_each_page_of_a_tiff_is_given_in_order() -> None:
    pages = [Image.new("RGB", (20, 10), colour) for colour in ("red", "green", "blue")]
    content = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])

    found = list(frames(content))

    assert picture_frames(content) == 3
    assert [page.getpixel((5, 5)) for page in found] == [(255, 0, 0), (0, 128, 0), (0, 0, 255)]


def test_only_so_many_pages_are_decoded() -> None:
    page = Image.new("RGB", (20, 10))
    content = encoded(page, "TIFF", save_all=True, append_images=[page] * 4)

    assert len(list(frames(content, max_frames=2))) == 2


def test_a_photo_is_turned_as_its_camera_says() -> None:
    image = Image.new("RGB", (30, 10), "white")
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright

    (page,) = frames(encoded(image, "JPEG", exif=exif.tobytes()))

    assert page.size == (10, 30)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGBA", "LA", "I;16"])
def test_every_kind_of_pixel_becomes_rgb(mode: str) -> None:
    image = Image.new("L", (8, 8), 255).convert("I").point(lambda value: value * 257).convert("I;16")
    image = image if mode == "I;16" else Image.new("RGB", (8, 8), "white").convert(mode)

    (page,) = frames(encoded(image, "TIFF"))

    assert page.mode == "RGB"
    assert page.convert("L").getpixel((4, 4)) in {254, 255}


def test_sixteen_bits_of_grey_become_eight() -> None:
    image = Image.new("I", (8, 8), 0x4000).convert("I;16")

    (page,) = frames(encoded(image, "PNG"))

    assert page.getpixel((4, 4)) == (64, 64, 64)


def test_what_is_transparent_is_white() -> None:
    (page,) = frames(encoded(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG"))

    assert page.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(30_000, 30_000), (8_000, 7_000)])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(UnreadableError, match="million pixels") as raised:
        list(frames(bomb(*size)))

    assert raised.value.code == "too_large"


def test_a_picture_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    content = encoded(picture(["Receipt"]), "JPEG")[:9000]

    with pytest.raises(UnreadableError, match="damaged"):
        list(frames(content, strict=True))
    (page,) = frames(content)

    assert page.size == (1000, 700)


def test_a_picture_without_sense_is_damaged() -> None:
    with pytest.raises(UnreadableError) as raised:
        list(frames(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR nonsense"))

    assert raised.value.code == "damaged"
