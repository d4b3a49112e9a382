"""The invoice as XML that a PDF may carry inside: Factur-X, ZUGFeRD, XRechnung."""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Iterator

import pikepdf

from documents.reading.structured.einvoices import read_einvoice
from documents.reading.structured.probes import looks_like
from documents.reading.structured.source import MAX_BYTES
from documents.reading.types import Format, UnreadableError

KNOWN_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml", "zugferd.xml", "cii.xml")
_MOST_FILES = 50
_UNBOUNDED_RAW = 1024 * 1024  # bytes of a stream whose filters cannot be undone step by step
# What pikepdf and its conversions raise on damaged structures.
_DAMAGED = (
    pikepdf.PdfError,
    pikepdf.PasswordError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RuntimeError,
)


def embedded_invoice(pdf: bytes) -> bytes | None:
    """Return the e-invoice XML attached to a PDF, or None where there is none or the PDF cannot be opened.

    Looks at the files associated with the document (/AF) and at its attachments (/EmbeddedFiles). Of several
    copies of the same invoice the one with a name that the standards give it is returned.

    Raises:
        UnreadableError: "several_invoices" where the attached invoices have different numbers.

    Source: Factur-X 1.07 and ZUGFeRD 2.3, PDF/A-3 attachment.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            found = {content: name for name, content in _files(document) if _is_invoice(content)}
    except _DAMAGED:
        return None
    ranked = sorted(found, key=lambda content: _rank(found[content]))
    if len(ranked) > 1 and len({_number(content) for content in ranked}) > 1:
        names = ", ".join(repr(found[content]) for content in ranked)
        raise UnreadableError(
            "several_invoices", f"The PDF carries several different invoices as XML ({names})."
        )
    return ranked[0] if ranked else None


def _is_invoice(content: bytes) -> bool:
    return looks_like(content) is Format.EINVOICE


def _rank(name: str) -> int:
    lowered = name.lower()
    return KNOWN_NAMES.index(lowered) if lowered in KNOWN_NAMES else len(KNOWN_NAMES)


def _number(content: bytes) -> str:
    try:
        values = read_einvoice(content).extraction.values
    except UnreadableError:
        return ""
    return next((value.normal for value in values if value.name == "invoice_number"), "")


def _files(document: pikepdf.Pdf) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the attached files; a damaged one is passed over."""
    for count, (name, specification) in enumerate(_specifications(document)):
        if count >= _MOST_FILES:
            return
        with contextlib.suppress(*_DAMAGED):
            files = specification.EF
            stream = files.get("/UF") or files.get("/F")
            printed = specification.get("/UF") or specification.get("/F")
            if isinstance(stream, pikepdf.Stream):
                yield str(printed or name), _content(stream)


def _specifications(document: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    with contextlib.suppress(*_DAMAGED):
        for specification in document.Root.get("/AF", pikepdf.Array()):
            yield "", specification
    with contextlib.suppress(*_DAMAGED):
        for name, specification in pikepdf.NameTree(document.Root.Names.EmbeddedFiles).items():
            yield str(name), specification


def _content(stream: pikepdf.Stream) -> bytes:
    """Return what a stream holds, or nothing where it would be larger than any invoice."""
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    plain_flate = filters == pikepdf.Name.FlateDecode and "/DecodeParms" not in stream
    if plain_flate:
        inflated = zlib.decompressobj().decompress(raw, MAX_BYTES + 1)
        return inflated if len(inflated) <= MAX_BYTES else b""
    return stream.read_bytes() if len(raw) <= _UNBOUNDED_RAW else b""
