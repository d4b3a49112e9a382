"""Exports of different banks: columns, signs, order, balances, notes around the table."""

import datetime as dt

import pytest

from documents.reading.structured import StructuredReading, read_structured
from documents.reading.types import DocumentType, Format, Outcome
from tests.documents.reading.structured.shown import amounts, check, outcomes, printed_at, value, values


def read(text: str, encoding: str = "utf-8") -> StructuredReading:
    return read_structured(Format.CSV, text.encode(encoding))


def test_headings_say_which_column_holds_what() -> None:
    reading = read(
        "Account,Date,Value Date,Description,Payee,Amount,Currency,Balance,Reference\n"
        "62012345,2024-01-30,2024-01-31,Salary,Acme,1500.00,ZAR,2500.00,R1\n"
        "62012345,2024-01-31,2024-02-01,Rent,Landlord,-1000.00,ZAR,1500.00,R2\n"
    )

    assert reading.label is DocumentType.BANK_STATEMENT
    assert values(reading) == {
        "account_number": "62012345",
        "currency": "ZAR",
        "closing_balance": "1500.00",
        "opening_balance": "1000.00",
        "period_start": "2024-01-30",
        "period_end": "2024-01-31",
    }
    first, second = reading.extraction.lines
    assert (first.date, first.value_date) == (dt.date(2024, 1, 30), dt.date(2024, 1, 31))
    assert (first.description, first.reference, str(first.balance)) == ("Salary Acme", "R1", "2500.00")
    assert printed_at(reading, second).split()[:3] == ["62012345", "2024-01-31", "2024-02-01"]
    assert outcomes(reading)["running_balance"] is Outcome.PASSED
    assert reading.extraction.problems == ()


def test_a_derived_opening_balance_says_so_and_is_less_sure() -> None:
    reading = read("Date,Text,Amount,Balance\n2024-01-31,A,-5.00,95.00\n2024-02-01,B,1.00,96.00\n")

    opening, closing = value(reading, "opening_balance"), value(reading, "closing_balance")
    assert (opening.normal, opening.rule, opening.confidence) == (
        "100.00",
        "derived_from_running_balance",
        0.9,
    )
    assert (closing.normal, closing.rule, closing.confidence) == ("96.00", "last_running_balance", 0.95)
    assert printed_at(reading, closing) == "96.00"


def test_without_a_running_balance_no_balance_is_made_up() -> None:
    reading = read("Date,Text,Amount\n2024-01-31,A,-5.00\n")

    assert set(values(reading)) == {"period_start", "period_end"}
    assert outcomes(reading)["statement_sum"] is Outcome.NOT_POSSIBLE


def test_newest_first_keeps_its_order_and_the_oldest_row_opens() -> None:
    reading = read("Date,Text,Amount,Balance\n2024-02-02,B,10.00,105.00\n2024-01-31,A,-5.00,95.00\n")

    assert amounts(reading) == ["10.00", "-5.00"]
    assert (values(reading)["opening_balance"], values(reading)["closing_balance"]) == ("100.00", "105.00")
    assert outcomes(reading)["statement_sum"] is Outcome.PASSED
    assert outcomes(reading)["running_balance"] is Outcome.PASSED


def test_on_one_day_the_balances_tell_which_row_is_the_newest() -> None:
    reading = read("Date,Text,Amount,Balance\n2024-01-31,B,10.00,105.00\n2024-01-31,A,-5.00,95.00\n")

    assert values(reading)["closing_balance"] == "105.00"


def test_a_row_that_breaks_the_running_balance_is_named() -> None:
    reading = read(
        "Date,Text,Amount,Balance\n2024-01-30,A,1.00,1.00\n2024-01-31,B,2.00,9.00\n2024-02-01,C,1.00,10.00\n"
    )

    assert check(reading, "running_balance").line_number == 2


@pytest.mark.parametrize(
    "table",
    [
        "Date,Text,Debit,Credit\n31/01/2024,A,5.00,\n01/02/2024,B,,7.50\n",
        "Date,Text,Debit,Credit\n31/01/2024,A,-5.00,\n01/02/2024,B,,7.50\n",
        "Date,Text,Debit,Credit\n31/01/2024,A,5.00,0.00\n01/02/2024,B,0.00,7.50\n",
        "Date,Text,Amount,D/C\n31/01/2024,A,5.00,D\n01/02/2024,B,7.50,C\n",
        "Date,Text,Amount,Type\n31/01/2024,A,5.00,debit\n01/02/2024,B,7.50,credit\n",
        "Date,Text,Amount\n31/01/2024,A,(5.00)\n01/02/2024,B,7.50\n",
        "Date,Text,Amount\n31/01/2024,A,5.00-\n01/02/2024,B,7.50\n",
        "Date,Text,Amount\n31/01/2024,A,5.00 DR\n01/02/2024,B,7.50 CR\n",
        "Date,Text,Amount\n31/01/2024,A,R -5.00\n01/02/2024,B,R 7.50\n",
        "Datum;Text;Soll;Haben\n31.01.2024;A;5,00;\n01.02.2024;B;;7,50\n",
        "Datum;Omschrijving;Bedrag (EUR);Af Bij\n20240131;A;5,00;Af\n20240201;B;7,50;Bij\n",
        "Fecha;Concepto;Cargo;Abono\n31/01/2024;A;5,00;\n01/02/2024;B;;7,50\n",
        "Date opération;Libellé;Débit;Crédit\n31/01/2024;A;5,00;\n01/02/2024;B;;7,50\n",
        "Data contabile;Descrizione;Dare;Avere\n31/01/2024;A;-5,00;\n01/02/2024;B;;7,50\n",
        "Datum,Beskrywing,Debiet,Krediet\n31/01/2024,A,5.00,\n01/02/2024,B,,7.50\n",
    ],
)
def test_signs_are_understood_in_the_forms_and_languages_of_the_banks(table: str) -> None:
    reading = read(table)

    assert [float(line.amount or 0) for line in reading.extraction.lines] == [-5.0, 7.5]
    assert [line.date for line in reading.extraction.lines] == [dt.date(2024, 1, 31), dt.date(2024, 2, 1)]
    assert [line.description for line in reading.extraction.lines] == ["A", "B"]


def test_debits_with_mixed_signs_follow_the_running_balance() -> None:
    reading = read(
        "Date,Text,Debit,Credit,Balance\n31/01/2024,Fee,5.00,,95.00\n01/02/2024,Fee back,-5.00,,100.00\n"
    )

    assert amounts(reading) == ["-5.00", "5.00"]


def test_a_fee_beside_the_amount_is_a_line_of_its_own_where_the_balance_proves_it() -> None:
    table = "Date,Description,Money In,Money Out,Fee,Balance\n"
    rows = ["2024-01-31,Pay,50.00,,,1050.00\n", "2024-02-01,Cash,,-200.00,-10.00,840.00\n"]

    oldest_first, newest_first = read(table + rows[0] + rows[1]), read(table + rows[1] + rows[0])

    assert amounts(oldest_first) == ["50.00", "-200.00", "-10.00"]
    assert [line.description for line in oldest_first.extraction.lines] == ["Pay", "Cash", "Fee"]
    assert outcomes(oldest_first)["running_balance"] is Outcome.PASSED
    assert amounts(newest_first) == ["-200.00", "-10.00", "50.00"]
    assert outcomes(newest_first)["running_balance"] is Outcome.PASSED


def test_fees_that_no_balance_proves_are_not_counted_and_said() -> None:
    reading = read("Date,Description,Amount,Fee\n2024-01-31,Cash,-200.00,-10.00\n")

    assert amounts(reading) == ["-200.00"]
    assert reading.extraction.problems == (
        "The fees beside the amounts are not counted: no balance proves them.",
    )


def test_fees_inside_the_amount_are_left_there() -> None:
    reading = read("Date,Name,Gross,Fee,Net,Balance\n15/01/2024,A,100,-3,97,97\n16/01/2024,B,10,-1,9,106\n")

    assert amounts(reading) == ["97", "9"]
    assert reading.extraction.problems == ()


def test_notes_around_the_table_give_account_holder_period_and_balances() -> None:
    reading = read(
        "Account Number : 62012345,Account Name : Thandi Nkosi,: ZAR\n"
        "From 01/01/2024 to 31/01/2024,,\n"
        'Balance at end of period,,"+1 070,11"\n'
        'Date,Label,Debit,Credit\n31/01/24,A,"-29,89",\n30/01/24,B,,"1 000,00"\n'
        'Balance at start of period,,"+100,00"\n'
    )

    assert values(reading) == {
        "account_number": "62012345",
        "account_holder": "Thandi Nkosi",
        "currency": "ZAR",
        "period_start": "2024-01-01",
        "period_end": "2024-01-31",
        "closing_balance": "1070.11",
        "opening_balance": "100.00",
    }
    assert outcomes(reading)["statement_sum"] is Outcome.PASSED


def test_rows_that_bring_balances_forward_are_no_bookings() -> None:
    reading = read(
        "Date,Text,Amount,Balance\n01/01/2024,Opening balance,,100.00\n15/01/2024,A,-5.00,95.00\n"
        ",Total,-5.00,\n31/01/2024,Closing balance,,95.00\n"
    )

    assert amounts(reading) == ["-5.00"]
    assert value(reading, "opening_balance").confidence == 0.95
    assert outcomes(reading)["statement_sum"] is Outcome.PASSED
    assert reading.extraction.problems == ()


def test_a_balance_that_is_the_same_in_all_rows_is_that_of_the_download() -> None:
    reading = read("Date,Text,Amount,Balance\n31/01/2024,A,-5.00,95.00\n15/01/2024,B,7.00,95.00\n")

    assert [line.balance for line in reading.extraction.lines] == [None, None]
    assert (value(reading, "closing_balance").normal, value(reading, "closing_balance").confidence) == (
        "95.00",
        0.85,
    )


def test_accounts_and_currencies_of_one_table_are_told_apart() -> None:
    reading = read(
        "Date,Account Name,Text,Amount,Currency\n31/01/2024,Cheque 1111,A,-5.00,ZAR\n"
        "31/01/2024,Savings 2222,B,7.00,ZAR\n31/01/2024,Savings 2222,C,8.00,USD\n"
    )

    assert [line.account for line in reading.extraction.lines] == ["1: ...1111", "2: ...2222", "3: ...2222"]
    assert values(reading, "3: ...2222")["currency"] == "USD"


def test_an_account_column_that_varies_may_be_the_other_side_s() -> None:
    reading = read(
        "Kontonummer:;DE89370400440532013000 / Girokonto\n\n"
        "Buchungstag;Verwendungszweck;Kontonummer;Betrag (EUR)\n"
        "31.01.2024;A;DE02120300000000202051;-5,00\n30.01.2024;B;DE02100500000054540402;7,00\n"
    )

    assert value(reading, "iban").normal == "DE89370400440532013000"
    assert value(reading, "currency").normal == "EUR"


def test_a_name_of_an_account_is_not_its_number() -> None:
    assert "account_number" not in values(read("Date,Account,Amount\n31/01/2024,My Cheque,-5.00\n"))


def test_an_unreadable_amount_keeps_its_row_and_is_named() -> None:
    reading = read("Date,Description,Amount\n2024-04-02,Valid,100.00\n2024-04-03,Garbled,12..34\n")

    assert amounts(reading) == ["100.00", "None"]
    assert reading.extraction.lines[1].confidence == 0.5
    assert reading.extraction.problems == ("The amount '12..34' in row 3 cannot be read.",)


def test_dated_rows_without_amount_are_counted() -> None:
    reading = read("Date,Action,Quantity,Amount\n01/31/2024,Split,300,\n01/30/2024,Sell,100,$261.50\n")

    assert amounts(reading) == ["261.50"]
    assert reading.extraction.problems == ("1 dated rows carry no amount and are not listed (rows 2).",)


def test_dates_without_year_take_the_year_of_the_period() -> None:
    reading = read(
        "Statement period: 15 December 2023 to 14 January 2024\n"
        "Date,Description,Amount\n20 Dec,Rent,-100.00\n05 Jan,Pay,200.00\n"
    )

    assert [line.date for line in reading.extraction.lines] == [dt.date(2023, 12, 20), dt.date(2024, 1, 5)]


@pytest.mark.parametrize(
    ("dates", "expected", "proven"),
    [
        (["13/02/2024", "01/03/2024"], ["2024-02-13", "2024-03-01"], True),
        (["02/13/2024", "03/01/2024"], ["2024-02-13", "2024-03-01"], True),
        (["01/02/2024", "03/02/2024", "05/02/2024"], ["2024-02-01", "2024-02-03", "2024-02-05"], True),
        (["02/01/2024", "02/03/2024", "02/05/2024"], ["2024-02-01", "2024-02-03", "2024-02-05"], True),
        (["03/04/2024"], ["2024-04-03"], False),
        (["1/13/2024 10:05 AM", "1/2/2024 3:15 PM"], ["2024-01-13", "2024-01-02"], True),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_the_whole_column(
    dates: list[str],
    expected: list[str],
    proven: bool,  # noqa: FBT001  # a column of the table
) -> None:
    reading = read("Date,Text,Amount\n" + "".join(f"{date},x,1.00\n" for date in dates))

    assert [str(line.date) for line in reading.extraction.lines] == expected
    assert (reading.extraction.problems == ()) is proven
    assert {line.confidence for line in reading.extraction.lines} == {0.97 if proven else 0.75}


def test_a_file_without_headings_is_told_by_its_content() -> None:
    reading = read(
        "2024-01-31,-5.00,Rent in January,95.00\n2024-02-01,7.00,Salary,102.00\n2024-02-02,-1.00,Fee,101.00\n"
    )

    assert amounts(reading) == ["-5.00", "7.00", "-1.00"]
    assert values(reading)["closing_balance"] == "101.00"
    assert [line.description for line in reading.extraction.lines] == ["Rent in January", "Salary", "Fee"]
    assert {line.confidence for line in reading.extraction.lines} == {0.95}


def test_columns_told_by_content_alone_are_said_to_be() -> None:
    reading = read('"12/15/2018","Your payment","EUR","1,525.00","","INV0001"\n')

    assert amounts(reading) == ["1525.00"]
    assert reading.extraction.lines[0].confidence == 0.85
    assert reading.extraction.problems == (
        "The file has no headings; its columns were told by their content.",
    )


def test_headings_alone_are_a_statement_without_bookings() -> None:
    reading = read("Date,Label,Currency,Amount\n")

    assert reading.label is DocumentType.BANK_STATEMENT
    assert reading.extraction.problems == ("The table has headings, but no bookings.",)


@pytest.mark.parametrize(
    "table",
    [
        "Start Date,End Date,Start Balance,End Balance\n2014-01-21,2014-04-20,0.00,1.00\n",
        "AccountId,StatementCreated,NumTransactions,NetAmount\n500000,2010-10-18T17:00:00+01:00,3,-64321.5\n",
        "Product,Quantity,Price\nA,1,2.50\nB,2,3.50\n",
    ],
)
def test_a_table_that_is_no_statement_is_shown_and_says_so(table: str) -> None:
    reading = read(table)

    assert reading.label is DocumentType.OTHER
    assert reading.extraction.problems == (
        "The table is no statement: it has no column of dates beside one of amounts.",
    )
    assert reading.pages[0].text.startswith(table.partition(",")[0])


def test_a_table_that_names_a_card_is_a_card_statement() -> None:
    reading = read("Card Number,4111\nDate,Text,Amount\n31/01/2024,A,-5.00\n")

    assert reading.label is DocumentType.CREDIT_CARD_STATEMENT
