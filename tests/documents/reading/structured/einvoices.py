"""The smallest e-invoices of each family, to be varied by the tests."""

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:c="urn:c" xmlns:b="urn:b">
<b:ID>INV 9</b:ID><b:IssueDate>2024-03-05</b:IssueDate><b:DueDate>2024-04-04</b:DueDate>
<b:InvoiceTypeCode>380</b:InvoiceTypeCode><b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>
<c:AccountingSupplierParty><c:Party><c:PartyName><b:Name>Trading name</b:Name></c:PartyName>
<c:PartyTaxScheme><b:CompanyID>LOCAL1</b:CompanyID><c:TaxScheme><b:ID>XX</b:ID></c:TaxScheme></c:PartyTaxScheme>
<c:PartyTaxScheme><b:CompanyID>DE123</b:CompanyID><c:TaxScheme><b:ID>VAT</b:ID></c:TaxScheme></c:PartyTaxScheme>
<c:PartyLegalEntity><b:RegistrationName>Lieferant &amp; Co GmbH</b:RegistrationName></c:PartyLegalEntity>
</c:Party></c:AccountingSupplierParty>
<c:AccountingCustomerParty><c:Party><c:PartyLegalEntity><b:RegistrationName>Kunde AG</b:RegistrationName>
</c:PartyLegalEntity></c:Party></c:AccountingCustomerParty>
<c:PaymentMeans><c:PayeeFinancialAccount><b:ID>DE89 3704 0044 0532 0130 00</b:ID></c:PayeeFinancialAccount>
</c:PaymentMeans>
<c:TaxTotal><b:TaxAmount currencyID="ZAR">400.00</b:TaxAmount></c:TaxTotal>
<c:TaxTotal><b:TaxAmount currencyID="EUR">19.00</b:TaxAmount></c:TaxTotal>
<c:LegalMonetaryTotal><b:LineExtensionAmount currencyID="EUR">110.00</b:LineExtensionAmount>
<b:TaxExclusiveAmount currencyID="EUR">100.00</b:TaxExclusiveAmount>
<b:TaxInclusiveAmount currencyID="EUR">119.00</b:TaxInclusiveAmount>
<b:AllowanceTotalAmount currencyID="EUR">10.00</b:AllowanceTotalAmount>
<b:PrepaidAmount currencyID="EUR">19.00</b:PrepaidAmount>
<b:PayableAmount currencyID="EUR">100.00</b:PayableAmount></c:LegalMonetaryTotal>
<c:InvoiceLine><b:ID>1</b:ID><b:LineExtensionAmount currencyID="EUR">110.00</b:LineExtensionAmount>
<c:Item><b:Name>Beratung</b:Name></c:Item></c:InvoiceLine>
</Invoice>"""

CII = """<rsm:CrossIndustryInvoice xmlns:rsm="urn:rsm" xmlns:ram="urn:ram" xmlns:udt="urn:udt">
<rsm:ExchangedDocument><ram:ID>R-1</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20240305</udt:DateTimeString></ram:IssueDateTime>
</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID>
</ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct><ram:Name>Papier</ram:Name>
</ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeSettlement>
<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>100.00</ram:LineTotalAmount>
</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Lieferant GmbH</ram:Name>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">201/113</ram:ID></ram:SpecifiedTaxRegistration>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE123</ram:ID></ram:SpecifiedTaxRegistration>
</ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Kunde AG</ram:Name></ram:BuyerTradeParty>
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:PayeePartyCreditorFinancialAccount>
<ram:IBANID>DE89370400440532013000</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>
</ram:SpecifiedTradeSettlementPaymentMeans>
<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>
<udt:DateTimeString format="102">20240404</udt:DateTimeString></ram:DueDateDateTime>
</ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:LineTotalAmount>100.00</ram:LineTotalAmount>
<ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount>
<ram:GrandTotalAmount>119.00</ram:GrandTotalAmount><ram:DuePayableAmount>119.00</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""

# The names that ZUGFeRD 1 had for the same things.
ZUGFERD_1_NAMES = {
    "CrossIndustryInvoice": "CrossIndustryDocument",
    "ExchangedDocument": "HeaderExchangedDocument",
    ":SupplyChainTradeTransaction": ":SpecifiedSupplyChainTradeTransaction",
    "ApplicableHeaderTrade": "ApplicableSupplyChainTrade",
    "SpecifiedTradeSettlementHeaderMonetarySummation": "SpecifiedTradeSettlementMonetarySummation",
    "SpecifiedTradeSettlementLineMonetarySummation": "SpecifiedTradeSettlementMonetarySummation",
    "SpecifiedLineTradeSettlement": "SpecifiedSupplyChainTradeSettlement",
}

FATTURA_BODY = """<FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento>
<TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2024-03-05</Data><Numero>12</Numero>
<ImportoTotaleDocumento>122.00</ImportoTotaleDocumento></DatiGeneraliDocumento></DatiGenerali>
<DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Consulenza</Descrizione>
<PrezzoTotale>100.00</PrezzoTotale></DettaglioLinee>
<DatiRiepilogo><ImponibileImporto>60.00</ImponibileImporto><Imposta>13.20</Imposta></DatiRiepilogo>
<DatiRiepilogo><ImponibileImporto>40.00</ImponibileImporto><Imposta>8.80</Imposta></DatiRiepilogo>
</DatiBeniServizi><DatiPagamento><DettaglioPagamento>
<DataScadenzaPagamento>2024-04-04</DataScadenzaPagamento><ImportoPagamento>122.00</ImportoPagamento>
<IBAN>IT60X0542811101000000123456</IBAN></DettaglioPagamento></DatiPagamento></FatturaElettronicaBody>"""

FATTURA_HEADER = """<FatturaElettronicaHeader><CedentePrestatore><DatiAnagrafici><IdFiscaleIVA>
<IdPaese>IT</IdPaese><IdCodice>01234567890</IdCodice></IdFiscaleIVA>
<Anagrafica><Nome>Anna</Nome><Cognome>Rossi</Cognome></Anagrafica></DatiAnagrafici></CedentePrestatore>
<CessionarioCommittente><DatiAnagrafici><Anagrafica><Denominazione>Cliente SpA</Denominazione></Anagrafica>
</DatiAnagrafici></CessionarioCommittente></FatturaElettronicaHeader>"""


def fattura(*bodies: str) -> bytes:
    """Return a FatturaPA file with these bodies."""
    inner = FATTURA_HEADER + "".join(bodies)
    return f"<p:FatturaElettronica xmlns:p='urn:fatt'>{inner}</p:FatturaElettronica>".encode()


def zugferd_1(xml: str) -> str:
    """Return a CII invoice under the names of ZUGFeRD 1."""
    for new, old in ZUGFERD_1_NAMES.items():
        xml = xml.replace(new, old)
    return xml
