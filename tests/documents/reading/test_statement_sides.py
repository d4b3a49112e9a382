"""Where nothing printed tells money in from money out, balances are taken as credit and a person is asked."""

from __future__ import annotations

import pytest

from documents.reading.extract.statement.sides import MIRRORED, OWED
from documents.reading.types import TextSource
from tests.documents.reading.printed import amounts, read

DUMP = """
CURRENT ACCOUNT STATEMENT
Opening balance 15.130,08 €
Closing balance 15.098,28 €
DATE DETAILS BALANCE
01.06.2025 {first} 28,91 € 15.158,99 €
27.06.2025 {second} 10,71 € 15.148,28 €
28.06.2025 Copper Kettle 50,00 € 15.098,28 €
"""
WORDLESS = DUMP.format(first="Mallory", second="WWW.EXAMPLE.TEST 646JH4Q44")
COLUMNS = """
Date         Details                       Debit      Credit      Balance
             Opening balance                                     1,000.00
02/03/2025   Corner shop                  100.00                 {after_first}
03/03/2025   Mallory                                  50.00      {after_second}
"""


@pytest.mark.parametrize("first", ["Mallory", "Pago de intereses"], ids=["no word", "a word that misleads"])
def test_balances_without_a_sign_are_credit_where_nothing_tells_the_sides(first: str) -> None:
    found = read(WORDLESS.replace("Mallory", first), TextSource.STRUCTURED)

    assert amounts(found) == ["28.91", "-10.71", "-50.00"]
    assert [str(line.balance) for line in found.lines] == ["15158.99", "15148.28", "15098.28"]


def test_a_person_is_asked_where_everything_may_be_mirrored() -> None:
    assert MIRRORED in read(WORDLESS, TextSource.STRUCTURED).problems


@pytest.mark.parametrize(
    "told",
    [
        DUMP.format(first="Interest received", second="Shop"),
        WORDLESS.replace("10,71 €", "-10,71 €"),
        WORDLESS.replace("15.130,08 €", "15.130,08 € CR"),
    ],
    ids=["by a word", "by a sign", "by a mark"],
)
def test_nobody_is_asked_where_print_tells_the_sides(told: str) -> None:
    found = read(told, TextSource.STRUCTURED)

    assert amounts(found) == ["28.91", "-10.71", "-50.00"]
    assert MIRRORED not in found.problems


def test_columns_tell_the_sides() -> None:
    found = read(COLUMNS.format(after_first="900.00", after_second="950.00"))

    assert amounts(found) == ["-100.00", "50.00"]
    assert {MIRRORED, OWED}.isdisjoint(found.problems)


def test_balances_that_grow_with_debits_are_debt_and_a_person_is_asked() -> None:
    found = read(COLUMNS.format(after_first="1,100.00", after_second="1,050.00"))

    assert [str(line.balance) for line in found.lines] == ["-1100.00", "-1050.00"]
    assert OWED in found.problems
