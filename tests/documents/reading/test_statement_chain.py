"""The search for signs: it finds what the balances bear out, and never repairs what is printed."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from documents.reading.extract.statement.chain import Reading, solve

CENTS = st.integers(min_value=-500_000, max_value=500_000).filter(bool).map(lambda n: Decimal(n) / 100)


def either(amount: Decimal, balance: Decimal | None) -> list[Reading]:
    size = abs(amount)
    return [Reading(size, balance), Reading(-size, balance, cost=0.2, sure=False)]


@given(st.lists(CENTS, min_size=1, max_size=30), CENTS)
def test_running_balances_single_out_every_sign(amounts: list[Decimal], opening: Decimal) -> None:
    balances = list(accumulate(amounts, initial=opening))[1:]

    found = solve([either(a, b) for a, b in zip(amounts, balances, strict=True)], opening, balances[-1])

    assert [reading.amount for reading in found.readings] == amounts
    assert (found.broken, found.closes, len(found.confirmed)) == (0, True, len(amounts))
    assert found.tied == frozenset()


@given(st.lists(CENTS, min_size=3, max_size=20), CENTS, st.data())
def test_altered_balance_changes_no_amount(
    amounts: list[Decimal], opening: Decimal, data: st.DataObject
) -> None:
    balances = list(accumulate(amounts, initial=opening))[1:]
    place = data.draw(st.integers(min_value=0, max_value=len(amounts) - 1))
    balances[place] += Decimal("0.01")

    found = solve([[Reading(a, b)] for a, b in zip(amounts, balances, strict=True)], opening, None)

    assert [reading.amount for reading in found.readings] == amounts
    assert found.broken >= 1
    assert place not in found.confirmed


def test_signs_between_two_balances_that_two_ways_explain_are_tied() -> None:
    ten = Decimal(10)

    found = solve([either(ten, None), either(-ten, Decimal(0))], Decimal(0), None)

    assert found.confirmed == frozenset({0, 1})
    assert found.tied == frozenset({0, 1})


def test_unknown_amount_breaks_the_chain_without_an_error() -> None:
    found = solve([[Reading(None)], [Reading(Decimal(5), Decimal(9))]], Decimal(1), None)

    assert (found.matched, found.broken, found.confirmed) == (0, 0, frozenset())
