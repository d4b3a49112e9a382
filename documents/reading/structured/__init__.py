"""Files with declared structure: statements as OFX, QIF, MT940, CAMT, CSV, XLSX, and e-invoices as XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from documents.reading.structured.attachments import embedded_invoice
from documents.reading.structured.camt import read_camt
from documents.reading.structured.einvoices import read_einvoice
from documents.reading.structured.model import StructuredReading, unrecognised
from documents.reading.structured.mt940 import read_mt940
from documents.reading.structured.ofx import read_ofx
from documents.reading.structured.probes import looks_like
from documents.reading.structured.qif import read_qif
from documents.reading.structured.source import check_size
from documents.reading.structured.tables import read_csv, read_workbook
from documents.reading.structured.xml_tree import xml_tree
from documents.reading.types import Format

__all__ = ["StructuredReading", "embedded_invoice", "looks_like", "read_structured"]


def read_structured(format: Format, content: bytes) -> StructuredReading:  # noqa: A002  # the word of the trade
    """Read a file whose format declares its structure.

    Args:
        format: what `looks_like` or the signature of the file says it is.
        content: the whole file.

    Returns:
        Its type, its values and lines with their places, the arithmetic, and its text as pages. A file that
        can be read but is neither statement nor invoice has the type OTHER and a sentence in `problems`.

    Raises:
        UnreadableError: with a code and a sentence that says why it cannot be read and what to do.
        ValueError: for a format without declared structure.
    """
    check_size(content)
    if format not in _READERS:
        raise ValueError(f"{format} has no declared structure")
    return _READERS[format](content)


def _read_xml(content: bytes) -> StructuredReading:
    found = looks_like(content)
    if found in {Format.CAMT, Format.OFX, Format.EINVOICE}:
        return _READERS[found](content)
    root, text = xml_tree(content)
    return unrecognised(
        text, f"The XML begins with <{root.name}>: no statement and no invoice that is known."
    )


_READERS: Mapping[Format, Callable[[bytes], StructuredReading]] = {
    Format.CSV: read_csv,
    Format.XLSX: read_workbook,
    Format.XLS: read_workbook,
    Format.OFX: read_ofx,
    Format.QIF: read_qif,
    Format.MT940: read_mt940,
    Format.CAMT: read_camt,
    Format.EINVOICE: read_einvoice,
    Format.XML: _read_xml,
}
