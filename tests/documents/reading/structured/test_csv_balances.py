"""Balances of exports: running, derived, noted around the table, and fees beside amounts."""

from documents.reading.structured import StructuredReading, read_structured
from documents.reading.types import Format, Outcome
from tests.documents.reading.structured.shown import amounts, check, outcomes, printed_at, value, values


def read(text: str, encoding: str = "utf-8") -> StructuredReading:
    return read_structured(Format.CSV, text.encode(encoding))


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


def test_of_several_closing_rows_the_last_counts() -> None:
    reading = read(
        "Date,Text,Amount,Balance\n15/01/2024,A,-5.00,95.00\n,Balance carried forward,,95.00\n"
        "16/01/2024,B,-5.00,90.00\n,Balance carried forward,,90.00\n"
    )

    closing = value(reading, "closing_balance")
    assert (closing.normal, closing.rule) == ("90.00", "table:balance_row")


def test_a_balance_noted_for_the_file_is_given_to_none_of_several_accounts() -> None:
    reading = read(
        "Opening balance,100.00\nDate,Account,Text,Amount\n"
        "31/01/2024,Cheque 1111,A,-5.00\n31/01/2024,Savings 2222,B,7.00\n"
    )

    assert "opening_balance" not in values(reading, "1: ...1111") | values(reading, "2: ...2222")


def test_a_balance_that_is_the_same_in_all_rows_is_that_of_the_download() -> None:
    reading = read("Date,Text,Amount,Balance\n31/01/2024,A,-5.00,95.00\n15/01/2024,B,7.00,95.00\n")

    assert [line.balance for line in reading.extraction.lines] == [None, None]
    assert (value(reading, "closing_balance").normal, value(reading, "closing_balance").confidence) == (
        "95.00",
        0.85,
    )
