"""Exports of different banks: columns, signs, accounts."""

import datetime as dt

import pytest

from documents.reading.structured import StructuredReading, read_structured
from documents.reading.types import DocumentType, Format, Outcome
from tests.documents.reading.structured.shown import amounts, outcomes, printed_at, value, values


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
