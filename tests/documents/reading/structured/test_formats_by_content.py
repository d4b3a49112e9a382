"""What a file is, told by its content, also by the beginning alone."""

import pytest

from documents.reading.structured import looks_like
from documents.reading.types import Format
from tests.documents.reading.structured.einvoices import CII, FATTURA_BODY, UBL, fattura, zugferd_1

CAMT = "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt/></Document>"
CSV = "Date,Description,Amount\n2024-01-31,Rent,-5.00\n"
LETTER = "Dear customer,\n\nthe amount of 1,234.56, due on 31.01.2024, has been paid.\nYours, the bank\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OFXHEADER:100\nDATA:OFXSGML\n\n<OFX>", Format.OFX),
        ("\r\n\r\n<OFX>\r\n<SIGNONMSGSRSV1>", Format.OFX),
        ("<?xml version='1.0'?><?OFX OFXHEADER='200'?><OFX></OFX>", Format.OFX),
        ("!Type:Bank\nD1/1/2024\n", Format.QIF),
        ("!Account\nNCheque\n", Format.QIF),
        (":20:START\n:25:123\n:28C:1/1\n", Format.MT940),
        ("{1:F01BANK}{2:I940BANK}{4:\n:20:START\n:25:123\n:60F:C240101EUR1,\n-}", Format.MT940),
        ("ABNANL2A\n940\nABNANL2A\n:20:X\n:25:1\n:28:1/1\n", Format.MT940),
        (":60F:C100318EUR380115,12\n", Format.MT940),
        (CAMT, Format.CAMT),
        (CAMT.replace("BkToCstmrStmt", "BkToCstmrAcctRptV01"), Format.CAMT),
        (f"<Envelope><AppHdr/>{CAMT}</Envelope>", Format.CAMT),
        (UBL, Format.EINVOICE),
        (UBL.replace("Invoice", "CreditNote"), Format.EINVOICE),
        (CII, Format.EINVOICE),
        (zugferd_1(CII), Format.EINVOICE),
        (fattura(FATTURA_BODY).decode(), Format.EINVOICE),
        (CSV, Format.CSV),
        (CSV.replace(",", "\t"), Format.CSV),
        ('"Date","Label","Currency","Amount","Bank"\n', Format.CSV),
        ("Account :,123\n\n31Jan2024,SALARY,1000.00,1500.00\n01Feb2024,RENT,-700.00,800.00\n", Format.CSV),
        ("a;b;c\n1;2;3\n4;5;6\n", Format.CSV),
    ],
)
def test_structured_files_are_told_by_their_content(text: str, expected: Format) -> None:
    assert looks_like(text.encode()) is expected
    assert looks_like(b"\xef\xbb\xbf" + text.encode()) is expected
    assert looks_like(text.encode("utf-16")) is expected


@pytest.mark.parametrize(
    "text",
    [
        LETTER,
        "Invoice\n\nNo. 17, 31 January 2024\nTotal, net,  100.00\n",
        "<html><body>Invoice</body></html>",
        "<Invoice><ID>1</ID></Invoice>",
        "<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:Order-2'/>",
        "PmtInfId\nPayment-1\nPayment-2\nPayment-3\n",
        "Date        Description            Amount\n01.02.2024  Rent, March         1.234,56-\n",
        "one line only",
        "",
    ],
)
def test_other_texts_are_none_of_them(text: str) -> None:
    assert looks_like(text.encode()) is None


def test_the_beginning_of_a_long_file_is_enough() -> None:
    long = (CSV + "2024-01-31,Rent,-5.00\n" * 10_000).encode()

    assert looks_like(long[: 64 * 1024]) is Format.CSV
    assert looks_like((UBL + "<!-- -->" * 20_000).encode()[: 64 * 1024]) is Format.EINVOICE
