"""QIF files of accounts and cards."""

import datetime as dt

from documents.reading.structured import StructuredReading, read_structured
from documents.reading.types import DocumentType, Format, Outcome
from tests.documents.reading.structured.shown import amounts, outcomes, printed_at, values


def read(text: str) -> StructuredReading:
    return read_structured(Format.QIF, text.encode())


def test_bookings_have_date_amount_description_and_number() -> None:
    reading = read(
        "!Type:Bank\nD31/1/2024\nT-1,000.50\nN101\nPLandlord\nMRent January\nLHome\n^\nD1/2/2024\nT5\nPX\n^\n"
    )

    first, second = reading.extraction.lines
    assert (first.date, second.date) == (dt.date(2024, 1, 31), dt.date(2024, 2, 1))
    assert amounts(reading) == ["-1000.50", "5"]
    assert (first.description, first.reference) == ("Landlord Rent January", "101")
    assert printed_at(reading, second) == "D1/2/2024 T5 PX"
    assert reading.extraction.problems == ()


def test_dates_with_apostrophes_and_spaces_are_understood() -> None:
    reading = read("!Type:Bank\nD 1/13' 5\nT1.00\n^\nD2/ 3'05\nT1.00\n^\n")

    assert [line.date for line in reading.extraction.lines] == [dt.date(2005, 1, 13), dt.date(2005, 2, 3)]


def test_an_order_of_dates_that_nothing_proves_is_said_and_lowers_the_confidence() -> None:
    reading = read("!Type:Bank\nD3/4/2024\nT1.00\n^\n")

    (line,) = reading.extraction.lines
    assert (line.date, line.confidence) == (dt.date(2024, 3, 4), 0.8)
    assert reading.extraction.problems == (
        "Nothing proves whether the dates give the day or the month first; the month was read first.",
    )


def test_the_first_entry_can_be_the_opening_balance_with_the_name_of_the_account() -> None:
    reading = read(
        "!Type:Bank\nD31/12/2023\nT100.00\nPOpening Balance\nL[Cheque 62012345]\n^\nD31/1/2024\nT-1.00\n^\n"
    )

    assert values(reading)["opening_balance"] == "100.00"
    assert values(reading)["account_number"] == "62012345"
    assert amounts(reading) == ["-1.00"]
    assert outcomes(reading)["statement_sum"] is Outcome.NOT_POSSIBLE


def test_accounts_announced_in_the_file_are_told_apart() -> None:
    reading = read(
        "!Account\nNSavings\nTBank\n^\n!Type:Bank\nD31/1/2024\nT1.00\n^\n"
        "!Account\nNVisa 44443333\nTCCard\n^\n!Type:CCard\nD30/1/2024\nT-2.00\n^\n"
    )

    assert reading.label is DocumentType.BANK_STATEMENT
    assert values(reading, "1")["account_name"] == "Savings"
    assert values(reading, "2: ...3333")["account_number"] == "44443333"
    assert [line.account for line in reading.extraction.lines] == ["1", "2: ...3333"]


def test_a_file_of_cards_only_is_a_card_statement() -> None:
    assert read("!Type:CCard\nD31/1/2024\nT-2.00\n^\n").label is DocumentType.CREDIT_CARD_STATEMENT


def test_unreadable_entries_stay_with_sentences() -> None:
    reading = read("!Type:Bank\nD31/31/2024\nTten\nPX\n^\n")

    (line,) = reading.extraction.lines
    assert (line.date, line.amount, line.description) == (None, None, "X")
    assert reading.extraction.problems == (
        "The amount 'ten' of booking 1 cannot be read.",
        "The date '31/31/2024' of booking 1 cannot be read.",
    )


def test_a_list_of_categories_is_no_statement() -> None:
    reading = read("!Type:Cat\nNFood\n^\n")

    assert reading.label is DocumentType.OTHER
    assert reading.extraction.problems == ("The QIF file holds no bookings of an account.",)
