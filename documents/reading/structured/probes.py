"""What a structured file is by its content; the first bytes are enough."""

from __future__ import annotations

import re

from documents.reading.structured.columns import has_bookings, has_headings
from documents.reading.structured.delimited import dialect_of, sample_rows
from documents.reading.structured.source import decode
from documents.reading.types import Format

HEAD = 64 * 1024
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_MARKS = re.compile(r"<\?.*?\?>|<!--.*?-->", re.DOTALL)
_ELEMENTS_SEEN = 80  # envelopes stand before the message itself
_CAMT = re.compile(r"^BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)")
_EINVOICE = {
    "CrossIndustryInvoice",
    "CrossIndustryDocument",
    "FatturaElettronica",
    "FatturaElettronicaSemplificata",
}
_UBL = {"Invoice", "CreditNote"}
_UBL_NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
_OFX = re.compile(r"\A\s*(?:OFXHEADER\s*:|<\?OFX|<OFX>)|^\s*<OFX>", re.IGNORECASE | re.MULTILINE)
_QIF = re.compile(r"\A\s*!(?:Type|Account|Option|Clear)\b", re.IGNORECASE)
_MT940 = re.compile(
    r"\A\s*:(?:20|25P?|28C?|60[FM]|61|62[FM]|86):\S*|^(?:\{4:)?:20:[^\n]*\n(?s:.{0,400}?)^:2[58]C?P?:",
    re.MULTILINE,
)


_HEADED_SHARE, _EVEN_SHARE, _PAIRS_SHARE = 0.4, 0.8, 0.95  # of the rows have the same number of cells
_FEW_ROWS, _MANY_COLUMNS = 3, 5


def looks_like(content: bytes) -> Format | None:
    """Return the structured format of a file, or None where it is none of them.

    Args:
        content: the whole file, or its beginning; tables need some rows to be told from prose.
    """
    if content.startswith(b"\x30") and b"FatturaElettronica" in content:
        return Format.EINVOICE
    text = decode(content[:HEAD]).lstrip("\ufeff \t\r\n\x00").replace("\r", "\n")
    if text.startswith("<"):
        return _markup(text)
    if _OFX.search(text[:4000]):
        return Format.OFX
    if _QIF.match(text):
        return Format.QIF
    if _MT940.search(text):
        return Format.MT940
    return Format.CSV if _is_table(text, cut=len(content) >= HEAD) else None


def _is_table(text: str, *, cut: bool) -> bool:
    """Tell delimited rows from prose: headings of a statement, or many rows with equally many cells."""
    lines = text.split("\n")
    whole = "\n".join(lines[:-1] if cut and len(lines) > 1 else lines)
    dialect = dialect_of(whole)
    if dialect.columns < 2:
        return False
    rows = sample_rows(whole, dialect)
    if has_bookings(rows) or (dialect.share >= _HEADED_SHARE and has_headings(rows)):
        return True
    if dialect.columns == 2:
        return dialect.share >= _PAIRS_SHARE and dialect.lines >= _FEW_ROWS
    return dialect.share >= _EVEN_SHARE and (dialect.lines > 1 or dialect.columns >= _MANY_COLUMNS)


def _markup(text: str) -> Format | None:
    names = _ELEMENT.findall(_MARKS.sub("", text[:20_000]))[:_ELEMENTS_SEEN]
    if "<?OFX" in text[:1000] or names[:1] == ["OFX"]:
        return Format.OFX
    if any(_CAMT.match(name) for name in names):
        return Format.CAMT
    ubl = not _UBL.isdisjoint(names) and _UBL_NAMESPACE in text
    return Format.EINVOICE if ubl or not _EINVOICE.isdisjoint(names) else None
