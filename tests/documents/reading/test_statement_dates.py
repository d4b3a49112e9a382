"""Dates and periods: orders, missing years, year ends, stacked dates."""

from __future__ import annotations

import datetime as dt

import pytest

from documents.reading.types import TextSource
from tests.documents.reading.printed import normal, read


def dated(period: str, *days: str) -> list[dt.date | None]:
    rows = "\n".join(f"{day:<12} Corner shop            -{i}0.00" for i, day in enumerate(days, 1))
    return [line.date for line in read(f"{period}\nDate         Details                Amount\n{rows}").lines]


@pytest.mark.parametrize(
    "text",
    [
        "Statement period: 1 March 2025 to 31 March 2025",
        "Period 01/03/2025 - 31/03/2025",
        "Statement period 01/03/2025-31/03/2025",
        "Zeitraum 01.03.2025 bis 31.03.2025",
        "du 1er mars 2025 au 31 mars 2025",
        "Tydperk 1 Maart 2025 tot 31 Maart 2025",
        "del 1 de marzo de 2025 al 31 de marzo de 2025",
        "Periodo dal 01/03/2025 al 31/03/2025",
        "From Date: 01/03/2025\nTo Date:   31/03/2025",
        "01 Mar - 31 Mar 2025",
    ],
)
def test_period_is_found_in_every_form(text: str) -> None:
    found = read(
        f"{text}\nDate         Details                Amount\n02/03/2025   Corner shop           -10.00"
    )

    assert (normal(found, "period_start"), normal(found, "period_end")) == ("2025-03-01", "2025-03-31")


def test_statement_date_ends_the_period_where_none_is_printed() -> None:
    found = read(
        "Statement date 31 March 2025\nDate         Details        Amount\n02 Mar       Shop    -10.00"
    )

    assert (normal(found, "period_start"), normal(found, "period_end")) == (None, "2025-03-31")
    assert found.lines[0].date == dt.date(2025, 3, 2)


def test_year_comes_from_the_period_across_a_year_end() -> None:
    days = dated("Statement period 16 December 2024 to 15 January 2025", "30 Dec", "02 Jan")

    assert days == [dt.date(2024, 12, 30), dt.date(2025, 1, 2)]


def test_date_without_any_year_in_the_document_is_unknown() -> None:
    found = read("Date         Details                Amount\n02 Mar       Corner shop           -10.00")

    assert found.lines[0].date is None
    assert "The date of line 1 could not be read." in found.problems


def test_order_of_dates_is_proved_by_the_document() -> None:
    assert dated("", "02/03/2025", "25/03/2025") == [dt.date(2025, 3, 2), dt.date(2025, 3, 25)]
    assert dated("", "02/03/2025", "02/25/2025") == [dt.date(2025, 2, 3), dt.date(2025, 2, 25)]


def test_dates_that_lie_close_together_decide_the_order_that_nothing_proves() -> None:
    assert dated("", "01/03/2025", "02/03/2025", "05/03/2025") == [
        dt.date(2025, 3, 1),
        dt.date(2025, 3, 2),
        dt.date(2025, 3, 5),
    ]


def test_month_and_day_in_a_column_of_their_own() -> None:
    found = read("""
Statement from 1 January 2025 to 31 January 2025
Details                    Debits      Credits    Date        Balance
CORNER SHOP               100.00-                01 02         900.00
BOOK SHOP                  10.00-                01 14         890.00
WORKSHOP                                500.00   01 25       1,390.00
""")

    assert [line.date for line in found.lines] == [
        dt.date(2025, 1, 2),
        dt.date(2025, 1, 14),
        dt.date(2025, 1, 25),
    ]


def test_value_date_is_kept_beside_the_booking_date() -> None:
    found = read("""
Kontoauszug vom 01.03.2025 bis 31.03.2025
Buchung    Wert       Vorgang                Betrag
03.03.     04.03.     Lastschrift           10,00 S
05.03.     05.03.     Gutschrift            50,00 H
""")

    assert [(line.date, line.value_date) for line in found.lines] == [
        (dt.date(2025, 3, 3), dt.date(2025, 3, 4)),
        (dt.date(2025, 3, 5), dt.date(2025, 3, 5)),
    ]


def test_stacked_date_is_joined() -> None:
    found = read(
        """
Datum 01 Feb. 2025 - 28 Feb. 2025
DATUM TYP BESCHREIBUNG ZAHLUNGSEINGANG ZAHLUNGSAUSGANG SALDO
03
Sparplan
Feb. Handel 9,90 € 90,10 €
2025
17 Feb.
Lastschrift Stadt 10,10 € 80,00 €
2025
""",
        TextSource.STRUCTURED,
    )

    assert [line.date for line in found.lines] == [dt.date(2025, 2, 3), dt.date(2025, 2, 17)]


def test_amount_that_looks_like_a_date_is_an_amount() -> None:
    found = read("""
Period 01.03.2025 - 31.03.2025
Datum      Text                  Belastung   Gutschrift      Saldo
02.03.25   Kaffee                     5.10                  994.90
03.03.25   Lohn                                   10.12    1'005.02
""")

    assert [str(line.amount) for line in found.lines] == ["-5.10", "10.12"]
