"""Invoices as UN/CEFACT Cross Industry Invoice: Factur-X, ZUGFeRD 1 and 2, XRechnung."""

from __future__ import annotations

from documents.reading.structured.invoices import (
    CREDIT_NOTE_CODES,
    Paths,
    add_amounts,
    add_dates,
    add_iban,
    add_kind,
    add_texts,
    in_currency,
    position,
    xml_amount,
)
from documents.reading.structured.model import Booking, Draft
from documents.reading.structured.tree import Node

_DOCUMENT = ("ExchangedDocument", "HeaderExchangedDocument")
_TRANSACTION = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
_AGREEMENT = ("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
_SETTLEMENT = ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
_SUMS = (
    "SpecifiedTradeSettlementHeaderMonetarySummation",
    "SpecifiedTradeSettlementMonetarySummation",
)
_LINE_SETTLEMENT = ("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
_LINE_SUMS = (
    "SpecifiedTradeSettlementLineMonetarySummation",
    "SpecifiedTradeSettlementMonetarySummation",
)
_DUE: Paths = {"due_date": ("SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString",)}
_AMOUNTS: Paths = {
    "net_total": ("TaxBasisTotalAmount",),
    "gross_total": ("GrandTotalAmount",),
    "amount_due": ("DuePayableAmount",),
    "prepaid_total": ("TotalPrepaidAmount",),
    "allowance_total": ("AllowanceTotalAmount",),
    "charge_total": ("ChargeTotalAmount",),
    "rounding_amount": ("RoundingAmount",),
}


def cii_draft(root: Node) -> Draft:
    """Read one Cross Industry Invoice, of ZUGFeRD 1 or of the versions since.

    Source: UN/CEFACT CII D16B; EN 16931-3-3; ZUGFeRD 1.0 for the older names.
    """
    draft = Draft()
    if document := root.at(*_DOCUMENT):
        add_texts(draft, document, {"invoice_number": ("ID",)}, "cii")
        add_dates(draft, document, {"invoice_date": ("IssueDateTime/DateTimeString", "IssueDateTime")}, "cii")
        if kind := document.at("TypeCode"):
            add_kind(draft, kind, "cii:TypeCode", credit_note=kind.text in CREDIT_NOTE_CODES)
    transaction = root.at(*_TRANSACTION)
    if transaction is None:
        return draft
    if agreement := transaction.at(*_AGREEMENT):
        _parties(draft, agreement)
    if settlement := transaction.at(*_SETTLEMENT):
        _settlement(draft, settlement)
    lines = transaction.all("IncludedSupplyChainTradeLineItem")
    draft.bookings += [booking for booking in map(_position, lines) if booking is not None]
    return draft


def _parties(draft: Draft, agreement: Node) -> None:
    add_texts(
        draft,
        agreement,
        {"supplier_name": ("SellerTradeParty/Name",), "customer_name": ("BuyerTradeParty/Name",)},
        "cii",
    )
    numbers = list(agreement.each("SellerTradeParty/SpecifiedTaxRegistration/ID"))
    numbers.sort(key=lambda node: node.attributes.get("schemeID", "") != "VA")
    for number in numbers:
        draft.add("supplier_tax_number", number.text, number.span, "cii:SpecifiedTaxRegistration")


def _settlement(draft: Draft, settlement: Node) -> None:
    add_texts(draft, settlement, {"currency": ("InvoiceCurrencyCode",)}, "cii")
    add_dates(draft, settlement, _DUE, "cii")
    accounts = settlement.each(
        "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID"
    )
    add_iban(draft, accounts, "cii")
    sums = settlement.at(*_SUMS)
    if sums is None:
        draft.problems.append("The e-invoice gives no totals.")
        return
    add_amounts(draft, sums, _AMOUNTS, "cii")
    tax = in_currency(sums.all("TaxTotalAmount"), draft.get("currency"))
    if tax is not None:
        draft.add_amount("tax_total", xml_amount(tax), tax.text, tax.span, "cii:TaxTotalAmount")


def _position(line: Node) -> Booking | None:
    """Return a position; lines that only carry a note, as ZUGFeRD 1 has them, are none."""
    name = line.text_at("SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description")
    settlement = line.at(*_LINE_SETTLEMENT)
    sums = settlement.at(*_LINE_SUMS) if settlement is not None else None
    amount = sums.at("LineTotalAmount") if sums is not None else None
    if not name and amount is None:
        return None
    return position(line, name, amount, line.text_at("AssociatedDocumentLineDocument/LineID"))
