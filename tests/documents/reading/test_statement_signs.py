"""Money in and money out: signs, marks, sections, and what the balances bear out; never a guess."""

from __future__ import annotations

import pytest

from tests.documents.reading.printed import amounts, check, normal, outcome, read


@pytest.mark.parametrize(
    ("out", "into"),
    [
        ("-100.00", "500.00"),
        ("100.00-", "500.00"),
        ("(100.00)", "500.00"),
        ("- R100.00", "+ R500.00"),
        ("100.00 Dr", "500.00 Cr"),
        ("100.00", "500.00Cr"),
        ("-100.00", "+500.00"),
        ("100.00 S", "500.00 H"),
    ],
)
def test_sign_is_read_in_every_form(out: str, into: str) -> None:
    found = read(f"""
Date         Details                     Amount
02/03/2025   Corner shop         {out:>15}
03/03/2025   Book shop           {out:>15}
05/03/2025   Workshop Ltd        {into:>15}
06/03/2025   Workshop Ltd        {into:>15}
""")

    assert amounts(found) == ["-100.00", "-100.00", "500.00", "500.00"]


def test_column_of_words_gives_the_sign() -> None:
    found = read("""
Datum        Omschrijving           Af Bij        Bedrag
02-03-2025   Boekhandel             Af            100,00
05-03-2025   Werkgever              Bij           500,00
""")

    assert amounts(found) == ["-100.00", "500.00"]


def test_sections_give_the_sign() -> None:
    found = read("""
Deposits and other credits
Date         Details                     Amount
03/05/2025   Payroll                     500.00
Withdrawals and other debits
Date         Details                     Amount
03/02/2025   Corner shop                 100.00
Checks paid
Date         Check number                Amount
03/04/2025   1044                         25.00
""")

    assert amounts(found) == ["500.00", "-100.00", "-25.00"]


def test_running_balance_decides_amounts_without_sign() -> None:
    found = read("""
Date         Details                Amount      Balance
             Opening balance                   1,000.00
02/03/2025   Alpha                  100.00       900.00
05/03/2025   Beta                   500.00     1,400.00
""")

    assert amounts(found) == ["-100.00", "500.00"]
    assert [line.confidence > 0.99 for line in found.lines] == [True, True]


def test_balances_at_the_end_of_days_decide_the_rows_between() -> None:
    found = read("""
Date         Details                Amount      Balance
             Opening balance                   1,000.00
02/03/2025   Alpha                  100.00
02/03/2025   Beta                    70.00       970.00
05/03/2025   Gamma                  500.00     1,470.00
""")

    assert amounts(found) == ["-100.00", "70.00", "500.00"]


def test_sum_decides_amounts_without_sign_where_only_one_solution_is_exact() -> None:
    found = read("""
Opening balance  1,000.00
Closing balance  1,407.50
Date         Details                Amount
02/03/2025   Alpha                  100.00
05/03/2025   Beta                   500.00
06/03/2025   Gamma                    7.50
""")

    assert amounts(found) == ["-100.00", "500.00", "7.50"]
    assert outcome(found, "statement_sum") == "passed"


def test_two_solutions_leave_the_rows_in_doubt() -> None:
    found = read("""
Opening balance  1,000.00
Closing balance  1,000.00
Date         Details                Amount
02/03/2025   Alpha                  100.00
05/03/2025   Beta                   100.00
""")

    assert [line.confidence < 0.7 for line in found.lines] == [True, True]
    assert "Nothing tells whether line 1 is money in or money out." in found.problems


def test_amounts_that_nothing_decides_are_left_in_doubt() -> None:
    found = read("""
Date         Details                Amount
02/03/2025   Alpha                  100.00
05/03/2025   Beta                   500.00
""")

    assert [line.confidence for line in found.lines] == [0.5, 0.5]
    assert len([p for p in found.problems if "money in or money out" in p]) == 2


def test_amount_without_sign_beside_signed_ones_is_no_doubt() -> None:
    found = read("""
Date         Details                Amount
02/03/2025   Alpha                 -100.00
05/03/2025   Beta                   500.00
""")

    assert amounts(found) == ["-100.00", "500.00"]
    assert [problem for problem in found.problems if "money in" in problem] == []


def test_printed_totals_decide_where_no_balance_is_printed() -> None:
    found = read("""
Total credits    500.00
Total debits     107.50
Date         Details                Amount
02/03/2025   Alpha                  100.00
05/03/2025   Beta                   500.00
06/03/2025   Gamma                    7.50
""")

    assert amounts(found) == ["-100.00", "500.00", "-7.50"]
    assert [line.confidence > 0.99 for line in found.lines] == [True] * 3


def test_zero_is_a_booking_without_doubt() -> None:
    found = read("""
Date         Details                Amount      Balance
             Opening balance                   1,000.00
02/03/2025   Free transfer            0.00     1,000.00
05/03/2025   Beta                   500.00     1,500.00
""")

    assert amounts(found) == ["0.00", "500.00"]
    assert outcome(found, "statement_sum") == "not_possible"


CARD = """
Credit card statement
Card number 5412 XXXX XXXX 0603
Minimum payment due  25.00
Previous balance  200.00
New balance       250.00
Date         Details                     Amount
02/03/2025   Corner shop                 100.00
05/03/2025   Book shop                    50.00
09/03/2025   {payment}
"""


@pytest.mark.parametrize(
    "payment", ["Payment - thank you        -100.00", "Payment - thank you         100.00 CR"]
)
def test_what_a_card_owes_is_negative(payment: str) -> None:
    found = read(CARD.format(payment=payment))

    assert amounts(found) == ["-100.00", "-50.00", "100.00"]
    assert (normal(found, "opening_balance"), normal(found, "closing_balance")) == ("-200.00", "-250.00")
    assert outcome(found, "statement_sum") == "passed"


def test_printed_text_of_a_card_balance_is_kept() -> None:
    found = read(CARD.format(payment="Payment - thank you        -100.00"))

    assert [value.text for value in found.values if value.name == "closing_balance"] == ["250.00"]


def test_altered_amount_is_not_made_to_fit() -> None:
    found = read("""
Date         Details                       Debit      Credit      Balance
             Opening balance                                     1,000.00
02/03/2025   Corner shop                  100.00                   900.00
03/03/2025   Book shop                    700.00                   830.00
05/03/2025   Workshop Ltd                             500.00     1,330.00
             Closing balance                                     1,330.00
""")

    assert amounts(found) == ["-100.00", "-700.00", "500.00"]
    assert check(found, "running_balance").line_number == 2
    assert outcome(found, "statement_sum") == "failed"


def test_closing_balance_printed_with_two_figures_is_told() -> None:
    found = read("""
Opening balance  1,000.00
Closing balance  9,900.00
Date         Details                       Debit      Credit      Balance
02/03/2025   Corner shop                  100.00                   900.00
             Closing balance                                       900.00
""")

    assert "The closing balance is printed with different figures: 900.00, 9900.00." in found.problems
