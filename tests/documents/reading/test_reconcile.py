"""Statement arithmetic: passes exactly, and names the row that breaks."""

import datetime as dt
from decimal import Decimal

from documents.reading.reconcile import statement_checks
from documents.reading.types import CheckResult, Line, Outcome, Value


def value(name: str, normal: str, account: str = "") -> Value:
    return Value(name, normal, normal, 1.0, account=account)


def line(
    number: int, amount: str | None, balance: str | None = None, day: int = 1, account: str = ""
) -> Line:
    return Line(
        number,
        dt.date(2025, 3, day),
        "Booking",
        Decimal(amount) if amount is not None else None,
        Decimal(balance) if balance is not None else None,
        account=account,
    )


def check(values: list[Value], lines: list[Line], kind: str, account: str = "") -> CheckResult:
    results = statement_checks(values, lines)
    return next(result for result in results if (result.kind, result.account) == (kind, account))


BALANCES = [value("opening_balance", "100.00"), value("closing_balance", "70.10")]


def test_sum_passes_to_the_cent() -> None:
    result = check(BALANCES, [line(1, "-30.00"), line(2, "0.10")], "statement_sum")

    assert result.outcome is Outcome.PASSED
    assert result.expected == result.found == Decimal("70.10")


def test_sum_that_is_a_cent_off_says_by_how_much() -> None:
    result = check(BALANCES, [line(1, "-30.00"), line(2, "0.11")], "statement_sum")

    assert result.outcome is Outcome.FAILED
    assert (result.expected, result.found) == (Decimal("70.10"), Decimal("70.11"))
    assert "-0.01 is unexplained" in result.detail


def test_sum_that_fails_names_the_first_row_that_breaks() -> None:
    lines = [line(1, "-30.00", "70.00"), line(2, "1.10", "70.10"), line(3, "5.00", "75.10")]

    result = check(BALANCES, lines, "statement_sum")

    assert result.outcome is Outcome.FAILED
    assert result.line_number == 2


def test_sum_without_an_opening_balance_is_not_possible() -> None:
    result = check([value("closing_balance", "70.10")], [line(1, "-30.00")], "statement_sum")

    assert result.outcome is Outcome.NOT_POSSIBLE
    assert result.detail == "The opening balance could not be read."


def test_sum_with_an_unread_amount_is_not_possible_and_names_the_line() -> None:
    result = check(BALANCES, [line(1, "-30.00"), line(2, None)], "statement_sum")

    assert result.outcome is Outcome.NOT_POSSIBLE
    assert result.line_number == 2


def test_statement_without_bookings_passes_when_the_balances_are_equal() -> None:
    values = [value("opening_balance", "5.00"), value("closing_balance", "5.00")]

    assert check(values, [], "statement_sum").outcome is Outcome.PASSED


def test_statement_of_which_no_line_was_read_cannot_be_checked() -> None:
    values = [value("total_credits", "12.50"), *BALANCES]

    outcomes = {result.kind: result.outcome for result in statement_checks(values, [])}

    assert outcomes["statement_sum"] is Outcome.NOT_POSSIBLE
    assert outcomes["total_credits"] is Outcome.NOT_POSSIBLE


def test_running_balance_passes_oldest_first_from_the_opening_balance() -> None:
    result = check(BALANCES, [line(1, "-30.00", "70.00"), line(2, "0.10", "70.10")], "running_balance")

    assert result.outcome is Outcome.PASSED
    assert "2 printed balances" in result.detail


def test_running_balance_passes_newest_first() -> None:
    lines = [line(1, "0.10", "70.10", day=9), line(2, "-30.00", "70.00", day=2)]

    result = check(BALANCES, lines, "running_balance")

    assert result.outcome is Outcome.PASSED
    assert "newest first" in result.detail


def test_running_balance_at_the_end_of_each_day_covers_the_rows_between() -> None:
    lines = [line(1, "-30.00"), line(2, "5.00", "75.00"), line(3, "-4.90", "70.10", day=2)]

    assert check(BALANCES, lines, "running_balance").outcome is Outcome.PASSED


def test_altered_amount_breaks_its_own_row_only() -> None:
    lines = [line(1, "-30.00", "70.00"), line(2, "9.10", "70.10"), line(3, "1.00", "71.10")]

    result = check(BALANCES, lines, "running_balance")

    assert result.outcome is Outcome.FAILED
    assert result.line_number == 2
    assert (result.expected, result.found) == (Decimal("79.10"), Decimal("70.10"))
    assert "1 of 3 balances break" in result.detail


def test_altered_amount_newest_first_is_named() -> None:
    lines = [
        line(1, "-1.00", "69.10", day=9),
        line(2, "9.10", "70.10", day=5),
        line(3, "-30.00", "70.00", day=2),
    ]

    assert check(BALANCES, lines, "running_balance").line_number == 2


def test_altered_opening_balance_breaks_the_first_row() -> None:
    values = [value("opening_balance", "900.00"), value("closing_balance", "70.10")]

    result = check(values, [line(1, "-30.00", "70.00"), line(2, "0.10", "70.10")], "running_balance")

    assert result.line_number == 1


def test_running_balance_without_printed_balances_is_not_possible() -> None:
    result = check(BALANCES, [line(1, "-30.00"), line(2, "0.10")], "running_balance")

    assert result.outcome is Outcome.NOT_POSSIBLE


def test_running_balance_skips_nothing_silently_when_an_amount_is_missing() -> None:
    lines = [line(1, "-30.00", "70.00"), line(2, None, "70.05"), line(3, "0.05", "70.10")]

    result = check(BALANCES, lines, "running_balance")

    assert result.outcome is Outcome.NOT_POSSIBLE
    assert result.line_number == 2


def test_period_names_the_first_line_outside() -> None:
    values = [value("period_start", "2025-03-01"), value("period_end", "2025-03-15")]

    result = check(values, [line(1, "1.00", day=15), line(2, "1.00", day=16)], "period")

    assert result.outcome is Outcome.FAILED
    assert result.line_number == 2


def test_period_passes_on_its_first_and_last_day() -> None:
    values = [value("period_start", "2025-03-01"), value("period_end", "2025-03-15")]

    result = check(values, [line(1, "1.00", day=1), line(2, "1.00", day=15)], "period")

    assert result.outcome is Outcome.PASSED


def test_printed_totals_are_compared_whatever_their_printed_sign() -> None:
    values = [value("total_credits", "12.50"), value("total_debits", "-30.00")]
    lines = [line(1, "-30.00"), line(2, "2.50"), line(3, "10.00")]

    assert check(values, lines, "total_credits").outcome is Outcome.PASSED
    assert check(values, lines, "total_debits").outcome is Outcome.PASSED


def test_total_that_differs_fails_with_both_figures() -> None:
    result = check([value("total_credits", "12.50")], [line(1, "2.50")], "total_credits")

    assert result.outcome is Outcome.FAILED
    assert (result.expected, result.found) == (Decimal("12.50"), Decimal("2.50"))


def test_totals_that_are_not_printed_are_not_checked() -> None:
    kinds = [result.kind for result in statement_checks(BALANCES, [line(1, "-29.90")])]

    assert kinds == ["statement_sum", "running_balance", "period"]


def test_each_account_is_checked_on_its_own() -> None:
    values = [
        value("opening_balance", "0.00", "A"),
        value("closing_balance", "1.00", "A"),
        value("opening_balance", "9.00", "B"),
        value("closing_balance", "5.00", "B"),
        value("bank_name", "Example Bank"),
    ]
    lines = [line(1, "1.00", account="A"), line(2, "-3.00", account="B")]

    results = statement_checks(values, lines)

    assert [result.account for result in results] == ["A"] * 3 + ["B"] * 3
    assert check(values, lines, "statement_sum", "A").outcome is Outcome.PASSED
    assert check(values, lines, "statement_sum", "B").outcome is Outcome.FAILED
