"""OFX of both generations, also as sloppy as banks write it."""

import datetime as dt

import pytest

from documents.reading.structured import StructuredReading, read_structured
from documents.reading.types import DocumentType, Format, Outcome, UnreadableError
from tests.documents.reading.structured.shown import amounts, outcomes, printed_at, value, values

HEADER = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
SGML = f"""{HEADER}<OFX>
<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO
</STATUS><FI><ORG>Drakens Bank<FID>1</FI></SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS>
<CURDEF>ZAR
<BANKACCTFROM><BANKID>250655<ACCTID>62 0123 4567<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20240301<DTEND>20240331120000[+2:SAST]
<STMTTRN><TRNTYPE>POS<DTPOSTED>20240305120000.000[-5:EST]<DTAVAIL>20240306
<TRNAMT>-1234.50<FITID>F1<NAME>Checkers &amp; Co<MEMO>Checkers &amp; Co Durban
</STMTTRN>
<STMTTRN><TRNTYPE>CHECK<DTPOSTED>20240307<TRNAMT>.5<FITID>F2<CHECKNUM>1001<NAME>Interest</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL><BALAMT>766.00<DTASOF>20240331</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def read(text: str, encoding: str = "cp1252") -> StructuredReading:
    return read_structured(Format.OFX, text.encode(encoding))


def test_sgml_without_closing_tags_gives_account_period_and_bookings() -> None:
    reading = read(SGML)

    assert values(reading) == {
        "account_number": "6201234567",
        "bank_name": "Drakens Bank",
        "currency": "ZAR",
        "period_start": "2024-03-01",
        "period_end": "2024-03-31",
        "closing_balance": "766.00",
    }
    first, second = reading.extraction.lines
    assert (first.date, first.value_date) == (dt.date(2024, 3, 5), dt.date(2024, 3, 6))
    assert (str(first.amount), first.description, first.reference) == (
        "-1234.50",
        "Checkers & Co Durban",
        "F1",
    )
    assert (str(second.amount), second.reference) == ("0.5", "1001")
    assert reading.extraction.problems == ()


def test_values_are_shown_where_the_file_has_them() -> None:
    reading = read(SGML)

    assert (
        printed_at(reading, value(reading, "closing_balance"))
        == "<LEDGERBAL><BALAMT>766.00<DTASOF>20240331</LEDGERBAL>"
    )
    assert "TRNAMT>-1234.50" in printed_at(reading, reading.extraction.lines[0])
    assert "F2" not in printed_at(reading, reading.extraction.lines[0])


def test_a_file_in_one_long_line_is_broken_at_its_tags() -> None:
    reading = read(SGML.replace("\n<", "<"))

    assert printed_at(reading, value(reading, "closing_balance")) == "<BALAMT>766.00"
    assert amounts(reading) == ["-1234.50", "0.5"]


def test_the_opening_balance_is_not_made_up() -> None:
    assert outcomes(read(SGML))["statement_sum"] is Outcome.NOT_POSSIBLE


def test_xml_with_closed_empty_and_self_closed_tags_reads_alike() -> None:
    xml = """<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211"?>
    <OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF></CURDEF><BANKACCTFROM>
    <ACCTID>123456</ACCTID><ACCTTYPE/></BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20240305</DTPOSTED>
    <TRNAMT>-5.00</TRNAMT><FITID></FITID>
    <NAME><![CDATA[Café <Zürich>]]></NAME><MEMO/></STMTTRN></BANKTRANLIST>
    <LEDGERBAL><BALAMT> </BALAMT></LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""

    reading = read(xml, "utf-8")

    (line,) = reading.extraction.lines
    assert (line.description, str(line.amount)) == ("Café <Zürich>", "-5.00")
    assert values(reading) == {
        "account_number": "123456",
        "period_start": "2024-03-05",
        "period_end": "2024-03-05",
    }
    assert reading.extraction.problems == ("The closing balance is empty in the file.",)


def test_closing_tags_left_out_do_not_swallow_what_follows() -> None:
    broken = SGML.replace("</STMTTRN>", "").replace("</BANKTRANLIST>", "")

    reading = read(broken)

    assert amounts(reading) == ["-1234.50", "0.5"]
    assert values(reading)["closing_balance"] == "766.00"


def test_commas_only_are_decimal_signs() -> None:
    reading = read(SGML.replace("-1234.50", "-1234,50").replace(">.5", ">0,5").replace("766.00", "766,00"))

    assert amounts(reading) == ["-1234.50", "0.5"]
    assert values(reading)["closing_balance"] == "766.00"


def test_the_character_set_of_the_header_is_used() -> None:
    reading = read(SGML.replace("Durban", "Zürich"), "cp1252")

    assert reading.extraction.lines[0].description == "Checkers & Co Zürich"


def test_several_accounts_are_told_apart_and_cards_alone_are_card_statements() -> None:
    card = (
        "<OFX><CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>AUD<CCACCTFROM><ACCTID>4111222233334444"
        "</CCACCTFROM><BANKTRANLIST><STMTTRN><DTPOSTED>20240101<TRNAMT>-1.00</STMTTRN></BANKTRANLIST></CCSTMTRS>"
    )

    alone = read(HEADER + card)
    both = read(SGML + card)

    assert alone.label is DocumentType.CREDIT_CARD_STATEMENT
    assert both.label is DocumentType.BANK_STATEMENT
    assert values(both, "2: ...4444")["currency"] == "AUD"
    assert [line.account for line in both.extraction.lines] == ["1: ...4567", "1: ...4567", "2: ...4444"]


def test_dates_and_amounts_that_do_not_exist_stay_as_lines_with_sentences() -> None:
    reading = read(SGML.replace("20240305120000.000[-5:EST]", "20240231").replace("-1234.50", "12..3"))

    first = reading.extraction.lines[0]
    assert (first.date, first.amount, first.confidence) == (None, None, 0.5)
    assert reading.extraction.problems == (
        "The amount '12..3' of booking 1 cannot be read.",
        "The date '20240231' of booking 1 does not exist.",
    )


def test_investment_accounts_give_their_cash_and_say_that_the_rest_was_not_read() -> None:
    reading = read(
        f"{HEADER}<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><CURDEF>USD<INVACCTFROM><ACCTID>99988</INVACCTFROM>"
        "<INVTRANLIST><DTSTART>20240101<DTEND>20240131<BUYSTOCK><INVBUY><TOTAL>-50.00</INVBUY></BUYSTOCK>"
        "<INVBANKTRAN><STMTTRN><DTPOSTED>20240105<TRNAMT>10.00<NAME>Deposit</STMTTRN><SUBACCTFUND>CASH"
        "</INVBANKTRAN></INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>"
    )

    assert amounts(reading) == ["10.00"]
    assert reading.extraction.problems == (
        "This is an investment account: only its cash bookings were read.",
    )


def test_pending_bookings_are_listed_apart() -> None:
    pending = "<BANKTRANLISTP><STMTTRNP><DTTRAN>20240401<TRNAMT>-9.00<NAME>Hold</STMTTRNP></BANKTRANLISTP>"

    reading = read(SGML.replace("<LEDGERBAL>", f"{pending}<LEDGERBAL>"))

    assert [line.account for line in reading.extraction.lines] == ["", "", "pending"]
    assert reading.extraction.problems == ("1 bookings are still pending and count in no sum.",)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "The OFX file holds no statement. Download it once more with its bookings."),
        (
            "<SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Signon invalid</STATUS></SONRS>",
            (
                "The file holds no statement. The bank answered with error 15500: Signon invalid. "
                "Download the statement once more."
            ),
        ),
    ],
)
def test_files_without_statement_are_refused_with_the_bank_s_own_reason(body: str, sentence: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(f"{HEADER}<OFX>{body}</OFX>")

    assert (caught.value.code, caught.value.message) == ("no_statement", sentence)


def test_a_list_of_accounts_is_no_statement_but_can_be_looked_at() -> None:
    reading = read(f"{HEADER}<OFX><ACCTINFO><DESC>Savings</ACCTINFO></OFX>")

    assert reading.label is DocumentType.OTHER
    assert len(reading.pages) == 1
    assert reading.extraction.problems == (
        "The OFX file lists accounts or services of the bank, but holds no statement.",
    )
