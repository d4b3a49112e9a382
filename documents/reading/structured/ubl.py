"""Invoices and credit notes in UBL 2, as in Peppol BIS Billing and XRechnung."""

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
from documents.reading.structured.model import Draft
from documents.reading.structured.tree import Node

_PARTY = ("PartyLegalEntity/RegistrationName", "PartyName/Name")
_TEXTS: Paths = {
    "invoice_number": ("ID",),
    "currency": ("DocumentCurrencyCode",),
    "supplier_name": tuple(f"AccountingSupplierParty/Party/{path}" for path in _PARTY),
    "customer_name": tuple(f"AccountingCustomerParty/Party/{path}" for path in _PARTY),
}
_DATES: Paths = {
    "invoice_date": ("IssueDate",),
    "due_date": ("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate"),
}
_AMOUNTS: Paths = {
    "net_total": ("LegalMonetaryTotal/TaxExclusiveAmount",),
    "gross_total": ("LegalMonetaryTotal/TaxInclusiveAmount",),
    "amount_due": ("LegalMonetaryTotal/PayableAmount",),
    "prepaid_total": ("LegalMonetaryTotal/PrepaidAmount",),
    "allowance_total": ("LegalMonetaryTotal/AllowanceTotalAmount",),
    "charge_total": ("LegalMonetaryTotal/ChargeTotalAmount",),
    "rounding_amount": ("LegalMonetaryTotal/PayableRoundingAmount",),
}


def ubl_draft(root: Node) -> Draft:
    """Read one UBL Invoice or CreditNote.

    Source: OASIS UBL 2.1; EN 16931-3-2 for what each element means.
    """
    draft = Draft()
    add_texts(draft, root, _TEXTS, "ubl")
    add_dates(draft, root, _DATES, "ubl")
    kind = root.at("InvoiceTypeCode", "CreditNoteTypeCode") or root
    credit_note = root.name == "CreditNote" or kind.text in CREDIT_NOTE_CODES
    add_kind(draft, kind, "ubl:TypeCode", credit_note=credit_note)
    _tax_number(draft, root)
    add_iban(draft, root.each("PaymentMeans/PayeeFinancialAccount/ID"), "ubl", only_ibans=False)
    add_amounts(draft, root, _AMOUNTS, "ubl")
    _tax_total(draft, root)
    draft.bookings += [
        position(
            line,
            line.text_at("Item/Name", "Item/Description"),
            line.at("LineExtensionAmount"),
            line.text_at("ID"),
        )
        for line in root.all("InvoiceLine", "CreditNoteLine")
    ]
    return draft


def _tax_number(draft: Draft, root: Node) -> None:
    schemes = list(root.each("AccountingSupplierParty/Party/PartyTaxScheme"))
    schemes.sort(key=lambda scheme: scheme.text_at("TaxScheme/ID").upper() not in {"VAT", "GST"})
    for scheme in schemes:
        if number := scheme.at("CompanyID"):
            draft.add("supplier_tax_number", number.text, number.span, "ubl:PartyTaxScheme/CompanyID")


def _tax_total(draft: Draft, root: Node) -> None:
    """Take the tax in the currency of the invoice; a second total may repeat it in the tax office's."""
    found = in_currency(list(root.each("TaxTotal/TaxAmount")), draft.get("currency"))
    if found is not None:
        draft.add_amount("tax_total", xml_amount(found), found.text, found.span, "ubl:TaxAmount")
