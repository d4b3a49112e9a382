"""UBL, CII and FatturaPA give the same values under the same names."""

import pytest

from documents.reading.structured import StructuredReading, read_structured
from documents.reading.types import DocumentType, Format, Outcome, UnreadableError
from tests.documents.reading.structured.einvoices import CII, FATTURA_BODY, UBL, fattura, zugferd_1
from tests.documents.reading.structured.shown import amounts, check, outcomes, printed_at, value, values


def read(xml: str | bytes) -> StructuredReading:
    return read_structured(Format.EINVOICE, xml.encode() if isinstance(xml, str) else xml)


def test_ubl_gives_parties_dates_totals_and_positions() -> None:
    reading = read(UBL)

    assert reading.label is DocumentType.INVOICE
    assert values(reading) == {
        "invoice_number": "INV 9",
        "currency": "EUR",
        "supplier_name": "Lieferant & Co GmbH",
        "customer_name": "Kunde AG",
        "invoice_date": "2024-03-05",
        "due_date": "2024-04-04",
        "document_kind": "invoice",
        "supplier_tax_number": "DE123",
        "iban": "DE89370400440532013000",
        "net_total": "100.00",
        "gross_total": "119.00",
        "amount_due": "100.00",
        "prepaid_total": "19.00",
        "allowance_total": "10.00",
        "tax_total": "19.00",
    }
    (line,) = reading.extraction.lines
    assert (line.description, str(line.amount), line.reference, line.confidence) == (
        "Beratung",
        "110.00",
        "1",
        0.99,
    )
    assert set(outcomes(reading).values()) == {Outcome.PASSED}
    assert reading.extraction.problems == ()


def test_values_are_shown_where_the_xml_has_them() -> None:
    reading = read(UBL.replace("\n", ""))

    shown = printed_at(reading, value(reading, "gross_total"))
    assert shown == 'currencyID="EUR">119.00</b:TaxInclusiveAmount>'


def test_cii_gives_the_same_values() -> None:
    reading = read(CII)

    assert values(reading) == {
        "invoice_number": "R-1",
        "invoice_date": "2024-03-05",
        "document_kind": "invoice",
        "supplier_name": "Lieferant GmbH",
        "customer_name": "Kunde AG",
        "supplier_tax_number": "DE123",
        "currency": "EUR",
        "due_date": "2024-04-04",
        "iban": "DE89370400440532013000",
        "net_total": "100.00",
        "gross_total": "119.00",
        "amount_due": "119.00",
        "tax_total": "19.00",
    }
    assert [line.description for line in reading.extraction.lines] == ["Papier"]
    assert set(outcomes(reading).values()) == {Outcome.PASSED}


def test_the_names_of_zugferd_1_are_known() -> None:
    assert values(read(zugferd_1(CII))) == values(read(CII))
    assert amounts(read(zugferd_1(CII))) == ["100.00"]


def test_a_credit_note_is_said_to_be_one_and_keeps_its_amounts() -> None:
    note = UBL.replace("Invoice-2", "CreditNote-2").replace("<Invoice ", "<CreditNote ")
    note = note.replace("</Invoice>", "</CreditNote>").replace("InvoiceLine", "CreditNoteLine")

    by_root = read(note.replace("<b:InvoiceTypeCode>380</b:InvoiceTypeCode>", ""))
    by_code = read(CII.replace(">380<", ">381<"))

    assert values(by_root)["document_kind"] == "credit_note"
    assert values(by_code)["document_kind"] == "credit_note"
    assert (values(by_root)["gross_total"], amounts(by_root)) == ("119.00", ["110.00"])


def test_fatturapa_sums_its_tax_rates() -> None:
    reading = read(fattura(FATTURA_BODY))

    found = values(reading)
    assert (found["supplier_name"], found["supplier_tax_number"]) == ("Anna Rossi", "IT01234567890")
    assert (found["net_total"], found["tax_total"], found["gross_total"]) == ("100.00", "22.00", "122.00")
    assert (found["due_date"], found["amount_due"]) == ("2024-04-04", "122.00")
    assert found["iban"] == "IT60X0542811101000000123456"
    assert set(outcomes(reading).values()) == {Outcome.PASSED}


def test_several_bodies_are_several_invoices() -> None:
    second = FATTURA_BODY.replace("<Numero>12<", "<Numero>13<").replace("TD01", "TD04")

    reading = read(fattura(FATTURA_BODY, second))

    assert values(reading, "1")["invoice_number"] == "12"
    assert values(reading, "2")["invoice_number"] == "13"
    assert values(reading, "2")["document_kind"] == "credit_note"
    assert [line.account for line in reading.extraction.lines] == ["1", "2"]
    assert check(reading, "net_plus_tax", "2").outcome is Outcome.PASSED


def test_a_missing_gross_total_is_derived_and_says_so() -> None:
    reading = read(
        fattura(FATTURA_BODY.replace("<ImportoTotaleDocumento>122.00</ImportoTotaleDocumento>", ""))
    )

    gross = value(reading, "gross_total")
    assert (gross.normal, gross.rule, gross.confidence) == ("122.00", "derived_net_plus_tax", 0.9)


def test_tax_kept_back_by_the_customer_counts_like_a_payment() -> None:
    kept = "<DatiRitenuta><ImportoRitenuta>20.00</ImportoRitenuta></DatiRitenuta><ImportoTotaleDocumento>"
    body = FATTURA_BODY.replace("<ImportoTotaleDocumento>", kept).replace(
        "<ImportoPagamento>122.00", "<ImportoPagamento>102.00"
    )

    reading = read(fattura(body))

    assert values(reading)["withheld_total"] == "20.00"
    assert outcomes(reading)["amount_due"] is Outcome.PASSED


def test_a_total_that_does_not_add_up_fails_its_check() -> None:
    reading = read(UBL.replace(">119.00<", ">129.00<"))

    assert outcomes(reading)["net_plus_tax"] is Outcome.FAILED
    assert check(reading, "net_plus_tax").expected == 119


def test_what_an_invoice_must_give_and_does_not_is_said() -> None:
    reading = read(CII.replace("<ram:ID>R-1</ram:ID>", "").replace("20240305", "20243399"))

    assert reading.extraction.problems == (
        "The invoice date '20243399' is not a date.",
        "The e-invoice gives no invoice number.",
        "The e-invoice gives no invoice date.",
    )


def test_an_account_that_is_no_iban_is_said_where_only_ibans_belong() -> None:
    assert read(CII.replace("DE89370400440532013000", "UNKNOWN")).extraction.problems == (
        "The account 'UNKNOWN' is not an IBAN.",
    )
    assert read(UBL.replace("DE89 3704 0044 0532 0130 00", "BG 123-4")).extraction.problems == ()


def test_wrong_check_digits_lower_the_confidence_of_an_iban() -> None:
    assert value(read(CII.replace("DE89", "DE88")), "iban").confidence == 0.9


def test_an_invoice_inside_an_envelope_is_found() -> None:
    body = UBL[UBL.index("<Invoice") :]

    assert (
        values(read(f"<StandardBusinessDocument>{body}</StandardBusinessDocument>"))["invoice_number"]
        == "INV 9"
    )


def test_a_signed_file_is_opened_where_the_xml_lies_in_one_piece() -> None:
    xml = b"<?xml version='1.0'?>" + fattura(FATTURA_BODY)

    assert values(read(b"\x30\x82\x10\x00\x06\x09" + xml + b"\xa0\x82\x00"))["invoice_number"] == "12"
    with pytest.raises(UnreadableError) as caught:
        read(b"\x30\x82\x10\x00\x06\x09" + xml[:200])
    assert caught.value.code == "signed_envelope"


def test_xml_without_invoice_is_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        read("<Order/>")

    assert caught.value.code == "no_invoice"
