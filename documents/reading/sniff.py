"""What a file is, by its content alone; its name is only compared with the answer."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from documents.reading import signatures, structured
from documents.reading.types import Format

HEAD_BYTES = 64 * 1024  # what an upload sniffs; content of exactly this length is taken for a head
PDF_HEADER_WITHIN = 1024  # where readers still accept it; Source: PDF Reference 1.7, appendix H.3.4.1
MOST_ENTRIES = 10_000

_MIMES = {
    Format.PDF: "application/pdf",
    Format.PNG: "image/png",
    Format.JPEG: "image/jpeg",
    Format.TIFF: "image/tiff",
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.XLS: "application/vnd.ms-excel",
    Format.OFX: "application/x-ofx",
    Format.QIF: "application/x-qif",
    Format.MT940: "application/x-mt940",
    Format.CAMT: "application/xml",
    Format.EINVOICE: "application/xml",
    Format.XML: "application/xml",
    Format.TEXT: "text/plain",
    Format.EMPTY: "application/x-empty",
    Format.UNKNOWN: "application/octet-stream",
}
_EXTENSIONS: dict[Format, tuple[str, ...]] = {
    Format.PDF: (".pdf",),
    Format.PNG: (".png",),
    Format.JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    Format.TIFF: (".tif", ".tiff"),
    Format.CSV: (".csv", ".tsv", ".txt"),
    Format.XLSX: (".xlsx", ".xlsm", ".xltx"),
    Format.XLS: (".xls",),
    Format.OFX: (".ofx", ".qfx", ".qbo"),
    Format.QIF: (".qif",),
    Format.MT940: (".sta", ".mt940", ".940", ".942", ".mt942", ".swi", ".fin", ".txt"),
    Format.CAMT: (".xml", ".camt", ".camt053", ".053", ".052", ".054", ".c53", ".c52", ".c54"),
    Format.EINVOICE: (".xml", ".ubl", ".cii", ".xrechnung", ".p7m"),
    Format.XML: (".xml",),
    Format.TEXT: (".txt", ".text", ".asc", ".log", ".md"),
}
_NAMES = {
    Format.PDF: "a PDF document",
    Format.PNG: "a PNG picture",
    Format.JPEG: "a JPEG picture",
    Format.TIFF: "a TIFF picture",
    Format.CSV: "a table of separated values (CSV)",
    Format.XLSX: "an Excel workbook",
    Format.XLS: "an Excel workbook of the older kind",
    Format.OFX: "an OFX statement",
    Format.QIF: "a QIF statement",
    Format.MT940: "an MT940 statement",
    Format.CAMT: "a CAMT statement",
    Format.EINVOICE: "an electronic invoice in XML",
    Format.XML: "an XML file",
    Format.TEXT: "a plain text",
    Format.EMPTY: "empty",
    Format.UNKNOWN: "of a kind that is not known",
}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is.

    `extensions` are those that fit, the usual one first; `mismatch` is a sentence where the name or the first
    bytes disagree with the content, else empty; `guess` names the kind in words ("a ZIP archive").
    """

    format: Format
    mime: str
    extensions: tuple[str, ...] = ()
    mismatch: str = ""
    guess: str = ""


def sniff(content: bytes, name: str = "", *, whole: bool | None = None) -> Sniffed:
    """Return what a file is by its content.

    Args:
        content: the whole file, or its first HEAD_BYTES.
        name: the file's name, only to tell whether it disagrees.
        whole: whether `content` is all of it; by default all but a content of exactly HEAD_BYTES is.
    """
    head = len(content) == HEAD_BYTES if whole is None else not whole
    found, guess, note = _identify(content, head=head)
    extensions = _EXTENSIONS.get(found, ())
    guess = guess or _NAMES[found]
    mismatch = note or _mismatch(found, extensions, guess, name)
    return Sniffed(found, _MIMES[found], extensions, mismatch, guess)


def unpacked_bytes(content: bytes) -> int:
    """Return how large a ZIP says that its entries are together once inflated, 0 where it cannot be told."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return 0


def _identify(content: bytes, *, head: bool) -> tuple[Format, str, str]:
    """Return the format, what it is in words where it is none of ours, and a remark on its first bytes."""
    if not content.strip(b"\x00\t\n\r\x0b\x0c "):
        return Format.EMPTY, "", ""
    found = _paged(content) or _archive(content, head=head) or _foreign(content)
    if found is not None:
        return *found, ""
    if (offset := content[: PDF_HEADER_WITHIN + 5].find(b"%PDF-")) > 0:
        return Format.PDF, "", f"The file begins with {offset} bytes that are no part of a PDF document."
    return *_written(content, head=head), ""


def _paged(content: bytes) -> tuple[Format, str] | None:
    found = Format.PDF if content.startswith(b"%PDF-") else signatures.picture(content)
    return None if found is None else (found, "")


def _archive(content: bytes, *, head: bool) -> tuple[Format, str] | None:
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(content, head=head)
    return _compound(content, head=head) if content.startswith(signatures.OLE) else None


def _foreign(content: bytes) -> tuple[Format, str] | None:
    guess = signatures.other(content)
    return (Format.UNKNOWN, guess) if guess else None


def _written(content: bytes, *, head: bool) -> tuple[Format, str]:
    """Tell texts apart: our structured formats first, then markup, then plain text."""
    text = signatures.decoded(content[:HEAD_BYTES], cut=head or len(content) > HEAD_BYTES)
    signed = content.startswith(b"\x30")  # an Italian invoice may be wrapped in its signature
    if text is None and not signed:
        return Format.UNKNOWN, ""
    if (found := structured.looks_like(content)) is not None:
        return found, ""
    if text is None:
        return Format.UNKNOWN, ""
    start = text.lstrip("\ufeff \t\r\n")[:2000]
    if start.startswith("<"):
        return _markup(start)
    if guess := signatures.other_text(start):
        return Format.UNKNOWN, guess
    return Format.TEXT, ""


def _markup(start: str) -> tuple[Format, str]:
    low = start.lower()
    if re.search(r"<!doctype\s+html|<html[\s>]", low):
        return Format.UNKNOWN, "an HTML page"
    if re.search(r"<svg[\s>]|<!doctype\s+svg", low):
        return Format.UNKNOWN, "an SVG drawing"
    if re.match(r"<\?xml\s|<[a-z_][\w.:-]*[\s/>]|<!--", low):
        return Format.XML, ""
    return Format.TEXT, ""


def _zip(content: bytes, *, head: bool) -> tuple[Format, str]:
    names = _entries(content)
    if any(name.startswith("xl/") for name in names):
        if any(name.endswith("workbook.bin") for name in names):
            return Format.UNKNOWN, "a binary Excel workbook (XLSB)"
        return Format.XLSX, ""
    for prefix, guess in signatures.ZIP_KINDS:
        if any(name.startswith(prefix) for name in names):
            return Format.UNKNOWN, guess
    if kind := re.match(rb"PK\x03\x04.{26}mimetypeapplication/([\w.+-]{3,80})", content, re.DOTALL):
        known = signatures.OPEN_DOCUMENTS.get(kind[1].decode().removesuffix("PK"), "an OpenDocument file")
        return Format.UNKNOWN, known
    if "[Content_Types].xml" in names and head:
        return Format.XLSX, ""  # an Office file whose parts lie beyond the head; reading decides
    return Format.UNKNOWN, "a ZIP archive"


def _entries(content: bytes) -> set[str]:
    """Return the names in a ZIP, from its directory or, of a head, from the entries as far as they go."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return set(archive.namelist()[:MOST_ENTRIES])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        names = re.findall(rb"PK\x03\x04.{22}(..)..([\x20-\xff]{1,255})", content, re.DOTALL)
        return {name[: int.from_bytes(size, "little")].decode("utf-8", "replace") for size, name in names}


def _compound(content: bytes, *, head: bool) -> tuple[Format, str]:
    """Tell the older Office files apart by the names in their directory, which are in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Format.XLSX, "an Office document with a password"
    for name, guess in signatures.COMPOUND_KINDS:
        if name.encode("utf-16-le") in content:
            return (Format.XLS, "") if not guess else (Format.UNKNOWN, guess)
    if head:
        return Format.XLS, ""  # the directory lies beyond the head; reading decides
    return Format.UNKNOWN, "an older Office document"


def _mismatch(found: Format, extensions: tuple[str, ...], guess: str, name: str) -> str:
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    if found in (Format.EMPTY, Format.UNKNOWN) or suffix in ("", *extensions):
        return ""
    if not re.fullmatch(r"\.[a-z0-9]{1,10}", suffix):
        return ""
    if suffix not in _KNOWN and suffix not in signatures.OTHER_EXTENSIONS:
        return ""
    return f"The name ends in {suffix} but the file is {guess}."


_KNOWN = {extension for extensions in _EXTENSIONS.values() for extension in extensions}
