"""How kinds of files begin, and whether bytes are text."""

from __future__ import annotations

import re

from documents.reading.types import Format

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xca\xfe\xba\xbe", "a Java class or Mac program"),
    (b"\xcf\xfa\xed\xfe", "a Mac program"),
    (b"#!", "a script"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"8BPS", "a Photoshop picture"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"-----BEGIN ", "a key or certificate"),
    (b"\x80\x02", "a Python pickle"),
    (b"wOFF", "a font"),
    (b"\x00\x01\x00\x00\x00", "a font"),
)
_FTYP = {
    b"heic": "a HEIC picture",
    b"heix": "a HEIC picture",
    b"mif1": "a HEIC picture",
    b"avif": "an AVIF picture",
}
ZIP_KINDS = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    ("META-INF/MANIFEST.MF", "a Java archive"),
    ("AndroidManifest.xml", "an Android program"),
)
OPEN_DOCUMENTS = {
    "vnd.oasis.opendocument.text": "an OpenDocument text",
    "vnd.oasis.opendocument.spreadsheet": "an OpenDocument spreadsheet",
    "vnd.oasis.opendocument.presentation": "an OpenDocument presentation",
    "epub+zip": "an electronic book",
}
COMPOUND_KINDS = (  # an empty guess is a workbook, which we read
    ("WordDocument", "a Word document of the older kind"),
    ("PowerPoint Document", "a PowerPoint presentation of the older kind"),
    ("__substg1.0_", "an Outlook message"),
    ("Workbook", ""),
    ("Book", ""),
)
OTHER_EXTENSIONS = frozenset(
    {
        ".doc",
        ".docx",
        ".odt",
        ".ods",
        ".rtf",
        ".ppt",
        ".pptx",
        ".html",
        ".htm",
        ".svg",
        ".gif",
        ".bmp",
        ".webp",
        ".heic",
        ".exe",
        ".dll",
        ".js",
        ".zip",
        ".7z",
        ".rar",
        ".gz",
        ".json",
        ".eml",
        ".msg",
        ".ps",
        ".eps",
        ".bat",
        ".sh",
        ".py",
        ".php",
        ".mp3",
        ".mp4",
        ".avi",
        ".mov",
    }
)
_JSON = re.compile(r'\s*(?:\{\s*(?:"[^"\n]{0,200}"\s*:|\})|\[\s*(?:[\[{"\d]|\]))')
_MAIL = re.compile(
    r"(?:Return-Path|Received|From|Delivered-To|MIME-Version|Message-ID|X-[\w-]+): ", re.IGNORECASE
)


def picture(content: bytes) -> Format | None:
    """Return PNG, JPEG or TIFF where the structure behind the signature fits too, else None."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return Format.PNG
    if content.startswith(b"\xff\xd8\xff") and content[3:4] >= b"\xc0":
        return Format.JPEG
    return Format.TIFF if _is_tiff(content) else None


def _is_tiff(content: bytes) -> bool:
    order = {b"II": "little", b"MM": "big"}.get(content[:2])
    if order is None or content[8:10] == b"CR":  # Canon's raw pictures wear the same coat
        return False
    version = int.from_bytes(content[2:4], "little" if order == "little" else "big")
    if version == 43:
        return content[4:6] in (b"\x08\x00", b"\x00\x08")
    return version == 42 and int.from_bytes(content[4:8], "little" if order == "little" else "big") >= 8


def other(content: bytes) -> str:
    """Return in words what a file is that we do not read, or an empty string."""
    if content[4:8] == b"ftyp":
        return _FTYP.get(content[8:12], "a film")
    if content.startswith(b"RIFF"):
        return {b"WEBP": "a WebP picture", b"WAVE": "a sound recording"}.get(content[8:12], "a film")
    if content[257:262] == b"ustar":
        return "a tar archive"
    for start, guess in _OTHERS:
        if content.startswith(start) and (len(start) > 2 or _not_written(content) or start == b"#!"):
            return guess
    return ""


def _not_written(content: bytes) -> bool:
    """Two letters may begin any text ("BM Bank"): only with binary bytes behind them they are a signature."""
    return b"\x00" in content[:64]


def other_text(start: str) -> str:
    """Return in words what a text is that we do not read, or an empty string."""
    if _JSON.match(start):
        return "a JSON file"
    if _MAIL.match(start) and re.search(r"^(?:Subject|To|Date): ", start, re.IGNORECASE | re.MULTILINE):
        return "an e-mail message"
    if start.startswith("BEGIN:V"):
        return "a calendar entry or contact"
    return ""


def decoded(content: bytes, *, cut: bool = False) -> str | None:
    """Return bytes as text, or None where they are none.

    Args:
        content: the bytes, in UTF-8, UTF-16 (with or without mark) or a Western single-byte encoding.
        cut: whether the last letter may be cut in two.
    """
    encoding = _utf16(content)
    if encoding:
        text = content[: len(content) & ~1].decode(encoding, "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            at_end = cut and error.start >= len(content) - 3
            text = (
                content[: error.start].decode("utf-8-sig") if at_end else content.decode("cp1252", "replace")
            )
    strange = sum(text.count(sign) for sign in _CONTROLS)
    return text if strange <= len(text) / 100 else None


_CONTROLS = tuple(map(chr, (*range(9), *range(14, 27), *range(28, 32), 0x7F, 0xFFFD)))


def _utf16(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = content[:2000]
    if head[1::2].count(0) > len(head) / 3:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > len(head) / 3 else ""
