"""Paper as scanners and phones see it: rendered, turned, blurred, noisy, compressed."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from documents.reading.types import Box, Format
from documents.sample.chance import stream
from documents.sample.types import Sample

_SUFFIXES = {Format.PDF: ".pdf", Format.PNG: ".png", Format.JPEG: ".jpg", Format.TIFF: ".tif"}
_PILLOW = {Format.PNG: "PNG", Format.JPEG: "JPEG", Format.TIFF: "TIFF"}


@dataclass(frozen=True, slots=True)
class Wear:
    """What happened to a page on its way through the scanner."""

    dpi: int = 150
    skew: float = 0.5  # degrees, counter-clockwise
    noise: float = 5.0  # standard deviation of grey levels, of 255
    jpeg_quality: int = 60
    blur: float = 0.3  # radius in pixels
    fade: float = 0.0  # 0 black ink to 1 invisible
    shade: float = 0.0  # how much darker one side is, of 1
    grey: bool = False


def scan(
    pdf: bytes,
    seed: int,
    *,
    dpi: int = 150,
    skew: float = 0.5,
    noise: float = 5.0,
    jpeg_quality: int = 60,
    blur: float = 0.3,
    format: Format = Format.PDF,  # noqa: A002 - the field's word
) -> bytes:
    """Return a PDF as an image-only file: PDF or TIFF of all its pages, PNG or JPEG of the first."""
    wear = Wear(dpi=dpi, skew=skew, noise=noise, jpeg_quality=jpeg_quality, blur=blur)
    return _write(_worn_pages(pdf, seed, wear), wear, format)


def scanned(sample: Sample, seed: int, wear: Wear, format: Format = Format.PDF) -> Sample:  # noqa: A002 - as above
    """Return a PDF sample as its scan; its boxes turn with the page.

    PNG and JPEG hold the first page only: use them for documents of one page.
    """
    images = _worn_pages(sample.content, seed, wear)
    sizes = [image.size for image in images]
    boxes = {
        key: (page, turned(box, sizes[page - 1], wear.skew)) for key, (page, box) in sample.boxes.items()
    }
    lines = tuple(
        replace(line, box=turned(line.box, sizes[line.page - 1], wear.skew))
        if line.box and line.page
        else line
        for line in sample.lines
    )
    return replace(
        sample,
        name=f"{sample.name.rsplit('.', 1)[0]}-scan{_SUFFIXES[format]}",
        content=_write(images, wear, format),
        format=format,
        boxes=boxes,
        lines=lines,
        notes=(*sample.notes, "image only"),
    )


def turned(box: Box, size: tuple[int, int], degrees: float) -> Box:
    """Return the upright box around a box after its page is turned counter-clockwise about its middle."""
    width, height = size
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    xs, ys = [], []
    for x, y in ((box.x0, box.y0), (box.x1, box.y0), (box.x0, box.y1), (box.x1, box.y1)):
        dx, dy = (x - 0.5) * width, (y - 0.5) * height
        xs.append((dx * cosine + dy * sine) / width + 0.5)
        ys.append((dy * cosine - dx * sine) / height + 0.5)
    clamp = [min(1.0, max(0.0, place)) for place in (min(xs), min(ys), max(xs), max(ys))]
    return Box(*clamp)


def _worn_pages(pdf: bytes, seed: int, wear: Wear) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    return [
        _worn(document[index].render(scale=wear.dpi / 72).to_pil().convert("RGB"), seed + index, wear)
        for index in range(len(document))
    ]


def _worn(image: Image.Image, seed: int, wear: Wear) -> Image.Image:
    if wear.skew:
        image = image.rotate(wear.skew, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if wear.blur:
        image = image.filter(ImageFilter.GaussianBlur(wear.blur))
    if wear.grey:
        image = image.convert("L").convert("RGB")
    pixels = np.asarray(image, dtype=np.float32)
    pixels = 255 - (255 - pixels) * (1 - wear.fade)
    if wear.shade:
        pixels *= np.linspace(1 - wear.shade, 1, pixels.shape[1], dtype=np.float32)[None, :, None]
    if wear.noise:
        chance = np.random.default_rng(stream(seed, "noise").randrange(2**32))
        grain = chance.standard_normal(pixels.shape[:2], dtype=np.float32) * wear.noise
        pixels = pixels * (247 / 255) + grain[..., None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _write(images: list[Image.Image], wear: Wear, format: Format) -> bytes:  # noqa: A002 - as above
    buffer = io.BytesIO()
    if format is Format.PDF:
        return _image_pdf(images, wear)
    kind = _PILLOW[format]
    resolution = (wear.dpi, wear.dpi)
    if format is Format.JPEG:
        images[0].save(buffer, kind, quality=wear.jpeg_quality, dpi=resolution)
    elif format is Format.TIFF:
        images[0].save(
            buffer, kind, save_all=True, append_images=images[1:], compression="jpeg", dpi=resolution
        )
    else:
        images[0].save(buffer, kind, dpi=resolution)
    return buffer.getvalue()


def _image_pdf(images: list[Image.Image], wear: Wear) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for image in images:
        jpeg = io.BytesIO()
        image.save(jpeg, "JPEG", quality=wear.jpeg_quality)
        width, height = (side * 72 / wear.dpi for side in image.size)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(jpeg), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
