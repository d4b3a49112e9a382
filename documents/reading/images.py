"""Pictures as pages: PNG, JPEG and TIFF decoded within limits, set upright, on white."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageFile, ImageOps

from documents.reading.types import UnreadableError

FORMATS = ("PNG", "JPEG", "TIFF")
MAX_PIXELS = 50_000_000  # an A3 page at 500 dpi; beyond it is a mistake or an attack
MAX_FRAMES = 500

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def frames(content: bytes, *, max_frames: int = MAX_FRAMES, strict: bool = False) -> Iterator[Image.Image]:
    """Yield each page of a PNG, JPEG or TIFF in RGB, turned as its EXIF data asks.

    Args:
        content: the whole file.
        max_frames: so many pages from the first are read.
        strict: refuse a picture that breaks off, instead of giving what there is of it.

    Raises:
        UnreadableError: "damaged" where a page cannot be decoded, "too_large" where it has too many pixels.
    """
    with _opened(content) as image:
        for index in range(min(frame_count(image), max_frames)):
            yield _frame(image, index, strict=strict)


def picture_frames(content: bytes) -> int:
    """Return how many pages the file says it has; errors as in `frames`."""
    with _opened(content) as image:
        return frame_count(image)


def frame_count(image: Image.Image) -> int:
    """Return how many pages a picture holds; a phone's JPEG with a preview inside is one."""
    return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1


@contextlib.contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    with _told(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd metadata is no reason to speak; size is checked below
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    with image:
        yield image


def _frame(image: Image.Image, index: int, *, strict: bool) -> Image.Image:
    with _told(), _broken_off(allowed=not strict), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if index:
            image.seek(index)
        if image.width * image.height > MAX_PIXELS:
            raise UnreadableError("too_large", _TOO_LARGE)
        return _on_white(ImageOps.exif_transpose(image))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn the many ways in which Pillow fails into the two that a person can act on."""
    try:
        yield
    except Image.DecompressionBombError as error:
        raise UnreadableError("too_large", _TOO_LARGE) from error
    except UnreadableError:
        raise
    except Exception as error:  # decoders raise whatever their C libraries and struct give them
        raise UnreadableError("damaged", _DAMAGED) from error


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        image = image.convert("F").point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


@contextlib.contextmanager
def _broken_off(*, allowed: bool) -> Iterator[None]:
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = allowed
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


_TOO_LARGE = (
    f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels. "
    "Scan it at 200 to 300 dots per inch and upload it again."
)
_DAMAGED = "The picture is damaged and cannot be decoded. Scan or export it again and upload the new copy."
