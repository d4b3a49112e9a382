"""Pictures of pages made narrower, for lists and thumbnails.

They are made for each request and kept nowhere: a cache would hold pages in plain.
"""

from __future__ import annotations

import io

from PIL import Image

_KINDS = {"image/jpeg": "JPEG", "image/png": "PNG"}
_MAX_PIXELS = 1200 * 6000 * 2
_QUALITY = 82


def narrowed(picture: bytes, mime: str, width: int) -> tuple[bytes, str]:
    """Return a page's picture at most `width` pixels wide, and its kind; as it is where it is narrower.

    Only the two kinds that reading makes are decoded, and nothing larger than it makes: the pictures come
    out of a process that reads hostile files.
    """
    kind = _KINDS.get(mime)
    if kind is None:
        return picture, mime
    with Image.open(io.BytesIO(picture), formats=[kind]) as image:
        if image.width <= width or image.width * image.height > _MAX_PIXELS:
            return picture, mime
        height = max(1, round(image.height * width / image.width))
        image.draft("RGB", (width, height))  # JPEG decodes to a fraction of its size for nothing
        small = image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    small.info = {}  # nothing but what is seen
    buffer = io.BytesIO()
    small.save(buffer, kind, quality=_QUALITY)
    return buffer.getvalue(), mime
