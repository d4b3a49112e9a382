"""The bytes of a structured file as text that can be laid out, within limits."""

from __future__ import annotations

import codecs
import re

from documents.reading.types import UnreadableError

MAX_BYTES = 50 * 1024 * 1024
MAX_LINES = 200_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_END = re.compile(r"\r+\n|\r")  # some exports double the carriage return
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff]")


def check_size(content: bytes) -> None:
    """Refuse what is empty or too large to be read in reasonable time.

    Raises:
        UnreadableError: "empty" or "too_large".
    """
    if not content.strip(b" \t\r\n\x00"):
        raise UnreadableError("empty", "The file is empty. Export it again and upload the new copy.")
    if len(content) > MAX_BYTES:
        size = len(content) // (1024 * 1024)
        raise UnreadableError(
            "too_large",
            f"The file has {size} MB; files of this kind are read up to {MAX_BYTES // (1024 * 1024)} MB. "
            "Export it in shorter periods.",
        )


def check_lines(count: int) -> None:
    """Refuse more lines than can be shown.

    Raises:
        UnreadableError: "too_large".
    """
    if count > MAX_LINES:
        raise UnreadableError(
            "too_large",
            f"The file has {count:,} lines; it is read up to {MAX_LINES:,}. Export it in shorter periods.",
        )


def decode(content: bytes, declared: str = "") -> str:
    """Return the text of a file: by its byte order mark, what it declares, UTF-8, or as Windows-1252.

    Args:
        content: the whole file.
        declared: the name of the encoding that the file itself gives, if any; wrong names are ignored.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if encoding := _without_mark(content):
        return content.decode(encoding, "replace")
    for encoding in ("utf-8", declared):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    # The five bytes that Windows-1252 leaves out are read as Latin-1 does.
    return content.decode("cp1252", "surrogateescape").translate(
        {0xDC00 + byte: byte for byte in range(128, 256)}
    )


def printable(text: str) -> str:
    """Return the text with plain line ends and without tabs and control characters; line numbers stay.

    Raises:
        UnreadableError: "too_large" where there are too many lines.
    """
    unified = _LINE_END.sub("\n", text)
    check_lines(unified.count("\n"))
    expanded = "\n".join(line.expandtabs(8) for line in unified.split("\n"))
    return _CONTROL.sub(" ", expanded)


def _without_mark(content: bytes) -> str:
    """Return the UTF-16 that text of mostly Latin letters shows by its zero bytes, or the empty string."""
    head = content[:2000]
    if head[1::2].count(0) > len(head) * 0.3:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) * 0.3:
        return "utf-16-be"
    return ""
