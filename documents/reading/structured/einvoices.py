"""E-invoices as XML of the three families, recognised by their root."""

from __future__ import annotations

from documents.reading.structured.cii import cii_draft
from documents.reading.structured.fatturapa import fatturapa_drafts
from documents.reading.structured.invoices import invoices
from documents.reading.structured.model import StructuredReading
from documents.reading.structured.tree import Node
from documents.reading.structured.ubl import ubl_draft
from documents.reading.structured.xml_tree import xml_tree
from documents.reading.types import UnreadableError

UBL_ROOTS = ("Invoice", "CreditNote")
CII_ROOTS = ("CrossIndustryInvoice", "CrossIndustryDocument")
FATTURAPA_ROOTS = ("FatturaElettronica", "FatturaElettronicaSemplificata")


def read_einvoice(content: bytes) -> StructuredReading:
    """Read the invoices of an XML file; an envelope around them is passed over.

    Raises:
        UnreadableError: "unsafe_xml", "damaged_xml", "signed_envelope", or "no_invoice".
    """
    root, text = xml_tree(without_envelope(content))
    found = next(root.walk(*FATTURAPA_ROOTS), None)
    if found is not None and (drafts := fatturapa_drafts(found)):
        return invoices(text, drafts)
    drafts = [cii_draft(node) for node in root.walk(*CII_ROOTS)]
    drafts += [ubl_draft(node) for node in root.walk(*UBL_ROOTS) if _is_ubl(node)]
    if not drafts:
        raise UnreadableError("no_invoice", "The XML holds no invoice of a known kind (UBL, CII, FatturaPA).")
    return invoices(text, drafts)


def without_envelope(content: bytes) -> bytes:
    """Return the XML that a signature file (.p7m) holds in one piece, or the content itself.

    Raises:
        UnreadableError: "signed_envelope" where the XML inside is cut into pieces.
    """
    if not content.startswith(b"\x30"):  # an ASN.1 sequence, as every signature file in DER or BER
        return content
    start = content.find(b"<?xml")
    end = content.rfind(b"FatturaElettronica>")
    if start < 0 or end < start:
        raise UnreadableError(
            "signed_envelope",
            "The invoice is wrapped in a signature that cannot be opened here. Upload the XML without it.",
        )
    return content[start : end + len(b"FatturaElettronica>")]


def _is_ubl(node: Node) -> bool:
    return node.at("LegalMonetaryTotal") is not None or node.at("AccountingSupplierParty") is not None
