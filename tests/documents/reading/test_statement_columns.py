"""Amounts are told apart by the columns they stand in, whatever the language of the heading."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.documents.reading.printed import amounts, normal, outcome, read

HEADINGS = {
    "English": ("Date", "Description", "Money out", "Money in", "Balance"),
    "Afrikaans": ("Datum", "Besonderhede", "Debiet", "Krediet", "Saldo"),
    "German": ("Buchungstag", "Verwendungszweck", "Soll", "Haben", "Saldo"),
    "French": ("Date", "Libellé", "Débit", "Crédit", "Solde"),
    "Dutch": ("Datum", "Omschrijving", "Af", "Bij", "Saldo"),
    "Spanish": ("Fecha", "Concepto", "Cargos", "Abonos", "Saldo"),
    "Italian": ("Data", "Descrizione", "Addebiti", "Accrediti", "Saldo"),
}


def table(heading: tuple[str, ...]) -> str:
    date, text, out, into, balance = heading
    return f"""
{date:<13}{text:<24}{out:>12}{into:>12}{balance:>14}
02/03/2025   Corner shop                   100.00                    900.00
05/03/2025   Workshop Ltd                               500.00     1,400.00
"""


@pytest.mark.parametrize("language", sorted(HEADINGS))
def test_debit_and_credit_columns_give_the_sign(language: str) -> None:
    found = read(table(HEADINGS[language]))

    assert amounts(found) == ["-100.00", "500.00"]
    assert [str(line.balance) for line in found.lines] == ["900.00", "1400.00"]


def test_heading_of_two_rows_is_one_heading() -> None:
    found = read("""
Date         Details                       Money       Money      Running
                                             out          in      balance
02/03/2025   Corner shop                  100.00                   900.00
05/03/2025   Workshop Ltd                             500.00     1,400.00
""")

    assert amounts(found) == ["-100.00", "500.00"]


def test_a_column_with_a_single_amount_is_still_its_column() -> None:
    rows = "\n".join(
        f"{day:02}/03/2025   Corner shop                    10.00                  {1000 - 10 * day:,.2f}"
        for day in range(1, 21)
    )
    found = read(f"""
Date         Details                       Debit      Credit      Balance
{rows}
25/03/2025   Workshop Ltd                             500.00     1,300.00
""")

    assert amounts(found)[-1] == "500.00"


def test_fee_in_its_own_column_is_a_line_of_its_own_where_the_balance_says_so() -> None:
    found = read("""
Date         Details                  Money in   Money out       Fee      Balance
             Opening balance                                                1,000.00
02/03/2025   Cash machine                           100.00      2.00        898.00
05/03/2025   Workshop Ltd               500.00                            1,398.00
""")

    assert [(line.description, str(line.amount), line.balance) for line in found.lines] == [
        ("Cash machine", "-100.00", None),
        ("Fee", "-2.00", Decimal("898.00")),
        ("Workshop Ltd", "500.00", Decimal("1398.00")),
    ]
    assert outcome(found, "running_balance") == "passed"


def test_fee_that_the_balance_leaves_out_is_no_booking() -> None:
    found = read("""
Date         Details                  Credit       Debit    Charges      Balance
             Opening balance                                             1,000.00
02/03/2025   Cash machine                         100.00       2.00        900.00
05/03/2025   Workshop Ltd             500.00                             1,400.00
""")

    assert amounts(found) == ["-100.00", "500.00"]


def test_available_balance_beside_the_balance_is_left_out() -> None:
    found = read("""
Date         Details                Amount      Balance   Available balance
02/03/2025   Corner shop           -100.00       900.00            1,900.00
05/03/2025   Workshop Ltd           500.00     1,400.00            2,400.00
""")

    assert [str(line.balance) for line in found.lines] == ["900.00", "1400.00"]


def test_rows_of_balances_and_totals_are_no_bookings() -> None:
    found = read("""
Date         Details                       Debit      Credit      Balance
             Balance brought forward                             1,000.00
02/03/2025   Corner shop                  100.00                   900.00
             Balance carried forward                               900.00
             Totals                       100.00        0.00
             Closing balance                                       900.00
""")

    assert amounts(found) == ["-100.00"]
    assert (normal(found, "opening_balance"), normal(found, "closing_balance")) == ("1000.00", "900.00")


def test_shop_with_total_in_its_name_is_a_booking() -> None:
    found = read("""
Date         Details                       Debit      Credit      Balance
02/03/2025   TOTAL GARAGE SANDTON         100.00                   900.00
05/03/2025   Workshop Ltd                             500.00     1,400.00
""")

    assert amounts(found) == ["-100.00", "500.00"]


def test_pages_with_their_own_headings_and_carried_balances_make_one_statement() -> None:
    found = read("""
Date         Details                       Debit      Credit      Balance
             Balance brought forward                             1,000.00
02/03/2025   Corner shop                  100.00                   900.00
             Balance carried forward                               900.00
\fDate         Details                       Debit      Credit      Balance
             Balance brought forward                               900.00
05/03/2025   Workshop Ltd                             500.00     1,400.00
             Balance carried forward                             1,400.00
""")

    assert amounts(found) == ["-100.00", "500.00"]
    assert [line.page for line in found.lines] == [1, 2]
    assert normal(found, "opening_balance") == "1000.00"
    assert normal(found, "closing_balance") == "1400.00"
    assert outcome(found, "statement_sum") == "passed"


def test_description_over_several_rows_belongs_to_its_booking() -> None:
    found = read("""
Date         Details                       Debit      Credit      Balance
02/03/2025   Corner shop                  100.00                   900.00
             Long Street
             Card 1234
05/03/2025   Workshop Ltd                             500.00     1,400.00
""")

    assert [line.description for line in found.lines] == ["Corner shop Long Street Card 1234", "Workshop Ltd"]


def test_amount_on_the_last_row_of_a_booking_is_found() -> None:
    found = read("""
Date         Details                       Debit      Credit      Balance
02/03/2025   Corner shop
             Long Street                  100.00                   900.00
05/03/2025   Workshop Ltd                             500.00     1,400.00
""")

    assert [(line.date, line.description) for line in found.lines] == [
        (dt.date(2025, 3, 2), "Corner shop Long Street"),
        (dt.date(2025, 3, 5), "Workshop Ltd"),
    ]


def test_box_of_a_line_holds_all_its_rows() -> None:
    (line,) = read("""
Date         Details                       Debit      Credit      Balance
02/03/2025   Corner shop                  100.00                   900.00
             Long Street
""").lines

    assert line.box is not None
    assert line.box.y1 - line.box.y0 > 1.5 / 64
    assert (line.page, line.box.x0 < 0.05) == (1, True)


def test_date_stands_for_the_rows_of_its_day() -> None:
    found = read("""
Date         Details                       Debit      Credit      Balance
02/03/2025   Corner shop                  100.00                   900.00
             Book shop                     50.00                   850.00
05/03/2025   Workshop Ltd                             500.00     1,350.00
""")

    assert [line.date for line in found.lines] == [
        dt.date(2025, 3, 2),
        dt.date(2025, 3, 2),
        dt.date(2025, 3, 5),
    ]


def test_newest_booking_first_is_checked_in_that_order() -> None:
    found = read("""
Closing balance  1,400.00
Opening balance  1,000.00
Date         Details                Amount      Balance
05/03/2025   Workshop Ltd           500.00     1,400.00
02/03/2025   Corner shop           -100.00       900.00
""")

    assert outcome(found, "running_balance") == "passed"
    assert outcome(found, "statement_sum") == "passed"


def test_pending_bookings_are_not_booked() -> None:
    found = read("""
Date         Details                Amount      Balance
02/03/2025   Corner shop           -100.00       900.00
Pending transactions
06/03/2025   Book shop              -70.00       830.00
""")

    assert amounts(found) == ["-100.00"]


def test_several_accounts_are_told_apart() -> None:
    found = read("""
Account number: 1234567890
Date         Details                       Debit      Credit      Balance
             Opening balance                                     1,000.00
02/03/2025   Corner shop                  100.00                   900.00
             Closing balance                                       900.00

Account number: 9876543210
Date         Details                       Debit      Credit      Balance
             Opening balance                                     5,000.00
09/03/2025   Interest                                  10.00     5,010.00
             Closing balance                                     5,010.00
""")

    assert [(line.number, line.account) for line in found.lines] == [(1, "1234567890"), (2, "9876543210")]
    sums = [(c.account, c.outcome.value) for c in found.checks if c.kind == "statement_sum"]
    assert sums == [("1234567890", "passed"), ("9876543210", "passed")]


def test_groups_of_columns_side_by_side_are_one_table_each() -> None:
    found = read("""
Checks paid
Date     Check number    Amount    Date     Check number    Amount
05/02/25 1401            450.00    05/20/25 1403            101.39
05/16/25 1402             50.00    05/28/25 1404            150.00
                                   Total checks             751.39
""")

    assert [(str(line.date), str(line.amount), line.reference) for line in found.lines] == [
        ("2025-05-02", "-450.00", "1401"),
        ("2025-05-16", "-50.00", "1402"),
        ("2025-05-20", "-101.39", "1403"),
        ("2025-05-28", "-150.00", "1404"),
    ]


def test_list_of_accounts_is_no_table_of_bookings() -> None:
    found = read("""
Account name      Account number      Balance
Savings           907056873536        8,885.88
Cheque            907056873537        1,885.88
""")

    assert found.lines == ()


def test_page_without_bookings_says_so() -> None:
    found = read("Dear customer, thank you for banking with us.")

    assert found.lines == ()
    assert "No bookings were found." in found.problems
