"""CAMT.052, 053 and 054: accounts, balances, entries, pages."""

import datetime as dt

import pytest

from documents.reading.structured import StructuredReading, read_structured
from documents.reading.types import DocumentType, Format, Outcome, UnreadableError
from tests.documents.reading.structured.shown import amounts, check, outcomes, printed_at, value, values


def balance(code: str, amount: str, date: str, mark: str = "CRDT", currency: str = "ZAR") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>{amount}</Amt>"
        f"<CdtDbtInd>{mark}</CdtDbtInd><Dt><Dt>{date}</Dt></Dt></Bal>"
    )


def entry(
    amount: str, mark: str, details: str = "", *, status: str = "<Sts>BOOK</Sts>", more: str = ""
) -> str:
    return (
        f"<Ntry><Amt Ccy='ZAR'>{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>{more}{status}"
        "<BookgDt><Dt>2024-03-05</Dt></BookgDt><ValDt><Dt>2024-03-06</Dt></ValDt>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def statement(*parts: str, number: str = "7", account: str = "<IBAN>DE89370400440532013000</IBAN>") -> str:
    return (
        f"<Stmt><Id>S{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><Acct><Id>{account}</Id>"
        "<Ownr><Nm>Thandi Nkosi</Nm></Ownr><Svcr><FinInstnId><Nm>Drakens Bank</Nm></FinInstnId></Svcr></Acct>"
        f"{''.join(parts)}</Stmt>"
    )


def read(*statements: str, message: str = "BkToCstmrStmt", version: str = "053.001.08") -> StructuredReading:
    namespace = f"urn:iso:std:iso:20022:tech:xsd:camt.{version}"
    xml = f"<Document xmlns='{namespace}'><{message}>{''.join(statements)}</{message}></Document>"
    return read_structured(Format.CAMT, xml.encode())


def test_a_statement_gives_its_account_balances_and_period() -> None:
    reading = read(
        statement(
            balance("OPBD", "100.00", "2024-03-01"),
            balance("CLBD", "10.50", "2024-03-31", "DBIT"),
            entry("110.50", "DBIT"),
        )
    )

    assert reading.label is DocumentType.BANK_STATEMENT
    assert values(reading) == {
        "account_number": "DE89370400440532013000",
        "iban": "DE89370400440532013000",
        "account_holder": "Thandi Nkosi",
        "bank_name": "Drakens Bank",
        "statement_number": "7",
        "opening_balance": "100.00",
        "closing_balance": "-10.50",
        "currency": "ZAR",
        "period_start": "2024-03-01",
        "period_end": "2024-03-31",
    }
    assert value(reading, "closing_balance").confidence == 0.99
    assert value(reading, "period_start").rule == "first_date"
    assert outcomes(reading)["statement_sum"] is Outcome.PASSED


def test_an_entry_says_who_what_for_and_under_which_reference() -> None:
    details = (
        "<TxDtls><Refs><EndToEndId>INV-9</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Acme</Nm></Pty></Dbtr>"
        "<Cdtr><Pty><Nm>Me</Nm></Pty></Cdtr></RltdPties><RmtInf><Ustrd>Invoice</Ustrd><Ustrd>nine</Ustrd></RmtInf>"
        "</TxDtls>"
    )

    reading = read(statement(entry("5.00", "CRDT", details)))

    (line,) = reading.extraction.lines
    assert (line.description, line.reference) == ("Acme Invoice nine", "INV-9")
    assert (line.date, line.value_date) == (dt.date(2024, 3, 5), dt.date(2024, 3, 6))
    assert printed_at(reading, line).startswith('<Ntry> <Amt Ccy="ZAR">5.00</Amt>')


def test_a_batch_is_one_line_with_its_transactions_in_the_description() -> None:
    one = "<TxDtls><RltdPties><Cdtr><Nm>{}</Nm></Cdtr></RltdPties></TxDtls>"
    batch = "<Btch><PmtInfId>B1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>"

    reading = read(statement(entry("30.00", "DBIT", batch + one.format("Ann") + one.format("Ben"))))

    (line,) = reading.extraction.lines
    assert (str(line.amount), line.description, line.reference) == (
        "-30.00",
        "Ann Ben (2 transactions)",
        "B1",
    )


def test_a_reversal_keeps_the_direction_of_the_entry() -> None:
    reading = read(statement(entry("8.00", "CRDT", more="<RvslInd>true</RvslInd>")))

    assert amounts(reading) == ["8.00"]
    assert reading.extraction.lines[0].description == "Reversal"


def test_pending_entries_are_listed_apart_and_counted_nowhere() -> None:
    reading = read(
        statement(
            balance("OPBD", "100.00", "2024-03-01"),
            balance("CLBD", "90.00", "2024-03-31"),
            entry("10.00", "DBIT", status="<Sts><Cd>BOOK</Cd></Sts>"),
            entry("99.00", "DBIT", status="<Sts><Cd>PDNG</Cd></Sts>"),
        )
    )

    assert [line.account for line in reading.extraction.lines] == ["", "pending"]
    assert outcomes(reading)["statement_sum"] is Outcome.PASSED
    assert reading.extraction.problems == ("1 of 2 entries are not booked yet and count in no sum.",)


def test_statements_of_one_file_are_told_apart_without_giving_the_account_away() -> None:
    first = statement(
        balance("OPBD", "1.00", "2024-03-01"), balance("CLBD", "2.00", "2024-03-31"), entry("1.00", "CRDT")
    )
    second = statement(
        balance("PRCD", "5.00", "2024-04-01"),
        balance("CLBD", "9.00", "2024-04-30"),
        entry("1.00", "CRDT"),
        number="8",
    )

    reading = read(first, second)

    assert [line.account for line in reading.extraction.lines] == ["1: ...3000", "2: ...3000"]
    assert values(reading, "2: ...3000")["opening_balance"] == "5.00"
    assert check(reading, "statement_sum", "1: ...3000").outcome is Outcome.PASSED
    assert check(reading, "statement_sum", "2: ...3000").outcome is Outcome.FAILED


def test_a_balance_that_moves_without_bookings_is_reported() -> None:
    reading = read(statement(balance("OPBD", "5.00", "2024-03-01"), balance("CLBD", "9.00", "2024-03-31")))

    assert reading.extraction.problems == (
        "The balance moves from 5.00 to 9.00, but the file has no bookings.",
    )


def test_the_second_page_of_a_statement_is_added_to_the_first() -> None:
    first = statement(
        "<StmtPgntn><PgNb>1</PgNb></StmtPgntn>",
        balance("OPBD", "100.00", "2024-03-01"),
        balance("ITBD", "101.00", "2024-03-15"),
        entry("1.00", "CRDT"),
    )
    second = statement(
        "<StmtPgntn><PgNb>2</PgNb></StmtPgntn>",
        balance("ITBD", "101.00", "2024-03-15"),
        balance("CLBD", "103.00", "2024-03-31"),
        entry("2.00", "CRDT"),
    )

    reading = read(first, second)

    assert amounts(reading) == ["1.00", "2.00"]
    assert (values(reading)["opening_balance"], values(reading)["closing_balance"]) == ("100.00", "103.00")
    assert outcomes(reading)["statement_sum"] is Outcome.PASSED


def test_balances_in_different_currencies_are_reported() -> None:
    reading = read(
        statement(
            balance("OPBD", "1.00", "2024-03-01"), balance("CLBD", "1.00", "2024-03-31", currency="USD")
        )
    )

    assert reading.extraction.problems == ("The balances are in different currencies: USD, ZAR.",)


@pytest.mark.parametrize(
    ("message", "container", "version"),
    [
        ("BkToCstmrAcctRptV01", "Rpt", "052.001.01"),
        ("BkToCstmrAcctRpt", "Rpt", "052.001.08"),
        ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "054.001.04"),
    ],
)
def test_reports_and_notifications_are_read_like_statements(
    message: str, container: str, version: str
) -> None:
    inner = statement(entry("3.00", "DBIT"), account="<Othr><Id>62 0123 4567</Id></Othr>")

    reading = read(inner.replace("Stmt>", f"{container}>"), message=message, version=version)

    assert values(reading)["account_number"] == "6201234567"
    assert amounts(reading) == ["-3.00"]
    assert outcomes(reading)["statement_sum"] is Outcome.NOT_POSSIBLE


def test_the_interim_balance_of_a_report_closes_it_less_surely() -> None:
    reading = read(
        statement(
            balance("OPBD", "100.00", "2024-03-01"),
            balance("ITBD", "97.00", "2024-03-15"),
            entry("3.00", "DBIT"),
        )
    )

    closing = value(reading, "closing_balance")
    assert (closing.normal, closing.rule, closing.confidence) == ("97.00", "camt:ITBD", 0.95)
    assert outcomes(reading)["statement_sum"] is Outcome.PASSED


def test_a_message_without_statement_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnreadableError) as caught:
        read()

    assert caught.value.code == "no_statement"
    assert caught.value.message.endswith("Export it again with its bookings.")


def test_an_entry_whose_amount_cannot_be_read_stays_with_a_sentence() -> None:
    reading = read(statement(entry("1,5x", "DBIT")))

    (line,) = reading.extraction.lines
    assert (line.amount, line.confidence) == (None, 0.5)
    assert reading.extraction.problems == ("The amount of entry 1 cannot be read.",)
