"""E-invoices by EN 16931: UBL 2.1, UN/CEFACT CII, and Factur-X (a PDF with CII inside)."""

from __future__ import annotations

import io
from decimal import Decimal

import pikepdf

from documents.sample.electronic.markup import HEADER, Markup, element, group
from documents.sample.invoicing.deal import Deal, Position, Tax
from documents.sample.parties import Party

_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
_CII = "urn:un:unece:uncefact:data:standard"
_PROFILE = "urn:cen.eu:en16931:2017"


def ubl(made: Deal) -> bytes:
    """Return a UBL 2.1 invoice."""
    body = group(
        element("cbc:CustomizationID", _PROFILE),
        element("cbc:ID", made.number),
        element("cbc:IssueDate", made.date.isoformat()),
        element("cbc:DueDate", made.due.isoformat()),
        element("cbc:InvoiceTypeCode", "380"),
        element("cbc:DocumentCurrencyCode", made.currency),
        element("cac:AccountingSupplierParty", _ubl_party(made.supplier)),
        element("cac:AccountingCustomerParty", _ubl_party(made.customer)),
        element("cac:PaymentMeans", element("cbc:PaymentMeansCode", "30"), _ubl_account(made)),
        *_ubl_allowances(made),
        element(
            "cac:TaxTotal",
            _money(made, "cbc:TaxAmount", made.tax),
            *(_ubl_tax(made, tax) for tax in made.taxes),
        ),
        _ubl_totals(made),
        *(_ubl_line(made, number, position) for number, position in enumerate(made.positions, 1)),
    )
    spaces = {
        "xmlns": f"{_UBL}:Invoice-2",
        "xmlns__cac": f"{_UBL}:CommonAggregateComponents-2",
        "xmlns__cbc": f"{_UBL}:CommonBasicComponents-2",
    }
    return (HEADER + element("Invoice", body, **spaces)).encode()


def _money(made: Deal, tag: str, amount: Decimal) -> Markup:
    return element(tag, f"{amount:.2f}", currencyID=made.currency)


def _ubl_party(party: Party) -> Markup:
    address = element(
        "cac:PostalAddress",
        element("cbc:StreetName", party.address[0]),
        element("cbc:CityName", party.address[1]),
        element("cac:Country", element("cbc:IdentificationCode", party.country)),
    )
    scheme = element("cac:TaxScheme", element("cbc:ID", "VAT"))
    tax = (
        element("cac:PartyTaxScheme", element("cbc:CompanyID", party.vat), scheme)
        if party.vat
        else Markup("")
    )
    legal = element("cac:PartyLegalEntity", element("cbc:RegistrationName", party.name))
    return element(
        "cac:Party", element("cac:PartyName", element("cbc:Name", party.name)), address, tax, legal
    )


def _ubl_account(made: Deal) -> Markup:
    return element("cac:PayeeFinancialAccount", element("cbc:ID", made.iban or made.account))


def _ubl_allowances(made: Deal) -> list[Markup]:
    rows = []
    for amount, charge in ((made.discount, "false"), (made.shipping, "true")):
        if amount:
            rows.append(
                element(
                    "cac:AllowanceCharge",
                    element("cbc:ChargeIndicator", charge),
                    element("cbc:AllowanceChargeReason", "Discount" if charge == "false" else "Freight"),
                    _money(made, "cbc:Amount", amount),
                )
            )
    return rows


def _ubl_tax(made: Deal, tax: Tax) -> Markup:
    return element(
        "cac:TaxSubtotal",
        _money(made, "cbc:TaxableAmount", tax.base),
        _money(made, "cbc:TaxAmount", tax.tax),
        _ubl_category("cac:TaxCategory", tax.rate),
    )


def _ubl_category(tag: str, rate: Decimal) -> Markup:
    code = element("cbc:ID", "S" if rate else "Z")
    return element(
        tag, code, element("cbc:Percent", f"{rate}"), element("cac:TaxScheme", element("cbc:ID", "VAT"))
    )


def _ubl_totals(made: Deal) -> Markup:
    goods = made.net + made.discount - made.shipping
    return element(
        "cac:LegalMonetaryTotal",
        _money(made, "cbc:LineExtensionAmount", goods),
        _money(made, "cbc:TaxExclusiveAmount", made.net),
        _money(made, "cbc:TaxInclusiveAmount", made.gross),
        _money(made, "cbc:AllowanceTotalAmount", made.discount),
        _money(made, "cbc:ChargeTotalAmount", made.shipping),
        _money(made, "cbc:PrepaidAmount", made.paid),
        _money(made, "cbc:PayableAmount", made.gross - made.paid),
    )


def _ubl_line(made: Deal, number: int, position: Position) -> Markup:
    return element(
        "cac:InvoiceLine",
        element("cbc:ID", str(number)),
        element("cbc:InvoicedQuantity", f"{position.quantity}", unitCode="C62"),
        _money(made, "cbc:LineExtensionAmount", position.net),
        element(
            "cac:Item",
            element("cbc:Name", position.text),
            _ubl_category("cac:ClassifiedTaxCategory", position.rate),
        ),
        element("cac:Price", _money(made, "cbc:PriceAmount", position.price)),
    )


def cii(made: Deal) -> bytes:
    """Return a Cross Industry Invoice."""
    context = element(
        "rsm:ExchangedDocumentContext",
        element("ram:GuidelineSpecifiedDocumentContextParameter", element("ram:ID", _PROFILE)),
    )
    document = element(
        "rsm:ExchangedDocument",
        element("ram:ID", made.number),
        element("ram:TypeCode", "380"),
        element("ram:IssueDateTime", _cii_date(f"{made.date:%Y%m%d}")),
    )
    trade = element(
        "rsm:SupplyChainTradeTransaction",
        *(_cii_line(number, position) for number, position in enumerate(made.positions, 1)),
        element(
            "ram:ApplicableHeaderTradeAgreement",
            _cii_party("ram:SellerTradeParty", made.supplier),
            _cii_party("ram:BuyerTradeParty", made.customer),
        ),
        element("ram:ApplicableHeaderTradeDelivery"),
        _cii_settlement(made),
    )
    spaces = {
        "xmlns__rsm": f"{_CII}:CrossIndustryInvoice:100",
        "xmlns__ram": f"{_CII}:ReusableAggregateBusinessInformationEntity:100",
        "xmlns__udt": f"{_CII}:UnqualifiedDataType:100",
    }
    return (HEADER + element("rsm:CrossIndustryInvoice", context, document, trade, **spaces)).encode()


def _cii_date(day: str) -> Markup:
    return element("udt:DateTimeString", day, format="102")


def _cii_party(tag: str, party: Party) -> Markup:
    address = element(
        "ram:PostalTradeAddress",
        element("ram:LineOne", party.address[0]),
        element("ram:CityName", party.address[1]),
        element("ram:CountryID", party.country),
    )
    tax = (
        element("ram:SpecifiedTaxRegistration", element("ram:ID", party.vat, schemeID="VA"))
        if party.vat
        else Markup("")
    )
    return element(tag, element("ram:Name", party.name), address, tax)


def _cii_tax(rate: Decimal) -> list[Markup]:
    return [
        element("ram:TypeCode", "VAT"),
        element("ram:CategoryCode", "S" if rate else "Z"),
        element("ram:RateApplicablePercent", f"{rate}"),
    ]


def _cii_line(number: int, position: Position) -> Markup:
    return element(
        "ram:IncludedSupplyChainTradeLineItem",
        element("ram:AssociatedDocumentLineDocument", element("ram:LineID", str(number))),
        element("ram:SpecifiedTradeProduct", element("ram:Name", position.text)),
        element(
            "ram:SpecifiedLineTradeAgreement",
            element("ram:NetPriceProductTradePrice", element("ram:ChargeAmount", f"{position.price:.2f}")),
        ),
        element(
            "ram:SpecifiedLineTradeDelivery",
            element("ram:BilledQuantity", f"{position.quantity}", unitCode="C62"),
        ),
        element(
            "ram:SpecifiedLineTradeSettlement",
            element("ram:ApplicableTradeTax", *_cii_tax(position.rate)),
            element(
                "ram:SpecifiedTradeSettlementLineMonetarySummation",
                element("ram:LineTotalAmount", f"{position.net:.2f}"),
            ),
        ),
    )


def _cii_settlement(made: Deal) -> Markup:
    taxes = [
        element(
            "ram:ApplicableTradeTax",
            element("ram:CalculatedAmount", f"{tax.tax:.2f}"),
            element("ram:TypeCode", "VAT"),
            element("ram:BasisAmount", f"{tax.base:.2f}"),
            *_cii_tax(tax.rate)[1:],
        )
        for tax in made.taxes
    ]
    account = element(
        "ram:PayeePartyCreditorFinancialAccount", element("ram:IBANID", made.iban or made.account)
    )
    goods = made.net + made.discount - made.shipping
    return element(
        "ram:ApplicableHeaderTradeSettlement",
        element("ram:InvoiceCurrencyCode", made.currency),
        element("ram:SpecifiedTradeSettlementPaymentMeans", element("ram:TypeCode", "30"), account),
        *taxes,
        element(
            "ram:SpecifiedTradePaymentTerms", element("ram:DueDateDateTime", _cii_date(f"{made.due:%Y%m%d}"))
        ),
        element(
            "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
            element("ram:LineTotalAmount", f"{goods:.2f}"),
            element("ram:ChargeTotalAmount", f"{made.shipping:.2f}"),
            element("ram:AllowanceTotalAmount", f"{made.discount:.2f}"),
            element("ram:TaxBasisTotalAmount", f"{made.net:.2f}"),
            element("ram:TaxTotalAmount", f"{made.tax:.2f}", currencyID=made.currency),
            element("ram:GrandTotalAmount", f"{made.gross:.2f}"),
            element("ram:TotalPrepaidAmount", f"{made.paid:.2f}"),
            element("ram:DuePayableAmount", f"{made.gross - made.paid:.2f}"),
        ),
    )


def facturx(pdf: bytes, made: Deal) -> bytes:
    """Put the CII into the printed invoice as its data, with the relationship that PDF/A-3 asks for."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        attached = pikepdf.AttachedFileSpec(
            document,
            cii(made),
            filename="factur-x.xml",
            description="Factur-X invoice",
            mime_type="text/xml",
            creation_date="",
            mod_date="",
        )
        attached.relationship = pikepdf.Name.Data
        document.attachments["factur-x.xml"] = attached
        document.Root.AF = pikepdf.Array([document.attachments["factur-x.xml"].obj])
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()
