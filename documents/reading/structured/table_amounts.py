"""How the amounts of a table are to be signed: by the convention that its running balance proves."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the columns of one row say; `mark` is -1 for debit, 1 for credit, 0 where there is none."""

    amount: Decimal | None = None
    debit: Decimal | None = None
    credit: Decimal | None = None
    fee: Decimal | None = None
    mark: int = 0
    balance: Decimal | None = None

    @property
    def has_money(self) -> bool:
        """Tell whether the row moves money at all."""
        return any(figure is not None for figure in (self.amount, self.debit, self.credit))


Convention = Callable[[Figures], Decimal | None]


def signed_amounts(rows: Sequence[Figures]) -> list[Decimal | None]:
    """Return the signed amount of each row: money in positive, money out negative.

    Exports write debits with or without a minus, and fees inside or beside the amount. Where there are
    running balances, the convention that explains most of them is taken, else the usual one: a column of
    debits that are all negative carries its own signs, otherwise debits are taken off; fees are left out.

    Args:
        rows: the rows in the order of the file, oldest or newest first.
    """
    candidates = list(_conventions(rows))
    amounts = [[convention(row) for row in rows] for convention in candidates]
    balances = [row.balance for row in rows]
    scores = [links(column, balances) for column in amounts]
    return amounts[scores.index(max(scores))]


def links(amounts: Sequence[Decimal | None], balances: Sequence[Decimal | None]) -> int:
    """Return how many neighbouring balances the amounts explain, in the better of the two directions."""
    return max(forward_links(amounts, balances), backward_links(amounts, balances))


def forward_links(amounts: Sequence[Decimal | None], balances: Sequence[Decimal | None]) -> int:
    """Return how many balances follow from the row before, as in files with the oldest row first."""
    return sum(
        before is not None and amount is not None and before + amount == after
        for (before, after), amount in zip(itertools.pairwise(balances), amounts[1:], strict=False)
    )


def backward_links(amounts: Sequence[Decimal | None], balances: Sequence[Decimal | None]) -> int:
    """Return how many balances follow from the row below, as in files with the newest row first."""
    return forward_links(amounts[::-1], balances[::-1])


def _conventions(rows: Sequence[Figures]) -> Iterator[Convention]:
    """Yield the ways in which the rows can be signed, the usual one first."""
    bases = list(_bases(rows))
    yield from bases
    if any(row.fee for row in rows):
        yield from (partial(_with_fee, base) for base in bases)
        yield from (partial(_less_fee, base) for base in bases)


def _bases(rows: Sequence[Figures]) -> Iterator[Convention]:
    if any(row.debit is not None or row.credit is not None for row in rows):
        debits = [row.debit for row in rows if row.debit]
        own_signs = bool(debits) and all(debit < 0 for debit in debits)
        yield from (_added, _taken_off) if own_signs else (_taken_off, _added)
        yield _without_debit_sign
    elif any(row.mark for row in rows):
        yield lambda row: None if row.amount is None else abs(row.amount) * (row.mark or 1)
        yield lambda row: row.amount
    else:
        yield lambda row: row.amount


def _taken_off(row: Figures) -> Decimal | None:
    return (row.credit or ZERO) - (row.debit or ZERO) if row.has_money else None


def _added(row: Figures) -> Decimal | None:
    return (row.credit or ZERO) + (row.debit or ZERO) if row.has_money else None


def _without_debit_sign(row: Figures) -> Decimal | None:
    return (row.credit or ZERO) - abs(row.debit or ZERO) if row.has_money else None


def _with_fee(base: Convention, row: Figures) -> Decimal | None:
    amount = base(row)
    return None if amount is None else amount + (row.fee or ZERO)


def _less_fee(base: Convention, row: Figures) -> Decimal | None:
    amount = base(row)
    return None if amount is None else amount - abs(row.fee or ZERO)
